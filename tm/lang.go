package tm

import (
	"fmt"
	"strings"

	"golang.org/x/text/language"
)

// ParseLang reads a language tag as people and programs write it (fr, fr_FR,
// zh_cn, zh-Hans, ZH-tw) and returns it in the form the memory uses:
//
//   - Chinese is zh when simplified and zh-Hant when traditional, whatever
//     region or script said so (zh-CN, zh-SG, zh-Hans; zh-TW, zh-HK, zh-Hant);
//   - other languages keep a region that was given: fr-CA is not fr.
func ParseLang(s string) (language.Tag, error) {
	tag, err := language.Parse(strings.ReplaceAll(strings.TrimSpace(s), "_", "-"))
	if err != nil || tag == language.Und {
		return language.Und, fmt.Errorf("%q is not a language tag: write fr, en, zh, zh-Hant, pt-BR …", s)
	}
	return CanonicalLang(tag), nil
}

// CanonicalLang returns tag in the form the memory uses; see [ParseLang].
func CanonicalLang(tag language.Tag) language.Tag {
	base, _ := tag.Base()
	if name := base.String(); name != "zh" && name != "cmn" { // cmn is Mandarin by itself
		return tag
	}
	if script, _ := tag.Script(); script.String() == "Hant" {
		return language.MustParse("zh-Hant")
	}
	return language.Chinese
}

// SameLanguage reports whether two tags name one written language when their
// regions are left aside: fr and fr-CA do, zh and zh-Hant do not.
func SameLanguage(a, b language.Tag) bool {
	baseA, _ := a.Base()
	baseB, _ := b.Base()
	if baseA != baseB {
		return false
	}
	scriptA, _ := a.Script()
	scriptB, _ := b.Script()
	return scriptA == scriptB
}
