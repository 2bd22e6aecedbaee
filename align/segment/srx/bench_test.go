package srx

import (
	"strings"
	"testing"

	"golang.org/x/text/language"
)

func BenchmarkSegment(b *testing.B) {
	doc := writtenNative(b)
	for lang, text := range map[string]string{
		"fr": "Le ministre de l'Économie, M. Alain Perrin, a présenté mercredi 8 mai un plan de 12,5 milliards d'euros. « Nous avons perdu dix ans ! » a-t-il lancé devant les élus de Marseille, Sète, etc. Selon le rapport (p. 55, art. 12), le trafic a reculé de 3,4 % depuis 2019. Qui paiera ? ",
		"zh": "法国经济部长佩兰5月8日公布了振兴计划。“我们耽误了十年！”他在马赛对当地官员说。谁来买单？欧盟尚未作出承诺……",
	} {
		b.Run(lang, func(b *testing.B) {
			s, _, err := doc.Segmenter(language.Make(lang))
			if err != nil {
				b.Fatal(err)
			}
			block := strings.Repeat(text, (1<<18)/len(text))
			b.SetBytes(int64(len(block)))
			b.ReportAllocs()
			for b.Loop() {
				s.Segment(block)
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	doc := writtenNative(b)
	for b.Loop() {
		if _, _, err := doc.Segmenter(language.English); err != nil {
			b.Fatal(err)
		}
	}
}
