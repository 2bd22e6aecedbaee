// Package sheet lets a person review an alignment in a spreadsheet: it lays the
// rows out, reads them back, finds out what the person changed, and does the
// same to the article of the memory.
//
//	s, err := sheet.New(article, from, to)
//	err = s.WriteTSV(out)
//	… the person works …
//	s, err = sheet.ReadTSV(in)
//	report, err := sheet.Merge(article, s)
//
// [Sheet.WriteXLSX] and [ReadXLSX] do the same with an Excel workbook.
//
// # How a sheet looks
//
// The first line says of what story and languages it is, and [tm.Article.Version]
// at the export. Under the names of the columns there is one row a bead: its
// number, the verdict (confirmed, rejected or nothing), the confidence in
// percent, the source, the target, and in the column "was" what the row was at
// the export. In a cell each sentence stands on a line of its own. So rows are
// joined and split, and sentences moved, by cutting lines out and pasting them
// into another cell; a line that is rewritten is the sentence corrected. Where
// lines have the letters of the sentences and only end elsewhere, a line with a
// part of a sentence cuts it there, and one with several sentences is these. A row
// that has become empty may be deleted, a new one put in. Columns that a person
// adds are not read, and rows may be sorted.
//
// # What always holds
//
//   - A sheet that nobody changed changes nothing.
//   - Every sentence of both documents stands once in the sheet, or the error
//     names the rows that do not fit; nothing is guessed.
//   - Where the memory has changed since the export, a change is made only if the
//     rows that it is about still stand as they were. Every other change is in
//     [Report.Conflicts], with what the memory says now.
//
// It is a merge of three versions: the memory at the export, the memory now,
// the sheet. The unit of it is the smallest group of rows that share sentences,
// as diff3 takes a run of lines (Khanna, Kunal and Pierce 2007).
package sheet

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"calque/tm"
)

// ErrFormat is wrapped by the error of a file that is no sheet, or one whose
// rows do not fit the story.
var ErrFormat = errors.New("bad review sheet")

// Sheet is an alignment as a table.
type Sheet struct {
	Story    string
	From, To language.Tag
	// Version is that of the article at the export.
	Version string
	Rows    []Row

	// beads, and sentences of both sides, at the export.
	beads, sources, targets int
}

// Row is a row of a sheet.
type Row struct {
	// Line of the file, from 1.
	Line int
	// Number of the row at the export, from 1; 0 for one that was put in.
	Number int
	// Status is the verdict: auto where there is none.
	Status     tm.Status
	Confidence float64
	// Source and Target hold a sentence a line.
	Source, Target []string

	was *was // nil for one that was put in
}

// New lays out the alignment of two languages of an article.
func New(a *tm.Article, from, to language.Tag) (*Sheet, error) {
	al := a.Alignment(from, to)
	if al == nil {
		return nil, fmt.Errorf("%s has no alignment of %s and %s: %w", a.Key, from, to, tm.ErrNotFound)
	}
	source, target := a.Document(from), a.Document(to)
	for _, d := range []*tm.Document{source, target} {
		if i := slices.Index(lines(d, tm.Range{To: len(d.Sentences)}), ""); i >= 0 {
			return nil, fmt.Errorf("%s has nothing to show of sentence %d in %s", a.Key, i+1, d.Lang)
		}
	}
	s := &Sheet{Story: a.Key, From: from, To: to, Version: a.Version(from, to),
		beads: len(al.Beads), sources: len(source.Sentences), targets: len(target.Sentences)}
	for i, b := range al.Beads {
		row := Row{Line: i + 1 + headLines, Number: i + 1, Status: statusOf(&b), Confidence: b.Confidence,
			Source: lines(source, b.Source), Target: lines(target, b.Target)}
		row.was = &was{source: b.Source, target: b.Target, status: row.Status, hashes: [2][]string{hashAll(row.Source), hashAll(row.Target)}}
		s.Rows = append(s.Rows, row)
	}
	return s, nil
}

func statusOf(b *tm.Bead) tm.Status {
	if b.Status == "" {
		return tm.StatusAuto
	}
	return b.Status
}

// lines are the texts of a run of sentences as a sheet shows them.
func lines(d *tm.Document, r tm.Range) []string {
	var out []string
	for _, s := range d.Sentences[r.From:r.To] {
		out = append(out, oneLine(d.Blocks[s.Block].Text[s.Start:s.End]))
	}
	return out
}

var breaks = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ")

// oneLine is a text without line breaks and without white space around it.
func oneLine(text string) string { return strings.TrimSpace(breaks.Replace(text)) }

// hash is a short sum of a line. Two sentences of a story have the same by chance
// once in four milliards of pairs.
func hash(line string) string {
	sum := sha256.Sum256([]byte(line))
	return hex.EncodeToString(sum[:4])
}

func hashAll(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = hash(line)
	}
	return out
}

// was is a row at the export. It is written as
//
//	3-5 2-3 auto 0a1b2c3d,4e5f6071 82930a4b
//
// with "-" for a side without a sentence.
type was struct {
	source, target tm.Range
	status         tm.Status
	hashes         [2][]string
}

func (w *was) String() string {
	return fmt.Sprintf("%d-%d %d-%d %s %s %s", w.source.From, w.source.To, w.target.From, w.target.To, w.status,
		joinHashes(w.hashes[0]), joinHashes(w.hashes[1]))
}

func joinHashes(hashes []string) string {
	if len(hashes) == 0 {
		return "-"
	}
	return strings.Join(hashes, ",")
}

func parseWas(cell string) (*was, error) {
	fields := strings.Fields(cell)
	wrong := fmt.Errorf("the column was says %.40q, which calque has not written", cell)
	if len(fields) != 5 {
		return nil, wrong
	}
	w := &was{status: tm.Status(fields[2])}
	var okSource, okTarget bool
	w.source, w.hashes[0], okSource = parseRun(fields[0], fields[3])
	w.target, w.hashes[1], okTarget = parseRun(fields[1], fields[4])
	if !okSource || !okTarget || w.status == "" || !w.status.OfBead() || w.source.Len()+w.target.Len() == 0 {
		return nil, wrong
	}
	return w, nil
}

func parseRun(run, hashes string) (tm.Range, []string, bool) {
	first, last, _ := strings.Cut(run, "-")
	from, errFrom := strconv.Atoi(first)
	to, errTo := strconv.Atoi(last)
	var list []string
	if hashes != "-" {
		list = strings.Split(hashes, ",")
	}
	return tm.Range{From: from, To: to}, list, errFrom == nil && errTo == nil && from >= 0 && to >= from && to-from == len(list)
}
