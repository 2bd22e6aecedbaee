package main

import (
	"fmt"
	"io"

	"golang.org/x/text/language"

	"calque/tm/volume"
)

// bands are what a segment may count as, the best first.
var bands = []struct {
	name string
	from int // the lowest score
}{
	{"context", 101},
	{"100", 100},
	{"repetition", 100},
	{"95-99", 95},
	{"85-94", 85},
	{"75-84", 75},
	{"50-74", lowestBand},
	{"new", 0},
}

const (
	lowestBand     = 50
	repetitionBand = 2
	newBand        = 7
)

// bandOf returns the band of a score.
func bandOf(score int) int {
	for i, band := range bands {
		if score >= band.from && i != repetitionBand {
			return i
		}
	}
	return newBand
}

// leverage is how much text there is of each band.
type leverage []bandVolume

type bandVolume struct {
	segments int
	volume   volume.Volume
}

func newLeverage() leverage { return make(leverage, len(bands)) }

func (l leverage) add(band int, text string) {
	l[band].segments++
	l[band].volume = l[band].volume.Add(volume.Of(text))
}

// join adds what another file has.
func (l leverage) join(other leverage) {
	for i, b := range other {
		l[i].segments += b.segments
		l[i].volume = l[i].volume.Add(b.volume)
	}
}

// fileLeverage is what was counted in a file.
type fileLeverage struct {
	path   string
	counts leverage
}

// bandJSON is a row of the report.
type bandJSON struct {
	Band       string `json:"band"`
	Segments   int    `json:"segments"`
	Words      int    `json:"words"`
	Characters int    `json:"characters"`
}

// rows returns a row a band, and last one of all.
func (l leverage) rows(lang language.Tag) []bandJSON {
	all := bandVolume{}
	var out []bandJSON
	for i, b := range l {
		out = append(out, bandJSON{bands[i].name, b.segments, b.volume.Words(lang), b.volume.Characters})
		all.segments += b.segments
		all.volume = all.volume.Add(b.volume)
	}
	return append(out, bandJSON{"total", all.segments, all.volume.Words(lang), all.volume.Characters})
}

// table prints the rows for a person.
func (l leverage) table(w io.Writer, lang language.Tag) error {
	rows := l.rows(lang)
	whole := max(1, rows[len(rows)-1].Words)
	fmt.Fprintf(w, "  %-10s %9s %9s %11s %6s\n", "", "segments", "words", "characters", "words")
	for _, row := range rows {
		_, err := fmt.Fprintf(w, "  %-10s %9d %9d %11d %4d %%\n", row.Band, row.Segments, row.Words, row.Characters,
			percent(float64(row.Words)/float64(whole)))
		if err != nil {
			return err
		}
	}
	return nil
}
