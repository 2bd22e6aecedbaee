package srx

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"calque/align/segment"
	"golang.org/x/text/language"
)

// writtenNative writes the native rules and reads them back.
func writtenNative(t testing.TB) *Document {
	t.Helper()
	doc, err := Native()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	n, err := doc.WriteTo(&b)
	if err != nil || int(n) != b.Len() {
		t.Fatal(n, err)
	}
	read, err := Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func TestNativeRulesAllCompileInLinearTime(t *testing.T) {
	rep := writtenNative(t).Check()
	if len(rep.Problems) > 0 || rep.Backtracking > 0 || rep.Rules < 100 {
		t.Errorf("%s", rep)
	}
}

func TestNativeRulesCutAsCalqueDoes(t *testing.T) {
	doc := writtenNative(t)
	for lang, text := range map[string]string{
		"fr": "M. Dupont a dit : « Je pars ! » Personne n'a bougé. Voir p. 55, art. 12. Il vit à l'O.N.U. depuis 1990. Prix, date, etc. Rien. J.-P. Martin court 5 km. Marie dort.",
		"en": "Mr. Brown met Sen. Lowe at 5 p.m. Monday. He lives in the U.S. She is in the U.S. Army. See No. 5. “Who?” she asked. It was e.g. a cat. Alan T. Ross won.",
		"de": "Am 7. Mai kam Dr. Weber z. B. nach Bonn. Das steht auf Seite 12. Dort endet es. „Kommst du?“, fragte sie. Er ging.",
		"es": "El Sr. Ruiz vive en EE. UU. desde 1990. ¿Viene? Sí. Véase la pág. 5. Compra peras, etc. Luego se va.",
		"it": "Il sig. Riva legge l'art. 3. Poi esce. Nacque nel 50 a.C. sul mare. «Chi è?» chiese Anna.",
		"pt": "O Sr. Lima leu o art. 5. Depois saiu. Vive na Av. Central. Gosta.",
		"ru": "Он родился в 1962 г. в Орле. А. С. Орлов и проф. Лунин пришли. См. рис. 3. «Кто?» — спросила она. Да.",
		"zh": "他说：“走吧。”她走了。“加油！”的口号响起。《你好！》上映。增长5.2%。",
		"ja": "彼は「行こう。」と言った。彼女はうなずいた。「やめろ！」という声がした。",
		"ar": "وصل د. سامي. هل تأتي؟ نعم.",
		"nl": "Dr. de Vries kwam. Hij bleef.",
	} {
		tag := language.Make(lang)
		s, _, err := doc.Segmenter(tag)
		if err != nil {
			t.Fatal(err)
		}
		got, want := s.Segment(text), segment.New(tag).Segment(text)
		if len(got) != len(want) {
			t.Errorf("%s: got %q, want %d sentences", lang, cutText(s, text), len(want))
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: got %q", lang, cutText(s, text))
				break
			}
		}
	}
}

func ExampleNative() {
	doc, err := Native(language.French)
	if err != nil {
		fmt.Println(err)
		return
	}
	var b strings.Builder
	if _, err := doc.WriteTo(&b); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.Contains(b.String(), `<languagemap languagepattern="[Ff][Rr]([-_].*)?" languagerulename="French"/>`))
	// Output: true
}
