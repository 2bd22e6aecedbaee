package lexicon_test

import (
	"fmt"

	"golang.org/x/text/language"

	"calque/align/lexicon"
)

func ExampleShipped() {
	lex := lexicon.Shipped()
	french, chinese := "Le siècle commence mardi.", "這個世紀從週二開始。"
	partner := map[uint32]string{}
	for _, c := range lex.Concepts(language.French, french) {
		partner[c.ID] = french[c.Start:c.End]
	}
	for _, c := range lex.Concepts(language.MustParse("zh-Hant"), chinese) {
		if word, ok := partner[c.ID]; ok && c.Weight == 1 {
			fmt.Println(word, chinese[c.Start:c.End])
		}
	}
	// Output:
	// siècle 世紀
	// mardi 週二
}
