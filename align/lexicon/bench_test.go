package lexicon

import (
	"runtime"
	"testing"

	"golang.org/x/text/language"

	"calque/align"
)

// benchSentences are of about 25 words.
var benchSentences = map[string]string{
	"fr": "Mardi dernier, le ministre des Affaires étrangères a déclaré que plus de trois cents entreprises françaises avaient quitté le pays depuis le début de l'année.",
	"en": "Last Tuesday, the Minister of Foreign Affairs said that more than three hundred French companies had left the country since the beginning of the year.",
	"de": "Am vergangenen Dienstag erklärte der Außenminister, dass seit Jahresbeginn mehr als dreihundert französische Unternehmen das Land wegen der Sicherheitslage verlassen hätten.",
	"ru": "В прошлый вторник министр иностранных дел заявил, что с начала года страну покинули более трехсот французских компаний, работавших в разных отраслях экономики.",
	"ar": "وقال وزير الخارجية يوم الثلاثاء الماضي إن أكثر من ثلاثمئة شركة فرنسية غادرت البلاد منذ بداية العام بسبب الأوضاع الأمنية والاقتصادية.",
	"zh": "外交部长上周二表示，自今年年初以来，已有三百多家法国企业因安全和经济形势离开该国。",
	"ja": "外務大臣は先週の火曜日、今年の初めから三百社以上のフランス企業がこの国を離れたと述べた。",
}

func BenchmarkConcepts(b *testing.B) {
	l := Shipped()
	for _, lang := range []string{"fr", "en", "de", "ru", "ar", "zh", "ja"} {
		tag, text := language.MustParse(lang), benchSentences[lang]
		b.Run(lang, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink = l.Concepts(tag, text)
			}
		})
	}
}

var sink []align.Concept

// BenchmarkStart is what the first look-up of a pair of languages costs: reading
// the data and making two tables.
func BenchmarkStart(b *testing.B) {
	fr, zh := language.French, language.Chinese
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	b.ReportAllocs()
	var l *Lexicon
	for b.Loop() {
		l = readShipped()
		sink = l.Concepts(fr, benchSentences["fr"])
		sink = l.Concepts(zh, benchSentences["zh"])
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(int64(after.HeapAlloc)-int64(before.HeapAlloc))/(1<<20), "MB-kept")
	b.ReportMetric(float64(len(l.entries)), "concepts")
}
