package pages

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"calque/tm"
	"calque/tm/clean"
	"calque/tm/clean/sweep"
)

// examplesOnPage is how many suspects a page shows.
const examplesOnPage = 20

type cleaningData struct {
	State    sweep.State
	Percent  int // of the work that is done, -1 when that is not known
	Stopped  bool
	Failed   bool
	Kind     clean.Kind // chosen; empty for all
	Examples []example
	More     string // address of the next page
}

// example is a suspect as it is shown.
type example struct {
	sweep.Example
	Source, Target cell
	Place          string
}

// shortWork is how long a page waits for what a button set going, so that of a
// small memory the end is seen at once.
const shortWork = 60 * time.Millisecond

// Kind is a kind of fault in the language of the interface.
func (v view) Kind(kind clean.Kind) string {
	return v.T(map[clean.Kind]string{
		clean.Empty: "clean.empty", clean.Untranslated: "clean.untranslated", clean.Language: "clean.language", clean.Length: "clean.length",
		clean.Codes: "clean.codes", clean.Numbers: "clean.numbers", clean.Duplicate: "clean.duplicate", clean.NearDuplicate: "clean.near",
	}[kind])
}

func (p *Pages) cleaning(w http.ResponseWriter, r *http.Request) error {
	if p.options.Cleaning == nil {
		return tm.ErrNotFound
	}
	state, err := p.options.Cleaning.State(r.Context())
	if err != nil {
		return err
	}
	d := cleaningData{State: state, Percent: -1, Kind: clean.Kind(r.URL.Query().Get("kind"))}
	if state.Total > 0 {
		d.Percent = min(100, 100*state.Done/state.Total)
	}
	d.Stopped = errors.Is(state.Last.Err, context.Canceled)
	d.Failed = state.Last.Err != nil && !d.Stopped
	if d.Kind != "" && !slices.Contains(clean.Kinds(), d.Kind) {
		return tm.ErrNotFound
	}
	if state.Work != sweep.Looking {
		if err := p.addExamples(r, &d); err != nil {
			return err
		}
	}
	v := p.newView(r, "clean.title")
	v.Section, v.Data = "memory", d
	return p.show(w, r, "cleaning.html", "progress", v)
}

func (p *Pages) addExamples(r *http.Request, d *cleaningData) error {
	after, err := strconv.Atoi(r.URL.Query().Get("after"))
	if err != nil {
		after = 0
	}
	found, more, err := p.options.Cleaning.Examples(r.Context(), d.Kind, after, examplesOnPage)
	if errors.Is(err, tm.ErrNotFound) {
		return nil // one of them has gone since: the memory is to be looked through again
	}
	if err != nil {
		return err
	}
	for _, f := range found {
		d.Examples = append(d.Examples, example{f, plain(f.Unit.Source), plain(f.Unit.Target), place(&f.Unit)})
	}
	if more {
		next := url.Values{"after": {strconv.Itoa(found[len(found)-1].Number)}}
		if d.Kind != "" {
			next.Set("kind", string(d.Kind))
		}
		d.More = "/memory/cleaning?" + next.Encode()
	}
	return nil
}

// clean does what a button of the page says, and shows the page again. What is
// at work already goes on.
func (p *Pages) clean(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badInput{"error.form"}
	}
	desk, form := p.options.Cleaning, r.PostForm
	act := form.Get("do")
	if act == "look" || act == "stop" { // changes nothing
		if desk == nil {
			return tm.ErrNotFound
		}
		if !p.options.ValidForm(r) {
			return badInput{"error.form"}
		}
	} else if err := p.mayChange(r, desk != nil); err != nil {
		return err
	}
	switch act {
	case "look":
		counted, err := p.options.Figures.Get(r.Context())
		if err != nil {
			return err
		}
		desk.Look(counted.Stats.Units)
	case "stop":
		desk.Stop()
	case "undo":
		desk.Undo()
	case "unit":
		unit, err := strconv.ParseInt(form.Get("unit"), 10, 64)
		if err != nil {
			return badInput{"error.form"}
		}
		desk.TakeOutUnit(unit)
	case "kind":
		kind := clean.Kind(form.Get("kind"))
		if !slices.Contains(clean.Kinds(), kind) {
			return badInput{"error.form"}
		}
		desk.TakeOut([]clean.Kind{kind})
	default:
		return badInput{"error.form"}
	}
	desk.Wait(r.Context(), shortWork)
	back := "/memory/cleaning"
	if kind := form.Get("shown"); slices.Contains(clean.Kinds(), clean.Kind(kind)) {
		back += "?kind=" + url.QueryEscape(kind)
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
	return nil
}
