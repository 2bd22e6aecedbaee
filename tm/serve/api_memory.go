package serve

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"calque/tm"
	"calque/tm/clean"
	"calque/tm/clean/sweep"
)

type statsAnswer struct {
	Counted   string            `json:"counted"` // when; a large memory is not counted each time
	Stories   int               `json:"stories"`
	Documents int               `json:"documents"`
	Sentences int               `json:"sentences"`
	Units     int               `json:"units"`
	Composed  int               `json:"composed"`
	Bytes     int64             `json:"bytes"`
	Statuses  map[tm.Status]int `json:"statuses"`
	Pairs     []pairAnswer      `json:"pairs"`
	Months    []monthAnswer     `json:"months"`
	Lexicons  []lexiconAnswer   `json:"lexicons"`
}

type pairAnswer struct {
	From      string `json:"from"`
	To        string `json:"to"`
	Units     int    `json:"units"`
	Doubtful  int    `json:"doubtful"`
	Confirmed int    `json:"confirmed"`
	Composed  int    `json:"composed"`
	// Histogram counts units by confidence, from [0, 0.1) to [0.9, 1].
	Histogram []int `json:"histogram"`
}

// monthAnswer counts what came in a month, YYYY-MM.
type monthAnswer struct {
	Month    string `json:"month"`
	Stories  int    `json:"stories"`
	Units    int    `json:"units"`    // of stories
	Exchange int    `json:"exchange"` // units of no story
}

type lexiconAnswer struct {
	Name      string        `json:"name"`
	From      string        `json:"from"` // the language that the pairs of the others are with
	Languages []wordsAnswer `json:"languages"`
}

type wordsAnswer struct {
	Lang  string `json:"lang"`
	Words int    `json:"words"`
	Pairs int    `json:"pairs"`
}

func (s *Server) apiStats(r *http.Request) (any, error) {
	counted, err := s.figures.Wait(r.Context())
	if err != nil {
		return nil, err
	}
	stats := counted.Stats
	answer := statsAnswer{Counted: timeText(counted.At), Stories: stats.Articles, Documents: stats.Documents, Sentences: stats.Sentences,
		Units: stats.Units, Composed: stats.Composed, Bytes: stats.Bytes, Statuses: stats.Statuses,
		Pairs: []pairAnswer{}, Months: []monthAnswer{}, Lexicons: []lexiconAnswer{}}
	for _, p := range stats.Pairs {
		answer.Pairs = append(answer.Pairs, pairAnswer{From: p.From.String(), To: p.To.String(), Units: p.Units,
			Doubtful: p.Doubtful, Confirmed: p.Confirmed, Composed: p.Composed, Histogram: p.Histogram[:]})
	}
	for _, m := range stats.Months {
		answer.Months = append(answer.Months, monthAnswer{m.Month.Format("2006-01"), m.Stories, m.Units, m.Exchange})
	}
	for _, l := range counted.Lexicons {
		lexicon := lexiconAnswer{Name: l.Name, From: l.From.String(), Languages: []wordsAnswer{}}
		for _, words := range l.Languages {
			lexicon.Languages = append(lexicon.Languages, wordsAnswer{words.Lang.String(), words.Words, words.Pairs})
		}
		answer.Lexicons = append(answer.Lexicons, lexicon)
	}
	return answer, nil
}

func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

type cleaningAnswer struct {
	Work     sweep.Work       `json:"work"`  // looking, taking, undoing, or empty
	Done     int              `json:"done"`  // units of it, each read twice while looking
	Total    int              `json:"total"` // 0 when it is not known
	Looked   string           `json:"looked,omitempty"`
	Stale    bool             `json:"stale"` // the memory was changed since
	Units    int              `json:"units"` // that were looked at
	Suspects int              `json:"suspects"`
	Kinds    []kindAnswer     `json:"kinds"`
	Undo     *runAnswer       `json:"undo,omitempty"` // what undo would bring back
	Last     *cleaningOutcome `json:"last,omitempty"`
}

type kindAnswer struct {
	Kind    clean.Kind `json:"kind"`
	Units   int        `json:"units"`
	Fixable int        `json:"fixable"` // those that would be taken out
}

type runAnswer struct {
	At    string `json:"at"`
	Units int    `json:"units"`
}

// cleaningOutcome is what the last work did.
type cleaningOutcome struct {
	Work      sweep.Work `json:"work"`
	Out       int        `json:"out"`       // units taken out
	Confirmed int        `json:"confirmed"` // that stayed, since a person confirmed them in an article
	Meanwhile int        `json:"meanwhile"` // changed by somebody else, and left alone
	Back      int        `json:"back"`      // units brought back
	Stopped   bool       `json:"stopped"`
	Failed    bool       `json:"failed"`
}

