package field

import (
	"golang.org/x/text/language"
)

var traditionalChinese = language.MustParse("zh-Hant")

// LangCode returns the language code that a file shows for tag: what langMap
// says, else the code that CAT tools know: zh-CN and zh-TW for the two ways to
// write Chinese, and otherwise the tag itself.
func LangCode(tag language.Tag, langMap map[language.Tag]string) string {
	if code, ok := langMap[tag]; ok && code != "" {
		return code
	}
	switch tag {
	case language.Chinese:
		return "zh-CN"
	case traditionalChinese:
		return "zh-TW"
	}
	return tag.String()
}
