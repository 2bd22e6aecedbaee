package concord

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"calque/tm/match"
)

func TestFindMarksThePlacesOfThePattern(t *testing.T) {
	for _, test := range []struct {
		pattern, lang, text string
		want                string // the text with [places]; empty when it does not answer
		o                   Options
	}{
		{"port", "fr", "Le port s’agrandit.", "Le [port] s’agrandit.", Options{}},
		{"port", "fr", "Le transport s’agrandit.", "", Options{}},
		{"port*", "fr", "Les portes du port.", "Les [portes] du [port].", Options{}},
		{"IA", "fr", "l’IA et L'ia", "l’[IA] et L'[ia]", Options{}},
		{"l'IA", "fr", "encadrer l’IA", "encadrer [l’IA]", Options{}},
		{"parole", "fr", "la porte-parole", "la porte-[parole]", Options{}},
		{"porte-parole", "fr", "Porte–parole du maire", "[Porte–parole] du maire", Options{}},
		{"3000", "fr", "3 000 emplois", "[3 000] emplois", Options{}},
		{`"3 000 emplois"`, "fr", "quelque 3\u202f000 emplois", "quelque [3\u202f000 emplois]", Options{}},
		{"3\u00a0000", "fr", "quelque 3 000 emplois", "quelque [3 000] emplois", Options{}},
		{`"12,5 %"`, "fr", "soit 12,5 %.", "soit [12,5 %].", Options{}},
		{`"mise en oeuvre"`, "fr", "La Mise  en Œuvre, la mise en\u00a0œuvre", "La [Mise  en Œuvre], la [mise en\u00a0œuvre]", Options{}},
		{`«mise en œuvre»`, "fr", "la mise en oeuvre", "la [mise en oeuvre]", Options{}},
		{`"mise oeuvre"`, "fr", "la mise en œuvre", "", Options{}},
		{`"gouvern* mondia*"`, "fr", "une gouvernance mondiale", "une [gouvernance mondiale]", Options{}},
		{"chat chien", "fr", "le chien et le chat", "le [chien] et le [chat]", Options{}},
		{"chat -chien", "fr", "le chien et le chat", "", Options{}},
		{"chat -chien", "fr", "le chat", "le [chat]", Options{}},
		{`chat -"le chien"`, "fr", "un chien et le chat", "un chien et le [chat]", Options{}},
		{"ete", "fr", "Été comme e\u0301te\u0301", "[Été] comme [e\u0301te\u0301]", Options{}},
		{"été", "fr", "il a ete", "il a [ete]", Options{}},
		{"été", "fr", "il a ete", "", Options{Accents: true}},
		{"été", "fr", "Été, e\u0301te\u0301", "[Été], [e\u0301te\u0301]", Options{Accents: true}},
		{"Chine", "fr", "la chine", "", Options{Case: true}},
		{"Chine", "fr", "la Chine et chine", "la [Chine] et chine", Options{Case: true}},
		{"Ecole", "fr", "l’École, l’école", "l’[École], l’école", Options{Case: true}},
		{"елка", "ru", "Ёлка и елка", "[Ёлка] и [елка]", Options{}},
		{"мои", "ru", "мой дом", "", Options{}},
		{"محمد", "ar", "قال مُحَمَّد", "قال [مُحَمَّد]", Options{}},
		{"احمد", "ar", "قال أحمد", "قال [أحمد]", Options{}},
		{"气候", "zh", "应对气候变化。", "应对[气候]变化。", Options{}},
		{"候变", "zh", "应对气候变化。", "应对气[候变]化。", Options{}},
		{"30年将", "zh", "到2030年将发放", "到20[30年将]发放", Options{}},
		{"于203", "zh", "于2030年", "[于203]0年", Options{}},
		{"ai技", "zh", "OpenAI 技术", "Open[AI 技]术", Options{}},
		{"气候*", "zh", "气候变化", "[气候]变化", Options{}},
		{"国》", "zh", "《中国》报", "《中[国》]报", Options{}},
		{"がっこ", "ja", "か\u3099っこう", "[か\u3099っこ]う", Options{}},
		{"かっこ", "ja", "がっこう", "", Options{}},
		{"เดิ", "th", "การเดินทาง", "การ[เดิ]นทาง", Options{}},
		{"เด", "th", "การเดินทาง", "การ[เด]ินทาง", Options{}},
		{"학교", "ko", "학교에서", "[학교]에서", Options{}},
		{`/déclar\w+/`, "fr", "il a DECLARE que", "il a [DECLARE] que", Options{}},
		{`/déclar\w+/`, "fr", "il a declare que", "", Options{Accents: true}},
		{`/Décl/`, "fr", "il a déclaré", "", Options{Case: true}},
		{`/\d{4}/`, "fr", "en 2030 ou 2031", "en [2030] ou [2031]", Options{}},
		{`/et\/ou/`, "fr", "un et/ou deux", "un [et/ou] deux", Options{}},
		{`/c:\\\/temp/`, "fr", `dans c:\/temp ici`, `dans [c:\/temp] ici`, Options{}},
		{`/c:\\/temp/`, "fr", `dans c:\/temp ici`, `dans [c:\/temp] ici`, Options{}},
		{`/(chat|chien)s/ -noir`, "fr", "des chats", "des [chats]", Options{}},
		{`/e.le/`, "fr", "e\u0301cole e\u0301ile", "e\u0301cole [e\u0301ile]", Options{}},
		{`/x*/`, "fr", "rien", "", Options{}},
		{"et/ou", "fr", "un et/ou deux", "un [et/ou] deux", Options{}},
		{"?", "fr", "Vraiment ?", "Vraiment [?]", Options{}},
	} {
		p, err := Parse(test.pattern)
		if err != nil {
			t.Errorf("%s: %v", test.pattern, err)
			continue
		}
		o := test.o
		o.Lang = test.lang
		m, err := p.In(o)
		if err != nil {
			t.Errorf("%s: %v", test.pattern, err)
			continue
		}
		got := ""
		if places, ok := m.Find(test.text); ok {
			got = marked(test.text, places)
		}
		if got != test.want {
			t.Errorf("%s in %q: got %q, want %q", test.pattern, test.text, got, test.want)
		}
	}
}

