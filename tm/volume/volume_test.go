package volume

import (
	"fmt"
	"testing"
	"testing/quick"

	"golang.org/x/text/language"
)

func TestVolumeFollowsItsDefinition(t *testing.T) {
	tests := []struct {
		name, lang, text  string
		words, characters int
	}{
		{"words and marks", "fr", "Le chat, noir.", 3, 10},
		{"elided words are one", "fr", "l’eau qu’il boit", 3, 12},
		{"hyphens part", "fr", "un sous-marin", 3, 11},
		{"numbers", "en", "3,000 cats in 2024", 4, 14},
		{"a number with a narrow space is one", "fr", "3\u202f000 chats", 2, 9},
		{"tags count for nothing", "en", "a <b>bold</b> {1} word", 3, 9},
		{"only marks", "fr", "… — !", 0, 0},
		{"signs are characters and no words", "fr", "5 €", 1, 2},
		{"Chinese by its factor", "zh", "中国经济增长的速度很快了，一二三四", 6, 16},
		{"Latin in Chinese", "zh", "马克龙与OpenAI会谈", 3, 12},
		{"Japanese", "ja", "日本語のテキスト", 3, 8},
		{"Korean", "ko", "한국 사람", 1, 4},
		{"Thai", "th", "ภาษาไทย", 1, 7},
		{"Arabic", "ar", "ارتفاع الأسعار", 2, 13},
		{"Chinese in French", "fr", "le mot 国", 3, 6},
		{"nothing", "fr", "", 0, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v := Of(test.text)
			if words := v.Words(language.MustParse(test.lang)); words != test.words || v.Characters != test.characters {
				t.Errorf("%q has %d words and %d characters, want %d and %d", test.text, words, v.Characters, test.words, test.characters)
			}
		})
	}
}

func TestVolumesOfLinesAddUp(t *testing.T) {
	sum := func(a, b string) bool { return Of(a+"\n\n"+b) == Of(a).Add(Of(b)) }
	if err := quick.Check(sum, nil); err != nil {
		t.Error(err)
	}
}

func ExampleOf() {
	v := Of("L’IA compte 3 000 élus.")
	fmt.Println(v.Words(language.French), v.Characters)
	// Output: 5 17
}
