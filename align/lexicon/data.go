package lexicon

import (
	"embed"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

//go:embed data/*.tsv
var dataFiles embed.FS

// parseData reads one data file. The README has the format. Checking what is in
// the cells takes several times as long as reading them, so it can be left out
// for files that a test has checked.
func parseData(name, data string, check bool) ([]Entry, error) {
	entries := make([]Entry, 0, strings.Count(data, "\n")+1)
	cells := make([]string, 0, cap(entries)*len(Columns))
	var bad []error
	for number := 1; data != ""; number++ {
		var line string
		line, data, _ = strings.Cut(data, "\n")
		line = strings.TrimSuffix(line, "\r")
		if line == "" || line[0] == '#' {
			continue
		}
		start := len(cells)
		class, rest, _ := strings.Cut(line, "\t")
		for more := true; more; {
			var cell string
			cell, rest, more = strings.Cut(rest, "\t")
			cells = append(cells, cell)
		}
		entry := Entry{Cells: cells[start:len(cells):len(cells)], Source: name}
		if err := checkLine(class, entry.Cells, check); err != nil {
			bad = append(bad, fmt.Errorf("%s:%d: %w", name, number, err))
			cells = cells[:start]
			continue
		}
		entry.Class = Class(class[0])
		entries = append(entries, entry)
	}
	return entries, joinErrors(bad)
}

// checkLine says what is wrong with a line, or nil.
func checkLine(class string, cells []string, inCells bool) error {
	switch class {
	case "t", "w", "f":
	default:
		return fmt.Errorf("class %q is none of t, w and f", class)
	}
	if len(cells) != len(Columns) {
		return fmt.Errorf("%d cells, want %d (class and %s)", len(cells)+1, len(Columns)+1, strings.Join(Columns[:], ", "))
	}
	if !inCells {
		return nil
	}
	for i, cell := range cells {
		if err := checkCell(cell); err != nil {
			return fmt.Errorf("cell %s: %w", Columns[i], err)
		}
	}
	return nil
}

// checkCell says what is wrong with a cell, or nil.
func checkCell(cell string) error {
	if cell == "-" {
		return nil
	}
	if !utf8.ValidString(cell) {
		return errors.New("not UTF-8")
	}
	for more := true; more; {
		var form string
		form, cell, more = strings.Cut(cell, "|")
		switch {
		case form == "":
			return errors.New("empty; a language without a word for it has -")
		case form[0] == ' ' || form[len(form)-1] == ' ' || strings.Contains(form, "  "):
			return fmt.Errorf("stray space in %q", form)
		case form == "-" || strings.TrimRight(form, "*") == "":
			return fmt.Errorf("%q is not a form", form)
		case shortStar(form):
			return fmt.Errorf("%q: too little before the star", form)
		}
	}
	return nil
}

// shortStar reports whether a word of the form has a star after less than what
// can be looked up.
func shortStar(form string) bool {
	for _, word := range strings.Fields(form) {
		if strings.HasSuffix(word, "*") && len(word) <= headSize {
			return true
		}
	}
	return false
}

// joinErrors is errors.Join, but keeps a long list short.
func joinErrors(all []error) error {
	const most = 20
	if len(all) > most {
		rest := len(all) - most
		all = append(all[:most:most], fmt.Errorf("and %d more", rest))
	}
	return errors.Join(all...)
}