// marked writes a text with its places in brackets.
func marked(text string, places []match.Span) string {
	var b strings.Builder
	at := 0
	for _, p := range places {
		b.WriteString(text[at:p.Start] + "[" + text[p.Start:p.End] + "]")
		at = p.End
	}
	return b.String() + text[at:]
}

func TestParseSaysWhatIsWrong(t *testing.T) {
	for pattern, want := range map[string]string{
		"":           "nothing to look for",
		"  ":         "nothing to look for",
		`""`:         `nothing to look for in ""`,
		`chat "noir`: "not closed",
		"/chat":      "not closed with a slash",
		"/cha(t/":    "missing closing )",
		"-chat":      "everything is excluded",
		"-chat -/a/": "everything is excluded",
		"\u200b":     "nothing to look for",
	} {
		_, err := Parse(pattern)
		if !errors.Is(err, ErrPattern) || !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%q: the error is %v, not %q", pattern, err, want)
		}
	}
}

func TestPlainLeavesAccentsOutOnce(t *testing.T) {
	for key, want := range map[string]string{
		"été": "ete", "cœur": "coeur", "garçon": "garcon", "łódź": "lodz", "straße": "straße", "ё": "е", "й": "й",
		"が": "が", "ที่": "ที่", "한국": "한국", "أحمد": "احمد", "άλφα": "αλφα", "plain": "plain", "12,5": "12,5", "…": "…",
	} {
		if got := Plain(key); got != want || Plain(got) != got {
			t.Errorf("Plain(%q) is %q, then %q, not %q", key, got, Plain(got), want)
		}
	}
}

// scraps are pieces of texts and patterns in all kinds of tokens.
var scraps = strings.Split("le la l’ IA Été ete ÉTÉ e\u0301te\u0301 œuvre oeuvre OEUVRE aujourd’hui U.S. porte - parole – chat chats Chat "+
	"12 3,5 3 000 2030 12 % <b> </b> {1} , . … ... « » \" ' 中国 经济 气候 变 化 AI Open テレビ が か\u3099 か 학교 에 ที่ เดิน ท าง ิ محمد مُحَمَّد أحمد "+
	"мой Ёлка елка straße STRASSE İstanbul Kelvin ſ F16 3D naïve", " ")

func scrap(r *rand.Rand, most int, between ...string) string {
	var b strings.Builder
	for range 1 + r.IntN(most) {
		b.WriteString(scraps[r.IntN(len(scraps))])
		b.WriteString(between[r.IntN(len(between))])
	}
	return b.String()
}

// piece cuts a piece out of a text, anywhere between two characters.
func piece(r *rand.Rand, text string) string {
	runes := []rune(text)
	from := r.IntN(len(runes))
	return string(runes[from : from+1+r.IntN(min(8, len(runes)-from))])
}

