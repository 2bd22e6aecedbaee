package sqlite

import (
	"slices"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
)

// savedState is what table revision keeps of an article: the documents and
// alignments that a revision touched.
type savedState struct {
	Documents  []savedDocument  `json:"documents,omitempty"`
	Alignments []savedAlignment `json:"alignments,omitempty"`
}

type savedDocument struct {
	Lang      language.Tag `json:"lang"`
	Blocks    []savedBlock `json:"blocks"`
	Sentences [][3]int     `json:"sentences"` // block, start, end
}

type savedBlock struct {
	Role tm.Role `json:"role"`
	Text string  `json:"text"`
}

type savedAlignment struct {
	Source language.Tag `json:"source"`
	Target language.Tag `json:"target"`
	Beads  []savedBead  `json:"beads"`
}

type savedBead struct {
	Source     [2]int        `json:"source"` // from, to
	Target     [2]int        `json:"target"`
	Confidence float64       `json:"confidence"`
	Status     tm.Status     `json:"status"`
	By         string        `json:"by,omitempty"`
	Changed    int64         `json:"changed,omitempty"` // milliseconds
	Evidence   []tm.Evidence `json:"evidence,omitempty"`
}

// changedParts returns what two versions of an article do not share, of each.
func changedParts(old, edited *tm.Article) (before, after savedState) {
	for i := range edited.Documents {
		was, is := old.Document(edited.Documents[i].Lang), &edited.Documents[i]
		if !slices.Equal(was.Blocks, is.Blocks) || !slices.Equal(was.Sentences, is.Sentences) {
			before.Documents = append(before.Documents, saveDocument(was))
			after.Documents = append(after.Documents, saveDocument(is))
		}
	}
	for i := range edited.Alignments {
		is := &edited.Alignments[i]
		was := old.Alignment(is.Source, is.Target)
		if !slices.EqualFunc(was.Beads, is.Beads, func(a, b tm.Bead) bool { return sameRow(&a, &b) }) {
			before.Alignments = append(before.Alignments, saveAlignment(was))
			after.Alignments = append(after.Alignments, saveAlignment(is))
		}
	}
	return before, after
}

func saveDocument(d *tm.Document) savedDocument {
	saved := savedDocument{Lang: d.Lang}
	for _, b := range d.Blocks {
		saved.Blocks = append(saved.Blocks, savedBlock(b))
	}
	for _, s := range d.Sentences {
		saved.Sentences = append(saved.Sentences, [3]int{s.Block, s.Start, s.End})
	}
	return saved
}

func saveAlignment(al *tm.Alignment) savedAlignment {
	saved := savedAlignment{Source: al.Source, Target: al.Target}
	for _, b := range al.Beads {
		saved.Beads = append(saved.Beads, savedBead{
			Source: [2]int{b.Source.From, b.Source.To}, Target: [2]int{b.Target.From, b.Target.To},
			Confidence: b.Confidence, Status: b.Status, By: b.By, Changed: millis(b.Changed), Evidence: b.Evidence,
		})
	}
	return saved
}

func (b savedBead) bead() tm.Bead {
	bead := tm.Bead{Source: tm.Range{From: b.Source[0], To: b.Source[1]}, Target: tm.Range{From: b.Target[0], To: b.Target[1]},
		Confidence: b.Confidence, Status: b.Status, By: b.By, Evidence: b.Evidence}
	if b.Changed != 0 {
		bead.Changed = time.UnixMilli(b.Changed).UTC()
	}
	return bead
}

// describes reports whether an article is still in this state.
func (s savedState) describes(a *tm.Article) bool {
	for _, saved := range s.Documents {
		d := a.Document(saved.Lang)
		if d == nil {
			return false
		}
		now := saveDocument(d)
		if !slices.Equal(now.Blocks, saved.Blocks) || !slices.Equal(now.Sentences, saved.Sentences) {
			return false
		}
	}
	for _, saved := range s.Alignments {
		al := a.Alignment(saved.Source, saved.Target)
		same := func(b tm.Bead, saved savedBead) bool {
			other := saved.bead()
			return sameRow(&b, &other)
		}
		if al == nil || !slices.EqualFunc(al.Beads, saved.Beads, same) {
			return false
		}
	}
	return true
}

// restore brings an article into this state.
func (s savedState) restore(a *tm.Article) {
	for _, saved := range s.Documents {
		d := a.Document(saved.Lang)
		d.Blocks, d.Sentences = nil, nil
		for _, b := range saved.Blocks {
			d.Blocks = append(d.Blocks, tm.Block(b))
		}
		for _, place := range saved.Sentences {
			d.Sentences = append(d.Sentences, tm.Sentence{Block: place[0], Start: place[1], End: place[2]})
		}
	}
	for _, saved := range s.Alignments {
		al := a.Alignment(saved.Source, saved.Target)
		al.Beads = nil
		for _, b := range saved.Beads {
			al.Beads = append(al.Beads, b.bead())
		}
	}
}
