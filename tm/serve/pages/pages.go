// Package pages shows a translation memory in a browser: search, stories,
// the review of an alignment, and the memory as a whole.
//
//	p, err := pages.New(store, pages.Options{Write: true})
//	…
//	p.Register(mux)
//
// A page is made on the server and can be read without JavaScript; the modules
// in static/ make it quick to use: results while typing, the keys of a review.
// What they change goes through /api/v1 like the changes of any other program.
//
// What always holds:
//
//   - Texts are escaped by html/template, every cell names its language and has
//     dir="auto", and nothing is loaded from elsewhere.
//   - No script and no style stands in a page, so that the policy of
//     calque/tm/serve can forbid both.
//   - Words of the interface stand in messages.tsv, in English, French and
//     Chinese; the browser's languages choose.
//
// templates/layout.html is the frame, the other templates a page each, and
// partial templates (rows, results) are what the modules ask for again.
package pages

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/clean/sweep"
	"calque/tm/match"
	"calque/tm/match/repair"
	"calque/tm/serve/figures"
	"calque/tm/serve/intake"
	"calque/tm/serve/outlet"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static
var staticFiles embed.FS

// Options say what the pages may do.
type Options struct {
	// Write shows what changes the memory.
	Write bool
	// Detect says which of the candidates a text is in; the first when nil.
	Detect func(text string, candidates []language.Tag) (language.Tag, float64)
	// Associate says which words translate which; nothing is highlighted
	// without it.
	Associate match.Associate
	// Names knows names in other languages, for repairs; nil for none.
	Names repair.Names
	// FormToken returns what a form of this request must carry, and ValidForm
	// looks whether it does. Both are given by calque/tm/serve.
	FormToken func(*http.Request) string
	ValidForm func(*http.Request) bool
	// Uploads takes what somebody drops on the page of stories; the page takes
	// no files when nil.
	Uploads *intake.Uploads
	// Figures counts the memory; without lexicons when nil.
	Figures *figures.Cache
	// Cleaning finds units that are probably no translations; there is no page
	// for it when nil.
	Cleaning *sweep.Desk
	// Export sends units as files; there is no page for it when nil.
	Export *outlet.Outlet
	Log    *slog.Logger
}

// Pages answers with the pages of a memory.
type Pages struct {
	store     tm.Store
	options   Options
	templates map[string]*template.Template
	messages  messages
	links     *linkCache
}

// New returns the pages of a memory.
func New(store tm.Store, options Options) (*Pages, error) {
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	if options.Detect == nil {
		options.Detect = func(_ string, candidates []language.Tag) (language.Tag, float64) { return candidates[0], 0 }
	}
	if options.FormToken == nil {
		options.FormToken = func(*http.Request) string { return "" }
		options.ValidForm = func(*http.Request) bool { return true }
	}
	if options.Figures == nil {
		options.Figures = figures.New(store, nil)
	}
	m, err := readMessages()
	if err != nil {
		return nil, err
	}
	p := &Pages{store: store, options: options, messages: m, links: newLinkCache(options.Associate)}
	p.templates, err = parseTemplates()
	return p, err
}

// parseTemplates reads the frame and each page in it.
func parseTemplates() (map[string]*template.Template, error) {
	shared := []string{"templates/layout.html", "templates/results.html", "templates/rows.html"}
	all := map[string]*template.Template{}
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		t, err := template.New("layout.html").Funcs(functions).ParseFS(templateFiles, append(shared, name)...)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		all[name[len("templates/"):]] = t
	}
	return all, nil
}

// Register adds the addresses of the pages to a mux.
func (p *Pages) Register(mux *http.ServeMux) {
	static, err := fs.Sub(staticFiles, "static")
	if err != nil {
		panic(err) // it is part of the program
	}
	files := http.StripPrefix("/static/", http.FileServerFS(static))
	mux.HandleFunc("GET /static/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		files.ServeHTTP(w, r)
	})
	for address, page := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /{$}":                       p.search,
		"GET /stories":                   p.stories,
		"POST /stories":                  p.upload,
		"POST /stories/import":           p.importUpload,
		"GET /stories/{key}":             p.story,
		"GET /stories/{key}/{from}/{to}": p.review,
		"GET /memory":                    p.memory,
		"GET /memory/cleaning":           p.cleaning,
		"POST /memory/cleaning":          p.clean,
		"GET /memory/export":             p.export,
		"GET /memory/export/file":        p.exportFile,
	} {
		mux.HandleFunc(address, p.handler(page))
	}
	mux.HandleFunc("/", p.handler(func(http.ResponseWriter, *http.Request) error { return tm.ErrNotFound }))
}