func randomPattern(r *rand.Rand, text string) string {
	raw := piece(r, text)
	if r.IntN(3) == 0 {
		raw = scrap(r, 3, " ", "")
	}
	raw = strings.ReplaceAll(raw, `"`, "")
	switch r.IntN(6) {
	case 0:
		return raw
	case 1:
		return strings.TrimSpace(raw) + "*"
	case 2:
		return "/" + strings.Trim(raw, `/\ .*`) + "/"
	case 3:
		return "/(" + strings.Trim(raw, `/\ .*`) + "|" + strings.Trim(scrap(r, 1, ""), `/\ .*`) + ")+/"
	case 4:
		return raw + ` -"` + strings.ReplaceAll(piece(r, text), `"`, "") + `"`
	}
	return `"` + raw + `"`
}

// holds is the plan's meaning by the definition.
func holds(text, lang string, plan Plan) bool {
	var keys []string
	for _, token := range match.Tokenize(text, lang) {
		keys = append(keys, token.Key)
	}
	has := func(run Run) bool {
		for i := 0; i+len(run) <= len(keys); i++ {
			all := true
			for j, place := range run {
				one := false
				for _, k := range place {
					key := keys[i+j]
					if !k.Accents {
						key = Plain(key)
					}
					one = one || k.How == Whole && key == k.Text || k.How == Beginning && strings.HasPrefix(key, k.Text) ||
						k.How == Within && strings.Contains(key, k.Text)
				}
				all = all && one
			}
			if all {
				return true
			}
		}
		return false
	}
	for _, run := range plan.With {
		if !has(run) {
			return false
		}
	}
	for _, run := range plan.Without {
		if has(run) {
			return false
		}
	}
	return true
}

func checkPlan(t *testing.T, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 3))
	for range 200 {
		text := scrap(r, 8, " ", "", " ")
		pattern := randomPattern(r, text)
		p, err := Parse(pattern)
		if err != nil {
			continue
		}
		o := Options{Lang: []string{"fr", "en", "zh", "th", "tr"}[r.IntN(5)], Case: r.IntN(3) == 0, Accents: r.IntN(3) == 0}
		m, err := p.In(o)
		if err != nil {
			continue
		}
		_, found := m.Find(text)
		held := holds(text, o.Lang, m.Plan())
		if found && !held || m.Plan().Proof && found != held {
			t.Fatalf("%q in %q, %+v: found %v, held %v, plan %+v", pattern, text, o, found, held, m.Plan())
		}
	}
}

func TestPlanLeavesNothingOut(t *testing.T) {
	for seed := range uint64(100) {
		checkPlan(t, seed)
	}
}

func TestAnyPieceOfATextWithoutSpacesIsFound(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 2000 {
		text := norm.NFC.String(scrap(r, 8, "")) // a cut never parts か from what makes it が
		raw := piece(r, text)
		p, err := Parse(`"` + raw + `"`)
		if err != nil || strings.Contains(raw, `"`) {
			continue
		}
		characters := false
		for _, token := range match.Tokenize(raw, "zh") {
			characters = characters || token.Kind == match.Ideograph
		}
		if !characters || strings.ContainsAny(raw, "<>{}.…*") { // what a cut makes another token of
			continue
		}
		m, err := p.In(Options{Lang: "zh"})
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := m.Find(text); !ok {
			t.Fatalf("%q is not found in %q", raw, text)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{`chat -"le chien" gouvern*`, "/a(b|c)+/ d", "«气候» -x", `"`, "-", "/", "/[é-ü]/", "*", "é*"} {
		f.Add(seed, "Le chat, l’été et 气候变化 2030")
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		p, err := Parse(pattern)
		if err != nil || !utf8.ValidString(text) { // no text of a memory is
			return
		}
		m, err := p.In(Options{Lang: "fr"})
		if err != nil {
			return
		}
		places, ok := m.Find(text)
		if ok == (len(places) == 0) {
			t.Fatalf("%q in %q: %v %v", pattern, text, places, ok)
		}
		at := 0
		for _, p := range places {
			if p.Start < at || p.End <= p.Start || p.End > len(text) {
				t.Fatalf("%q in %q: places %v", pattern, text, places)
			}
			at = p.End
		}
		if ok && !holds(text, "fr", m.Plan()) {
			t.Fatalf("%q in %q: the plan %+v leaves it out", pattern, text, m.Plan())
		}
	})
}
