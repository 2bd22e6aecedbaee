package field

import (
	"strings"

	"calque/tm"
)

// PropertyText writes a foreign property as NAME=VALUE, or where its file said
// more of the value NAME;lang=fr;encoding=…=VALUE. What part of the unit it
// belongs to is left to the format.
func PropertyText(p tm.Property) string {
	text := nameEscaper.Replace(p.Name)
	if p.Lang != "" {
		text += ";lang=" + nameEscaper.Replace(p.Lang)
	}
	if p.Encoding != "" {
		text += ";encoding=" + nameEscaper.Replace(p.Encoding)
	}
	return text + "=" + p.Value
}

// ParseProperty reads what [PropertyText] wrote.
func ParseProperty(s string, of tm.Part) (tm.Property, bool) {
	p := tm.Property{Of: of}
	name, rest, ok := cutAny(s)
	p.Name = nameUnescaper.Replace(name)
	for ok && rest.after == ';' {
		var value string
		switch {
		case strings.HasPrefix(rest.text, "lang="):
			value, rest, ok = cutAny(rest.text[len("lang="):])
			p.Lang = nameUnescaper.Replace(value)
		case strings.HasPrefix(rest.text, "encoding="):
			value, rest, ok = cutAny(rest.text[len("encoding="):])
			p.Encoding = nameUnescaper.Replace(value)
		default:
			return p, false
		}
	}
	p.Value = rest.text
	return p, ok
}

// tail is what follows a part of a property, and the sign between.
type tail struct {
	after byte
	text  string
}

func cutAny(s string) (string, tail, bool) {
	i := strings.IndexAny(s, ";=")
	if i < 0 {
		return s, tail{}, false
	}
	return s[:i], tail{s[i], s[i+1:]}, true
}

var (
	nameEscaper   = strings.NewReplacer("%", "%25", ";", "%3B", "=", "%3D")
	nameUnescaper = strings.NewReplacer("%25", "%", "%3B", ";", "%3D", "=")
)
