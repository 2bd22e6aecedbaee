package serve

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/review"
)

type alignmentAnswer struct {
	Key string `json:"key"`
	// Version changes with every change; an action names the one that its
	// reviewer saw, as seen or as If-Match.
	Version string `json:"version"`
	From    string `json:"from"`
	To      string `json:"to"`
	Rows    []row  `json:"rows"`
	// Undo and Redo say what undo and redo would do; nothing when absent.
	Undo *stepInfo `json:"undo,omitempty"`
	Redo *stepInfo `json:"redo,omitempty"`
}

// version covers what could be undone too, which another way to the same rows
// leaves different.
func (a alignmentAnswer) version() string {
	version := a.Version
	for _, step := range []*stepInfo{a.Undo, a.Redo} {
		if step != nil {
			version += fmt.Sprintf("-%d", step.ID)
		}
	}
	return version
}

type row struct {
	Bead       int64         `json:"bead"`
	Source     []sentence    `json:"source"`
	Target     []sentence    `json:"target"`
	Confidence float64       `json:"confidence"`
	Status     tm.Status     `json:"status"`
	Doubtful   bool          `json:"doubtful"`
	By         string        `json:"by,omitempty"`
	Evidence   []tm.Evidence `json:"evidence,omitempty"`
}

type sentence struct {
	N     int     `json:"n"` // its place in the document, from 0
	Text  string  `json:"text"`
	Block int     `json:"block"`
	Role  tm.Role `json:"role"`
}

type stepInfo struct {
	ID   int64  `json:"id"`
	What string `json:"what"`
	Who  string `json:"who"`
	At   string `json:"at"`
}

// pathPair reads the languages in an address.
func pathPair(r *http.Request) (from, to language.Tag, err error) {
	from, errFrom := tm.ParseLang(r.PathValue("from"))
	to, errTo := tm.ParseLang(r.PathValue("to"))
	if err := errors.Join(errFrom, errTo); err != nil {
		return from, to, badRequest{err}
	}
	return from, to, nil
}

func (s *Server) apiAlignment(r *http.Request) (any, error) {
	from, to, err := pathPair(r)
	if err != nil {
		return nil, err
	}
	a, err := s.store.Article(r.Context(), r.PathValue("key"))
	if err != nil {
		return nil, err
	}
	return s.newAlignmentAnswer(r, a, from, to)
}

func (s *Server) newAlignmentAnswer(r *http.Request, a *tm.Article, from, to language.Tag) (alignmentAnswer, error) {
	al, source, target := a.Alignment(from, to), a.Document(from), a.Document(to)
	if al == nil || source == nil || target == nil {
		return alignmentAnswer{}, tm.ErrNotFound
	}
	answer := alignmentAnswer{Key: a.Key, Version: a.Version(from, to), From: from.String(), To: to.String(), Rows: []row{}}
	for i := range al.Beads {
		b := &al.Beads[i]
		answer.Rows = append(answer.Rows, row{Bead: b.ID, Source: sentences(source, b.Source), Target: sentences(target, b.Target),
			Confidence: b.Confidence, Status: b.Status, Doubtful: b.Doubtful(tm.DoubtfulBelow), By: b.By, Evidence: b.Evidence})
	}
	undo, redo, err := s.store.Revisions(r.Context(), a.Key, from, to)
	answer.Undo, answer.Redo = firstStep(undo), firstStep(redo)
	return answer, err
}

func firstStep(steps []tm.RevisionInfo) *stepInfo {
	if len(steps) == 0 {
		return nil
	}
	return &stepInfo{ID: steps[0].ID, What: steps[0].What, Who: steps[0].Who, At: steps[0].At.UTC().Format("2006-01-02T15:04:05Z")}
}

func sentences(d *tm.Document, r tm.Range) []sentence {
	out := []sentence{}
	for n := r.From; n < r.To; n++ {
		block := d.Sentences[n].Block
		out = append(out, sentence{N: n, Text: d.Text(tm.Range{From: n, To: n + 1}), Block: block, Role: d.Blocks[block].Role})
	}
	return out
}

// actionBody is what a reviewer does, with the version that was looked at.
type actionBody struct {
	review.Action
	Seen string `json:"seen,omitempty"`
}

// stepBody is the version that was looked at when a step is taken back.
type stepBody struct {
	Seen string `json:"seen,omitempty"`
}

func (s *Server) apiAction(r *http.Request) (any, error) {
	var body actionBody
	if err := readBody(r, &body); err != nil {
		return nil, err
	}
	return s.revise(r, body.Seen, func(revision tm.Revision) (*tm.Article, error) {
		revision.What = string(body.Do)
		revision.Change = func(a *tm.Article) error { return review.Apply(a, revision.From, revision.To, body.Action) }
		return s.store.Revise(r.Context(), revision)
	})
}

func (s *Server) apiUndo(r *http.Request) (any, error) {
	return s.step(r, func(revision tm.Revision) (*tm.Article, error) { return s.store.UndoRevision(r.Context(), revision) })
}

func (s *Server) apiRedo(r *http.Request) (any, error) {
	return s.step(r, func(revision tm.Revision) (*tm.Article, error) { return s.store.RedoRevision(r.Context(), revision) })
}

func (s *Server) step(r *http.Request, do func(tm.Revision) (*tm.Article, error)) (any, error) {
	var body stepBody
	if err := readBody(r, &body); err != nil {
		return nil, err
	}
	return s.revise(r, body.Seen, do)
}

// realignBody is the row from which on to align again, from 0.
type realignBody struct {
	Row  int    `json:"row"`
	Seen string `json:"seen,omitempty"`
}

func (s *Server) apiRealign(r *http.Request) (any, error) {
	var body realignBody
	if err := readBody(r, &body); err != nil {
		return nil, err
	}
	if s.options.Realign == nil {
		return nil, badf("this server does not align")
	}
	return s.revise(r, body.Seen, func(revision tm.Revision) (*tm.Article, error) {
		revision.What = "realign"
		revision.Change = func(a *tm.Article) error {
			return s.options.Realign(r.Context(), a, revision.From, revision.To, body.Row)
		}
		return s.store.Revise(r.Context(), revision)
	})
}

// revise changes an alignment and answers with it as it then is. Whoever does
// not say what was looked at is refused: that is how changes of others get
// lost.
func (s *Server) revise(r *http.Request, seen string, do func(tm.Revision) (*tm.Article, error)) (any, error) {
	from, to, err := pathPair(r)
	if err != nil {
		return nil, err
	}
	if seen == "" {
		seen, _, _ = strings.Cut(strings.Trim(r.Header.Get("If-Match"), `"`), "-")
	}
	if seen == "" {
		return nil, badf("give the version of the alignment that you saw, as seen or as If-Match")
	}
	a, err := do(tm.Revision{Article: r.PathValue("key"), From: from, To: to, Seen: seen, Who: who(r)})
	if err != nil {
		return nil, err
	}
	return s.newAlignmentAnswer(r, a, from, to)
}
