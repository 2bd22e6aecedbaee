package exports

import (
	"fmt"
	"strings"

	"golang.org/x/text/language"

	"calque/tm"
)

// ParseLangMap reads what a person writes after --lang-map: a language and the
// code that the file is to show, as in "zh=zh-Hans,en=en-GB". A code is kept
// as it is written.
func ParseLangMap(s string) (map[language.Tag]string, error) {
	codes := map[language.Tag]string{}
	for entry := range strings.SplitSeq(s, ",") {
		entry = strings.TrimSpace(entry)
		if entry == "" {
			continue
		}
		name, code, ok := strings.Cut(entry, "=")
		name, code = strings.TrimSpace(name), strings.TrimSpace(code)
		if !ok || code == "" {
			return nil, fmt.Errorf("language map %q: write LANGUAGE=CODE, as in zh=zh-Hans", entry)
		}
		tag, err := tm.ParseLang(name)
		if err != nil {
			return nil, fmt.Errorf("language map %q: %w", entry, err)
		}
		codes[tag] = code
	}
	return codes, nil
}