func (s *Server) apiCleaning(r *http.Request) (any, error) {
	if s.desk == nil {
		return nil, badf("this server does not clean")
	}
	state, err := s.desk.State(r.Context())
	if err != nil {
		return nil, err
	}
	answer := cleaningAnswer{Work: state.Work, Done: state.Done, Total: state.Total, Looked: timeText(state.Looked), Stale: state.Stale,
		Units: state.Units, Suspects: state.Suspects, Kinds: []kindAnswer{}}
	for _, k := range state.Kinds {
		answer.Kinds = append(answer.Kinds, kindAnswer(k))
	}
	if state.Latest.At != "" {
		answer.Undo = &runAnswer{state.Latest.At, len(state.Latest.Units)}
	}
	if last := state.Last; last.Of != sweep.Nothing {
		stopped := errors.Is(last.Err, context.Canceled)
		answer.Last = &cleaningOutcome{Work: last.Of, Out: last.Report.Done, Confirmed: last.Report.Confirmed,
			Meanwhile: last.Report.Meanwhile, Back: last.Back, Stopped: stopped, Failed: last.Err != nil && !stopped}
	}
	return answer, nil
}

// cleaningBody says what to do: look, stop, undo, or take-out with kinds or with
// the number of a unit that was found.
type cleaningBody struct {
	Do    string       `json:"do"`
	Kinds []clean.Kind `json:"kinds,omitempty"`
	Unit  int64        `json:"unit,omitempty"`
}

func (s *Server) apiClean(r *http.Request) (any, error) {
	var body cleaningBody
	if err := readBody(r, &body); err != nil {
		return nil, err
	}
	if s.desk == nil {
		return nil, badf("this server does not clean")
	}
	if !s.options.Write && (body.Do == "undo" || body.Do == "take-out") {
		return nil, tm.ErrReadOnly
	}
	begun, err := s.beginClean(r.Context(), body)
	if err != nil {
		return nil, err
	}
	if !begun {
		return nil, badf("something is at work already: wait, or stop it")
	}
	return s.apiCleaning(r)
}

func (s *Server) beginClean(ctx context.Context, body cleaningBody) (bool, error) {
	for _, kind := range body.Kinds {
		if !slices.Contains(clean.Kinds(), kind) {
			return false, badf("there is no kind %q", kind)
		}
	}
	switch {
	case body.Do == "look":
		counted, err := s.figures.Get(ctx)
		return err == nil && s.desk.Look(counted.Stats.Units), err
	case body.Do == "stop":
		s.desk.Stop()
		return true, nil
	case body.Do == "undo":
		return s.desk.Undo(), nil
	case body.Do == "take-out" && body.Unit != 0:
		return s.desk.TakeOutUnit(body.Unit), nil
	case body.Do == "take-out" && len(body.Kinds) > 0:
		return s.desk.TakeOut(body.Kinds), nil
	case body.Do == "take-out":
		return false, badf("take-out needs kinds, or a unit")
	}
	return false, badf("do must be look, stop, take-out or undo")
}

type suspectsAnswer struct {
	Units []suspectAnswer `json:"units"`
	// Next is the number to go on after; 0 when these are the last.
	Next int `json:"next,omitempty"`
}

type suspectAnswer struct {
	Unit   unitAnswer    `json:"unit"`
	Faults []clean.Fault `json:"faults"`
	// Fix is the status that take-out would give it; empty for one that stays.
	Fix tm.Status `json:"fix,omitempty"`
}

func (s *Server) apiSuspects(r *http.Request) (any, error) {
	if s.desk == nil {
		return nil, badf("this server does not clean")
	}
	const most = 1 << 31
	v := valuesOf(r)
	kind, after, limit := clean.Kind(v.text("kind")), v.integer("after", 0, 0, most-1), v.integer("limit", 50, 1, 200)
	if v.err != nil {
		return nil, v.err
	}
	if kind != "" && !slices.Contains(clean.Kinds(), kind) {
		return nil, badf("there is no kind %q", kind)
	}
	found, more, err := s.desk.Examples(r.Context(), kind, after, limit)
	if err != nil {
		return nil, err
	}
	answer := suspectsAnswer{Units: []suspectAnswer{}}
	for i := range found {
		answer.Units = append(answer.Units, suspectAnswer{newUnitAnswer(&found[i].Unit), found[i].Says, found[i].Fix})
	}
	if more {
		answer.Next = found[len(found)-1].Number
	}
	return answer, nil
}
