package main

import (
	"hash/fnv"
	"path/filepath"
	"slices"

	"calque/align"
	"calque/align/eval"
)

// A story is one article of one folder.
type story struct {
	folder  string
	fold    int
	example align.Example
	gold    []eval.Link
}

func read(dirs []string, folds int) ([]story, error) {
	var out []story
	for _, dir := range dirs {
		dir = filepath.Clean(dir)
		source, target, err := eval.FolderLanguages(dir)
		if err != nil {
			return nil, err
		}
		cases, err := eval.ReadAlignmentFolder(dir)
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			for k, piece := range cut(c) {
				h := fnv.New32a()
				h.Write([]byte(piece.Name))
				out = append(out, story{
					folder: filepath.Join(filepath.Base(filepath.Dir(dir)), filepath.Base(dir)),
					fold:   (int(h.Sum32()>>8) + k) % folds,
					gold:   piece.Gold,
					example: align.Example{
						Name: piece.Name, SourceLanguage: source, TargetLanguage: target,
						Source: piece.Source, Target: piece.Target, Gold: beads(piece.Gold),
					},
				})
			}
		}
	}
	return out, nil
}

// cut parts a long text into pieces of some sixty beads, each after a bead with
// both sides, so that it does not fall into one fold whole.
func cut(c eval.AlignmentCase) []eval.AlignmentCase {
	const long, piece = 120, 60
	if len(c.Gold) < long {
		return []eval.AlignmentCase{c}
	}
	var out []eval.AlignmentCase
	i, j, from := 0, 0, 0
	for k, l := range c.Gold {
		if k+1 < len(c.Gold) && (k-from < piece || l.Null()) {
			continue
		}
		part := c.Gold[from : k+1]
		i1, j1 := i, j
		for _, b := range beads(part) {
			i1, j1 = max(i1, b.Source.To), max(j1, b.Target.To)
		}
		if k+1 == len(c.Gold) {
			i1, j1 = len(c.Source), len(c.Target)
		}
		out = append(out, eval.AlignmentCase{Name: c.Name, Source: c.Source[i:i1], Target: c.Target[j:j1], Gold: shift(part, i, j)})
		i, j, from = i1, j1, k+1
	}
	return out
}

// shift counts the lines of links from i and j.
func shift(links []eval.Link, i, j int) []eval.Link {
	out := make([]eval.Link, len(links))
	for k, l := range links {
		for _, s := range l.Source {
			out[k].Source = append(out[k].Source, s-i)
		}
		for _, t := range l.Target {
			out[k].Target = append(out[k].Target, t-j)
		}
	}
	return out
}

// beads turns gold links into ranges. A link with a hole becomes a bead that
// no search can make, which the fit leaves out.
func beads(links []eval.Link) []align.Bead {
	var out []align.Bead
	i, j := 0, 0
	for _, l := range links {
		b := align.Bead{Source: span(l.Source, i), Target: span(l.Target, j)}
		i, j = b.Source.To, b.Target.To
		out = append(out, b)
	}
	return out
}

func span(lines []int, at int) align.Range {
	if len(lines) == 0 {
		return align.Range{From: at, To: at}
	}
	return align.Range{From: slices.Min(lines), To: slices.Max(lines) + 1}
}

// omission makes a variant of an example in which a run of two to six beads
// has lost one side, as when a translator leaves out a paragraph. Gold sets
// rarely have that, and the weights of nulls would not know it. One text in three
// gets such a variant, since most texts have no such hole. Which texts, beads and
// which side follow from the name, so that a fit can be repeated.
func omission(e align.Example) (align.Example, bool) {
	h := fnv.New32a()
	h.Write([]byte(e.Name + e.TargetLanguage.String()))
	seed := int(h.Sum32() >> 4)
	n := 2 + seed%5
	if len(e.Gold) < n+6 || seed/64%3 > 0 {
		return e, false
	}
	from := seed / 8 % (len(e.Gold) - n)
	inTarget := seed/4096%2 == 0
	v := e
	v.Name += ", omission"
	v.Source, v.Target, v.Gold = nil, nil, nil
	for k, b := range e.Gold {
		source, target := e.Source[b.Source.From:b.Source.To], e.Target[b.Target.From:b.Target.To]
		if k >= from && k < from+n {
			if inTarget {
				target = nil
			} else {
				source = nil
			}
		}
		// A null has one line.
		for len(source)+len(target) > 1 && (len(source) == 0 || len(target) == 0) {
			i, j := len(v.Source), len(v.Target)
			if len(source) > 0 {
				v.Source, source = append(v.Source, source[0]), source[1:]
			} else {
				v.Target, target = append(v.Target, target[0]), target[1:]
			}
			v.Gold = append(v.Gold, align.Bead{Source: align.Range{From: i, To: len(v.Source)}, Target: align.Range{From: j, To: len(v.Target)}})
		}
		if len(source)+len(target) == 0 {
			continue
		}
		i, j := len(v.Source), len(v.Target)
		v.Source, v.Target = append(v.Source, source...), append(v.Target, target...)
		v.Gold = append(v.Gold, align.Bead{Source: align.Range{From: i, To: len(v.Source)}, Target: align.Range{From: j, To: len(v.Target)}})
	}
	return v, true
}
