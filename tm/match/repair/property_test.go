package repair

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"calque/tm/match"
)

// slots are how two languages write one value, with %s for a figure and the
// like; written writes a random one.
var frames = []struct {
	from, to       string
	source, target string
	kinds          string // of the slots, in the order of the source
}{
	{"fr", "en", "Le %d, %p des %n élus sont venus.", "On %d, %p of the %n members came.", "dpn"},
	{"fr", "zh", "Le %d, %p des %n élus sont venus.", "%d，%n名议员中的%p到场。", "dpn"},
	{"en", "de", "On %d, %p of the %n members came.", "Am %d kamen %p der %n Mitglieder.", "dpn"},
	{"en", "fr", "Some %u cost %p less.", "Quelque %u coûtent %p de moins.", "up"},
	{"fr", "ru", "Le %d, %u de plus.", "%d: ещё %u.", "du"},
	{"fr", "ar", "Le %d, %p de %u.", "في %d، %p من %u.", "dpu"},
	{"zh", "ja", "%d，%n人，%p。", "%d、%n人、%p。", "dnp"},
	{"es", "pt", "El %d, %p de %n.", "Em %d, %p de %n.", "dpn"},
	{"it", "es", "Il %d, %p di %u.", "El %d, %p de %u.", "dpu"},
}

// randomValue is a value to be written in two languages.
type randomValue struct {
	day, month, year int
	number           decimal
}

func randomValueOf(r *rand.Rand, kind byte) randomValue {
	v := randomValue{day: 1 + r.IntN(28), month: 1 + r.IntN(12), year: 1990 + r.IntN(40)}
	v.number.whole = fmt.Sprint(1 + r.IntN([]int{9, 99, 999, 99999, 9999999}[r.IntN(5)]))
	if kind != 'n' && r.IntN(2) == 0 {
		v.number.fraction = fmt.Sprint(1 + r.IntN(9))
	}
	if kind == 'u' {
		v.number.whole = fmt.Sprint(2 + r.IntN(900))
	}
	return v
}

func (v randomValue) write(kind byte, lang string) string {
	l := localeOf(language.MustParse(lang))
	figure := numberStyle{zero: '0'}.write(v.number, l, true)
	switch kind {
	case 'p':
		return figure + "%"
	case 'u':
		for _, u := range l.units {
			if u.power == 6 {
				return figure + " " + u.forms.of(v.number.category(language.MustParse(lang)))
			}
		}
		panic("no million in " + lang)
	case 'd':
		if !l.spaced() {
			return fmt.Sprintf("%d年%d月%d日", v.year, v.month, v.day)
		}
		month := l.months[0][v.month-1]
		switch lang {
		case "es", "pt":
			return fmt.Sprintf("%d de %s de %d", v.day, month, v.year)
		case "de":
			return fmt.Sprintf("%d. %s %d", v.day, month, v.year)
		}
		return fmt.Sprintf("%d %s %d", v.day, month, v.year)
	}
	return figure
}

func fill(frame, kinds, lang string, values []randomValue) string {
	for i := range kinds {
		frame = strings.Replace(frame, "%"+kinds[i:i+1], values[i].write(kinds[i], lang), 1)
	}
	return frame
}

// Texts are made in two languages from the same values, so that what a repair
// must give is known; and a repair repaired back is the original.
func TestRepairGivesWhatIsWrittenAndGoesBack(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 14))
	offered, all := 0, 0
	for range 1500 {
		f := frames[r.IntN(len(frames))]
		var old, now []randomValue
		for i := range f.kinds {
			old, now = append(old, randomValueOf(r, f.kinds[i])), append(now, randomValueOf(r, f.kinds[i]))
		}
		keep := r.IntN(len(f.kinds))
		now[keep] = old[keep]
		m := Match{
			Query: fill(f.source, f.kinds, f.from, now), Source: fill(f.source, f.kinds, f.from, old),
			Target: fill(f.target, f.kinds, f.to, old), From: language.MustParse(f.from), To: language.MustParse(f.to),
		}
		all++
		got, ok := Repair(m, Options{Weights: match.DefaultWeights()})
		if !ok {
			continue
		}
		offered++
		if want := fill(f.target, f.kinds, f.to, now); got.Text != want {
			t.Errorf("%s–%s\nquery  %s\nsource %s\ntarget %s\ngot    %s\nwant   %s", f.from, f.to, m.Query, m.Source, m.Target, got.Text, want)
		}
		if got.Score != 99 {
			t.Errorf("%q for %q scores %d", got.Text, m.Query, got.Score)
		}
		back, ok := Repair(Match{m.Source, m.Query, got.Text, m.From, m.To}, Options{})
		if !ok || back.Text != m.Target {
			t.Errorf("back from %q: %v %q, want %q", got.Text, ok, back.Text, m.Target)
		}
	}
	t.Logf("%d of %d were offered", offered, all)
	if offered < all/3 {
		t.Errorf("only %d of %d were offered", offered, all)
	}
}

func FuzzRepair(f *testing.F) {
	f.Add("Le 9 mai, 12,5 % de 3 millions d’euros.", "Le 8 mai, 3 % de 2 millions d’euros.", "On 8 May, 3% of 2 million euros.")
	f.Add("2024年5月8日", "3亿5000万", "١٢٫٥٪ $3m 8th")
	f.Add("Paul Dupont", "Paul Martin", "Paul Martin")
	f.Fuzz(func(t *testing.T, query, source, target string) {
		if len(query)+len(source)+len(target) > 600 {
			return
		}
		for _, pair := range [][2]language.Tag{{language.French, language.English}, {language.Chinese, language.Arabic}, {language.English, language.Russian}} {
			m := Match{query, source, target, pair[0], pair[1]}
			r, ok := Repair(m, Options{Weights: match.DefaultWeights(), Names: testNames})
			if !ok {
				continue
			}
			at := 0
			for _, c := range r.Changes {
				if c.Span.Start < at || c.Span.End > len(r.Text) || r.Text[c.Span.Start:c.Span.End] != c.Now {
					t.Fatalf("change %+v of %q", c, r.Text)
				}
				at = c.Span.End
			}
			back, ok := Repair(Match{source, query, r.Text, pair[0], pair[1]}, Options{Names: testNames})
			if !ok || back.Text != target {
				t.Fatalf("%+v gives %q, and back %q", m, r.Text, back.Text)
			}
		}
	})
}
