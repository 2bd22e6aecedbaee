// Package tmx writes and reads TMX 1.4b, the exchange format of translation
// memories (https://www.gala-global.org/tmx-14b).
//
// Writing is one call a unit:
//
//	w := tmx.NewWriter(out, tmx.Options{Source: language.French})
//	err := w.WriteUnit(unit)
//	…
//	err = w.Close()
//
// and reading is a range:
//
//	r := tmx.NewReader(in, tmx.ReadOptions{})
//	for unit, err := range r.Units() { … }
//
// Both hold one translation unit at a time, whatever the size of the file.
//
// # What the writer keeps to
//
// The tools that read TMX disagree about it, so a file says everything once
// and in the plainest way:
//
//   - one pair of languages a file, the source variant first, because some
//     tools take the first two variants whatever the header says; more
//     languages only when [Options.Multilingual] asks for them;
//   - the header's srclang is byte for byte the xml:lang of the source
//     variants, and never "*all*";
//   - a property that calque makes has a name with x-: OmegaT, for one, takes
//     a bare "file", "id", "prev", "next" or "path" as the place of the unit
//     and then no longer uses it elsewhere. For the same reason no unit gets
//     a tuid. What a unit brought from a foreign file is written as it was
//     there, unless [Options.PrefixProperties] says otherwise;
//   - UTF-8 without byte-order mark, dates in UTC and from the units, so that
//     the same units give the same bytes;
//   - characters that XML 1.0 cannot hold are left out and counted, and so are
//     codes that would break the file.
//
// # What stands beside the text
//
// An inline element of a segment becomes a [tm.Code]: the text has a
// placeholder such as {1} in its place, with the same number in the source and
// in the target where the file says that they belong together, and the code
// keeps the element byte for byte. The two tags of a hi, whose content is text,
// are a code each.
//
// Attributes that a unit has no field for are properties named "@" and the
// attribute, notes beyond the first ones named "#note"; each knows by its Of
// whether it stood on the tu or on one of its variants. The header's notes,
// properties and encodings belong to no unit: they are reported, not kept.
//
// # What the reader promises
//
// Nothing is fetched, of entities only those of XML and short ones that the file
// itself declares are expanded, and a file cannot make it hold more than a few
// times [ReadOptions.MaxUnit] bytes. Units that stand before a fault in the file
// come out before the error, which names line and column. What is left out, or
// taken otherwise than it stands in the file, is told by [Reader.Findings].
package tmx

import (
	"time"

	"golang.org/x/text/language"
)

// The names of the properties that carry what a unit knows and TMX has no
// place of its own for.
const (
	propStory      = "x-story"       // Origin.Article
	propDocument   = "x-document"    // Origin.Title
	propSourceFile = "x-source-file" // Origin.SourceFile
	propTargetFile = "x-target-file" // Origin.TargetFile
	propURL        = "x-url"         // Origin.URL
	propDate       = "x-date"        // Origin.Date: 2024-05-08, or RFC 3339 with a time of day
	propAgency     = "x-agency"      // Origin.Agency
	propRole       = "x-role"        // Origin.Role
	propBlock      = "x-paragraph"   // Origin.Block, from 1
	propSentence   = "x-sentence"    // Origin.Sentence, from 1
	propSentences  = "x-sentences"   // Origin.Sentences
	propAligner    = "x-aligner"     // Origin.Aligner
	propStatus     = "x-status"      // Status
	propConfidence = "x-confidence"  // Confidence, 0 to 1, at most four decimals
	propPivot      = "x-pivot"       // Pivot
	propBefore     = "x-context-pre" // Before; on the source variant
	propAfter      = "x-context-post"
)

// dateLayout is the date of ISO 8601 in the one form that TMX allows.
const dateLayout = "20060102T150405Z"

// Code returns the language code that a file shows for tag: what langMap says,
// else the code that CAT tools know: zh-CN and zh-TW for the two ways to write
// Chinese, and otherwise the tag itself.
func Code(tag language.Tag, langMap map[language.Tag]string) string {
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

var traditionalChinese = language.MustParse("zh-Hant")

// formatDay writes a date of publication: the day alone at midnight UTC, which
// is how the memory says that the time of day is unknown.
func formatDay(t time.Time) string {
	t = t.UTC()
	if t.Equal(t.Truncate(24 * time.Hour)) {
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339Nano)
}

func parseDay(s string) (time.Time, bool) {
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
