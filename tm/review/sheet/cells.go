package sheet

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"calque/tm"
)

// mark begins the first line of a sheet; the number is that of the form.
const mark = "calque review 1"

// headLines stand above the rows: what the sheet is of, and the names of the
// columns.
const headLines = 2

// Columns returns the names of the columns, in their order.
func Columns() []string {
	return []string{"row", "verdict", "confidence", "source", "target", "was"}
}

// Cells returns the sheet as a table of texts. Sentences in a cell are parted by
// line feeds.
func (s *Sheet) Cells() [][]string {
	state := fmt.Sprintf("%s %d %d %d", s.Version, s.beads, s.sources, s.targets)
	table := [][]string{{mark, s.Story, "", s.From.String(), s.To.String(), state}, Columns()}
	for _, row := range s.Rows {
		number, verdict, was := "", string(row.Status), ""
		if row.Number > 0 {
			number = strconv.Itoa(row.Number)
		}
		if row.Status == tm.StatusAuto {
			verdict = ""
		}
		if row.was != nil {
			was = row.was.String()
		}
		table = append(table, []string{number, verdict, strconv.Itoa(percent(row.Confidence)),
			strings.Join(row.Source, "\n"), strings.Join(row.Target, "\n"), was})
	}
	return table
}

// percent rounds down, so that nothing short of certain is shown as 100.
func percent(confidence float64) int { return int(100*confidence + 1e-9) }

// FromCells reads a table of texts. Its error wraps [ErrFormat] and names the
// row.
func FromCells(table [][]string) (*Sheet, error) {
	if len(table) < headLines {
		return nil, fmt.Errorf("%w: it has no rows; calque review export writes such a file", ErrFormat)
	}
	s := &Sheet{}
	if err := s.readHead(table[0]); err != nil {
		return nil, fmt.Errorf("%w: line 1: %w", ErrFormat, err)
	}
	columns, err := findColumns(table[1])
	if err != nil {
		return nil, fmt.Errorf("%w: line 2: %w", ErrFormat, err)
	}
	for i, cells := range table[headLines:] {
		row, err := readRow(cells, columns)
		if err != nil {
			return nil, fmt.Errorf("%w: line %d: %w", ErrFormat, i+1+headLines, err)
		}
		row.Line = i + 1 + headLines
		if row.was != nil || len(row.Source)+len(row.Target) > 0 {
			s.Rows = append(s.Rows, row)
		}
	}
	return s, nil
}

// readHead takes the cells that say something, so that an empty column that was
// put in does no harm.
func (s *Sheet) readHead(cells []string) error {
	cells = slices.DeleteFunc(slices.Clone(cells), func(cell string) bool { return strings.TrimSpace(cell) == "" })
	if len(cells) < 5 || strings.TrimSpace(cells[0]) != mark {
		return fmt.Errorf("it does not say %q with a story and two languages, so calque review export has not written it", mark)
	}
	s.Story = cells[1]
	for i, tag := range []*language.Tag{&s.From, &s.To} {
		lang, err := tm.ParseLang(strings.TrimSpace(cells[2+i]))
		if err != nil {
			return err
		}
		*tag = lang
	}
	state := strings.Fields(cells[4])
	if len(state) != 4 {
		return fmt.Errorf("it says %.40q where the version should stand", cells[4])
	}
	s.Version = state[0]
	for i, count := range []*int{&s.beads, &s.sources, &s.targets} {
		n, err := strconv.Atoi(state[1+i])
		if err != nil || n < 0 || n > maxSentences {
			return fmt.Errorf("it says %.40q where the version should stand", cells[4])
		}
		*count = n
	}
	return nil
}

// maxSentences bounds what a file may claim of a story.
const maxSentences = 1 << 20

// findColumns returns the place of each column, -1 for the confidence when
// somebody took it out.
func findColumns(names []string) (map[string]int, error) {
	places := map[string]int{}
	for _, name := range Columns() {
		place := slices.IndexFunc(names, func(cell string) bool { return strings.EqualFold(strings.TrimSpace(cell), name) })
		if place < 0 && name != "confidence" {
			return nil, fmt.Errorf("there is no column %s", name)
		}
		places[name] = place
	}
	return places, nil
}

func readRow(cells []string, columns map[string]int) (Row, error) {
	cell := func(name string) string {
		if place := columns[name]; place >= 0 && place < len(cells) {
			return cells[place]
		}
		return ""
	}
	for _, name := range Columns() {
		if !utf8.ValidString(cell(name)) {
			return Row{}, fmt.Errorf("the column %s is no text in UTF-8", name)
		}
	}
	row := Row{Source: splitLines(cell("source")), Target: splitLines(cell("target"))}
	var err error
	if row.Status, err = readVerdict(cell("verdict")); err != nil {
		return row, err
	}
	if number := strings.TrimSpace(cell("row")); number != "" {
		n, err := strconv.ParseFloat(number, 64) // some spreadsheets write 4.0
		if err != nil || n != math.Trunc(n) || n < 1 || n > 2*maxSentences {
			return row, fmt.Errorf("the number of the row is %.20q", number)
		}
		row.Number = int(n)
	}
	if percent, err := strconv.ParseFloat(strings.TrimSpace(cell("confidence")), 64); err == nil {
		row.Confidence = percent / 100
	}
	if text := strings.TrimSpace(cell("was")); text != "" {
		row.was, err = parseWas(text)
	}
	return row, err
}

// readVerdict takes what a person may write for a verdict.
func readVerdict(cell string) (tm.Status, error) {
	switch strings.ToLower(strings.TrimSpace(cell)) {
	case "", "auto":
		return tm.StatusAuto, nil
	case "confirmed", "confirm", "c", "✓":
		return tm.StatusConfirmed, nil
	case "rejected", "reject", "x":
		return tm.StatusRejected, nil
	}
	return "", fmt.Errorf("the verdict is %.20q: write confirmed, rejected or nothing", cell)
}

// splitLines returns the lines of a cell that say something.
func splitLines(cell string) []string {
	var out []string
	for _, line := range strings.FieldsFunc(cell, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if line = oneLine(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}