// handler shows the error of a page as a page.
func (p *Pages) handler(page func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := page(w, r); err != nil {
			p.fail(w, r, err)
		}
	}
}

// statusOf is the status and the message for an error.
func statusOf(err error) (status int, message string) {
	var tooLarge *http.MaxBytesError
	var bad badInput
	switch {
	case errors.As(err, &bad):
		return http.StatusBadRequest, bad.message
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge, "error.large"
	case errors.Is(err, intake.ErrNoFiles):
		return http.StatusBadRequest, "error.upload"
	case errors.Is(err, intake.ErrTwice):
		return http.StatusBadRequest, "error.twice"
	case errors.Is(err, intake.ErrGone):
		return http.StatusBadRequest, "error.gone"
	case errors.Is(err, outlet.ErrNothing):
		return http.StatusNotFound, "error.nothing"
	case errors.Is(err, tm.ErrNotFound):
		return http.StatusNotFound, "error.notfound"
	case errors.Is(err, tm.ErrReadOnly):
		return http.StatusForbidden, "error.readonly"
	case errors.Is(err, tm.ErrBusy), errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable, "error.busy"
	}
	return http.StatusInternalServerError, "error.failed"
}

// badInput is an error of whoever asks, told by a message.
type badInput struct{ message string }

func (b badInput) Error() string { return b.message }

func (p *Pages) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, message := statusOf(err)
	if status >= http.StatusInternalServerError {
		p.options.Log.ErrorContext(r.Context(), "page failed", "error", err)
	}
	v := p.newView(r, "error.title")
	v.Data = v.T(message)
	if err := p.write(w, status, "error.html", "layout.html", v); err != nil {
		p.options.Log.ErrorContext(r.Context(), "page of an error failed", "error", err)
	}
}

// view is what a template is given.
type view struct {
	Lang    string // of the interface
	Title   string
	Section string // of the navigation: search, stories or memory
	Write   bool
	Token   string // for forms
	Data    any
	words   map[string]string
}

// T is a message in the language of the interface, with arguments.
func (v view) T(key string, args ...any) string {
	text, ok := v.words[key]
	if !ok {
		return key
	}
	if len(args) > 0 {
		return fmt.Sprintf(text, args...)
	}
	return text
}

// Class is what the class of a row means.
func (v view) Class(class string) string { return v.T("class." + class) }

// FormatTitle is what a format of exports is called, in English when the
// messages do not know it.
func (v view) FormatTitle(f outlet.Format) string {
	if text, ok := v.words["format."+f.Name]; ok {
		return text
	}
	return f.Title
}

func (p *Pages) newView(r *http.Request, title string) view {
	lang, words := p.messages.choose(r.Header.Get("Accept-Language"))
	v := view{Lang: lang, Write: p.options.Write, Token: p.options.FormToken(r), words: words}
	v.Title = v.T(title)
	return v
}

// show answers with a page, or with the part of it that a module asks for.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, page, part string, v view) error {
	name := "layout.html"
	if r.URL.Query().Get("part") != "" && part != "" {
		name = part
	}
	return p.write(w, http.StatusOK, page, name, v)
}

// write makes a page whole before the first byte of it is sent, so that an
// error can still be told.
func (p *Pages) write(w http.ResponseWriter, status int, page, name string, v view) error {
	var out bytes.Buffer
	if err := p.templates[page].ExecuteTemplate(&out, name, v); err != nil {
		return fmt.Errorf("making %s: %w", page, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Vary", "Accept-Language")
	w.WriteHeader(status)
	w.Write(out.Bytes())
	return nil
}

// Login shows the form that asks for the token of the server.
func (p *Pages) Login(w http.ResponseWriter, r *http.Request, status int) {
	v := p.newView(r, "login.title")
	v.Data = status == http.StatusUnauthorized && r.Method == http.MethodPost
	if err := p.write(w, status, "login.html", "layout.html", v); err != nil {
		p.options.Log.ErrorContext(r.Context(), "page failed", "error", err)
	}
}
