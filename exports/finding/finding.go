// Package finding counts what a reader of an exchange file met that the person
// who imports it should know: what was left out, and what was taken otherwise
// than it stood there.
//
//	var found finding.List
//	found.Lose("variant without text", line)
//	for _, f := range found.All() { … }
//
// A list names at most a few hundred things, however bad the file is; what is
// found beyond them is still counted, under one name.
package finding

import "slices"

// Finding is one thing that was met, once or many times.
type Finding struct {
	What  string `json:"what"`  // such as "variant without text"
	Count int    `json:"count"` // times
	Line  int    `json:"line"`  // where it was met first, 0 when unknown
	// Lost says that something of the file did not come in.
	Lost bool `json:"lost"`
}

// maxNames bounds the names of a list.
const maxNames = 200

// Others is the name of what was found when the list was full.
const Others = "other things"

// List gathers findings. The zero List is empty and ready to use.
type List struct {
	all   []Finding
	index map[Finding]int
}

// Note counts something that was taken otherwise than it stood in the file.
func (l *List) Note(what string, line int) { l.add(Finding{What: what, Line: line}) }

// Lose counts something that did not come in.
func (l *List) Lose(what string, line int) { l.add(Finding{What: what, Line: line, Lost: true}) }

func (l *List) add(f Finding) {
	if l.index == nil {
		l.index = map[Finding]int{}
	}
	key := Finding{What: f.What, Lost: f.Lost}
	i, known := l.index[key]
	if !known && len(l.all) >= maxNames {
		key.What, f.What = Others, Others
		i, known = l.index[key]
	}
	if !known {
		i = len(l.all)
		l.index[key] = i
		l.all = append(l.all, f)
	}
	l.all[i].Count++
}

// All returns the findings in the order in which they were first met.
func (l *List) All() []Finding { return slices.Clone(l.all) }
