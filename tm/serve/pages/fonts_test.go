package pages_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Each language that has fonts of its own names one for every system that has no
// choice of its own by language.
func TestLanguagesHaveFontsForEachSystem(t *testing.T) {
	content, err := os.ReadFile("static/calque.css")
	if err != nil {
		t.Fatal(err)
	}
	css := string(content)
	stacks := map[string]string{}
	for _, found := range regexp.MustCompile(`(--[a-z-]+): ([^;]*sans-serif);`).FindAllStringSubmatch(css, -1) {
		stacks["var("+found[1]+")"] = found[2]
	}
	for lang, fonts := range map[string][]string{
		"zh":      {"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC"},
		"zh-Hant": {"PingFang TC", "Microsoft JhengHei", "Noto Sans CJK TC"},
		"zh-TW":   {"PingFang TC", "Microsoft JhengHei", "Noto Sans CJK TC"},
		"zh-HK":   {"PingFang HK", "Microsoft JhengHei", "Noto Sans CJK HK"},
		"ja":      {"Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP"},
		"ko":      {"Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans CJK KR"},
		"ar":      {"Geeza Pro", "Segoe UI", "Noto Naskh Arabic"},
	} {
		rule := regexp.MustCompile(`(?m)^[^{]*:lang\(` + lang + `\)[^{]*\{[^}]*font-family: (var\([a-z-]+\))`).FindStringSubmatch(css)
		if rule == nil {
			t.Errorf("%s has no fonts", lang)
			continue
		}
		stack := stacks[rule[1]]
		for _, font := range fonts {
			if !strings.Contains(stack, `"`+font+`"`) {
				t.Errorf("%s has no %s: %s", lang, font, stack)
			}
		}
		// On Android the generic family follows the language of the text.
		if !strings.HasSuffix(stack, ", sans-serif") {
			t.Errorf("%s does not end with the generic family: %s", lang, stack)
		}
	}
}
