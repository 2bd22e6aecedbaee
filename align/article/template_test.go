package article

import (
	"io/fs"
	"os"
	"strings"
	"testing"
)

func TestBuiltinTemplatesAreWholeAndDescribed(t *testing.T) {
	readme, err := os.ReadFile("templates/README.md")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, template := range mustTemplates(t) {
		if names[template.name] {
			t.Errorf("two templates are called %s", template.name)
		}
		names[template.name] = true
		if !template.always && len(template.whenHTML) == 0 && len(template.whenText) == 0 {
			t.Errorf("%s never holds", template.name)
		}
	}
	files, err := fs.Glob(builtinTemplates, "templates/*.template")
	if err != nil || len(files) != len(names) {
		t.Fatalf("%d files, %d templates, %v", len(files), len(names), err)
	}
	for name := range names {
		if lang, ok := strings.CutPrefix(name, "furniture-"); ok {
			name = "furniture-" + strings.ToUpper("LL")
			if len(lang) != 2 {
				t.Errorf("furniture-%s is not named after a language", lang)
			}
		}
		if !strings.Contains(string(readme), "`"+name+".template`") {
			t.Errorf("README.md does not list %s.template", name)
		}
	}
}

// TestFurnitureNeverTakesASentence holds the labels of all languages against
// sentences of a story: none may be swallowed by a form that is too wide.
func TestFurnitureNeverTakesASentence(t *testing.T) {
	active := rulesFor(nil, mustTemplates(t))
	sentences := []string{
		"Le partage de l’eau entre les deux pays est réglé par un traité.",
		"Imprimer de la monnaie ne suffira pas, a dit le ministre.",
		"Source de revenus, le port emploie 3 200 personnes.",
		"Photo d’identité, passeport : les délais s’allongent.",
		"Share prices rose on Monday after the announcement.",
		"Comments by the minister on Monday led to protests.",
		"Save the Children said that 300 schools were closed.",
		"Copyright law reform passes parliament",
		"Donated food reached the islands on Monday.",
		"Dossier : l’eau en Méditerranée",
		"Follow-up talks are planned for March.",
		"Search teams found two survivors on Tuesday.",
		"Back in Paris, the president met the unions.",
		"Teilen will der Verein die Kosten mit der Stadt.",
		"Condividere i costi è la proposta del sindaco.",
		"Comentarios del ministro provocaron protestas en la capital.",
		"Подписаться под договором отказались три страны.",
		"分享经济在这座城市发展迅速，去年增长了两成。",
		"打印机出口同比增长12%，达到三亿美元。",
		"共有された資料によると、工事は来年始まる。",
		"شارك المئات في المسيرة التي جابت شوارع العاصمة.",
	}
	for _, sentence := range sentences {
		if active.furniture(sentence) || active.byline(sentence) != "" || active.knownAgency(sentence) {
			t.Errorf("%q is taken for furniture", sentence)
		}
	}
}

func TestWideSpaceKeepsTheRestOfAPattern(t *testing.T) {
	tests := map[string]string{
		`a\sb`:    `a[\s\p{Zs}]b`,
		`[\s,]`:   `[\s\p{Zs},]`,
		`\\s\[\s`: `\\s\[[\s\p{Zs}]`,
	}
	for pattern, want := range tests {
		if got := wideSpace(pattern); got != want {
			t.Errorf("wideSpace(%s) = %s, want %s", pattern, got, want)
		}
	}
}

func TestGlobMatchesTheWholeLine(t *testing.T) {
	tests := []struct {
		form, line string
		want       bool
	}{
		{"Read more: *", "read more: the port", true},
		{"Read more: *", "they read more: books", false},
		{"*newsletter*", "join our newsletter now", true},
		{"Sign up * newsletter", "sign up for the newsletter", true},
		{"Sign up * newsletter", "sign up newsletter", false},
		{"第*页", "第3页", true},
		{"© *", "chine", false},
	}
	for _, tt := range tests {
		template, err := parseTemplate("furniture: " + tt.form + "\n")
		if err != nil {
			t.Fatal(err)
		}
		if got := template.patterns.match(tt.line); got != tt.want {
			t.Errorf("%q on %q = %v", tt.form, tt.line, got)
		}
	}
}
