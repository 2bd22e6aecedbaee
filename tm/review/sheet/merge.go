package sheet

import (
	"fmt"
	"slices"

	"golang.org/x/text/encoding/charmap"

	"calque/tm"
	"calque/tm/review"
)

// Report says what a sheet changed, and what it could not.
type Report struct {
	Story string `json:"story"`
	From  string `json:"from"`
	To    string `json:"to"`
	// Moved says that the memory has changed since the export.
	Moved bool `json:"changed_since_export"`
	// Untouched counts the rows that the person left alone.
	Untouched int `json:"untouched"`
	// Already counts the changes that the memory had got meanwhile.
	Already   int        `json:"already"`
	Changes   []Change   `json:"changes"`
	Conflicts []Conflict `json:"conflicts"`
}

// Change is a row of the sheet that changes the article.
type Change struct {
	Line int    `json:"line"`          // of the file
	Row  int    `json:"row,omitempty"` // at the export
	What []What `json:"what"`

	at int // in the rows of the sheet
}

// What is a kind of change.
type What string

// The kinds of change.
const (
	Confirmed What = "confirmed"
	Rejected  What = "rejected"
	Cleared   What = "cleared" // the verdict was taken back
	Regrouped What = "regrouped"
	Corrected What = "corrected" // a text
	CutUp     What = "cut"       // it has a part of a sentence
)

// Conflict is a change that was not made, since the memory has changed there.
type Conflict struct {
	Line   int    `json:"line"`
	Row    int    `json:"row,omitempty"`
	Why    string `json:"why"`
	Sheet  Said   `json:"sheet"`
	Memory []Said `json:"memory"`
}

// Said is a row as the sheet or the memory has it.
type Said struct {
	Row    int       `json:"row,omitempty"`
	Status tm.Status `json:"status"`
	Source []string  `json:"source"`
	Target []string  `json:"target"`
}

// Merge does to an article what a person did to its sheet. The article is
// changed in place, and left as it was when there is an error. The rows of the
// report that changed are confirmed unless the sheet rejects them, as everywhere
// in package review: a row that a person made says what that person thinks.
func Merge(a *tm.Article, s *Sheet) (*Report, error) {
	m, err := newMerge(a, s)
	if err != nil {
		return nil, err
	}
	for _, g := range m.groups() {
		m.mergeGroup(g)
	}
	changed, err := m.article(m.changed)
	if err != nil {
		return nil, err
	}
	*a = *changed
	return m.report, nil
}

// merge is one merge of the three versions.
type merge struct {
	sheet   *Sheet
	changed *tm.Article      // the memory with sentences cut
	given   *Sheet           // before lines were taken apart
	refused map[int]bool     // rows of the sheet with parts of a sentence that cannot be cut
	parts   [2][]int         // sentences of base, by side, that are parts of cut ones
	base    *state           // at the export
	memory  *state           // now
	now     *Sheet           // the memory laid out
	byKey   map[string][]int // the rows of memory, by what they say
	stands  []int            // by row of base: the row of memory that has the same texts, else lost
	runs    [2][]tm.Range    // by row of the sheet, in sentences of base
	report  *Report

	// What is to be done to the memory.
	edits    []review.Action
	statuses map[int]tm.Status // of rows that stay
	gone     []bool            // rows that others replace
	made     []placedBead      // those others
}

func newMerge(a *tm.Article, s *Sheet) (*merge, error) {
	now, err := New(a, s.From, s.To)
	if err != nil {
		return nil, err
	}
	m := &merge{sheet: s, given: s, refused: map[int]bool{}, statuses: map[int]tm.Status{}, report: &Report{
		Story: a.Key, From: s.From.String(), To: s.To.String(), Moved: now.Version != s.Version,
		Changes: []Change{}, Conflicts: []Conflict{}}}
	base, err := now.state()
	if err == nil && m.report.Moved {
		base, err = s.state()
	}
	if err != nil {
		return nil, err
	}
	if err := m.look(a, base); err != nil {
		return nil, err
	}
	if m.changed, err = m.recut(a); err != nil {
		return nil, err
	}
	for side := range m.runs {
		if m.runs[side], err = place(m.sheet, side, &m.base.sides[side]); err != nil {
			return nil, err
		}
	}
	m.gone = make([]bool, m.now.beads)
	return m, m.misread()
}

// look compares the memory with the export.
func (m *merge) look(a *tm.Article, base *state) (err error) {
	if m.now, err = New(a, m.sheet.From, m.sheet.To); err != nil {
		return err
	}
	if m.memory, err = m.now.state(); err != nil {
		return err
	}
	m.base = base
	m.findStanding()
	return nil
}

// misread finds texts that a spreadsheet has opened in another charset: é has
// become Ã©, and would be taken for a correction of every sentence.
func (m *merge) misread() error {
	for side, runs := range m.runs {
		for at, run := range runs {
			for i, text := range m.sheet.Rows[at].cell(side) {
				was := m.base.sides[side].hashes[run.From+i]
				bytes, err := charmap.Windows1252.NewEncoder().String(text)
				if err == nil && was != hash(text) && was == hash(bytes) {
					return fmt.Errorf("%w: line %d: %q was opened in the wrong charset: open the file as UTF-8, or export .xlsx",
						ErrFormat, m.sheet.Rows[at].Line, shorten(text))
				}
			}
		}
	}
	return nil
}

// findStanding finds the rows of the export in the memory. Of rows that look
// the same there must be as many as there were.
func (m *merge) findStanding() {
	m.stands = slices.Repeat([]int{lost}, len(m.base.rows))
	m.byKey = rowsByKey(m.memory)
	for key, rows := range rowsByKey(m.base) {
		now := m.byKey[key]
		if len(now) != len(rows) {
			continue
		}
		for i, row := range rows {
			m.stands[row] = now[i]
		}
	}
}

func rowsByKey(st *state) map[string][]int {
	rows := map[string][]int{}
	for i, w := range st.rows {
		if w != nil {
			rows[w.key()] = append(rows[w.key()], i)
		}
	}
	return rows
}

// mergeGroup does what the person did to a group, or reports why not.
func (m *merge) mergeGroup(g *group) {
	changes := m.changes(g)
	if len(changes) == 0 {
		m.report.Untouched += len(g.sheet)
		return
	}
	if m.applies(g) {
		m.apply(g)
		m.report.Changes = append(m.report.Changes, changes...)
		return
	}
	if m.saysSo(g) {
		m.report.Already += len(changes)
		return
	}
	why := "the row is not as it was at the export"
	if g.lost {
		why = "what a deleted row was at the export is not known"
	}
	says := m.memorySays(g)
	for _, change := range changes {
		row := m.given.Rows[change.at]
		m.report.Conflicts = append(m.report.Conflicts, Conflict{Line: change.Line, Row: change.Row, Why: why,
			Sheet: said(&row), Memory: says})
	}
}
