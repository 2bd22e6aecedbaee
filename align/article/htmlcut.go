package article

import (
	"strings"

	"golang.org/x/net/html"
)

// needsEnd are elements whose end tag may not be left out.
var needsEnd = map[string]bool{
	"div": true, "article": true, "main": true, "section": true, "table": true, "ul": true, "ol": true,
	"figure": true, "blockquote": true, "script": true, "style": true, "header": true, "h1": true, "h2": true,
	"h3": true, "a": true, "strong": true, "em": true, "span": true,
}

// cutOff reports whether the source of a page ends before the page does:
// inside a tag or comment, or with open elements and neither </body> nor
// </html>. Pages of careless authors lack end tags in the middle, but close
// the body.
func cutOff(text string) bool {
	tail := text[max(0, len(text)-200):]
	if open := strings.LastIndexByte(tail, '<'); open >= 0 && !strings.Contains(tail[open:], ">") &&
		len(tail) > open+1 && (tail[open+1] == '/' || tail[open+1] == '!' || isASCIILetter(tail[open+1])) {
		return true
	}
	open := map[string]int{}
	tokenizer := html.NewTokenizer(strings.NewReader(text))
	for {
		kind := tokenizer.Next()
		if kind == html.ErrorToken {
			break
		}
		if kind != html.StartTagToken && kind != html.EndTagToken {
			continue
		}
		raw, _ := tokenizer.TagName()
		name := string(raw)
		if kind == html.EndTagToken && (name == "html" || name == "body") {
			return false
		}
		if !needsEnd[name] {
			continue
		}
		if kind == html.StartTagToken {
			open[name]++
		} else if open[name] > 0 {
			open[name]--
		}
	}
	for _, n := range open {
		if n > 0 {
			return true
		}
	}
	return false
}

func isASCIILetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }
