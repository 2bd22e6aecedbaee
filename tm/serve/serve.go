// Package serve answers over HTTP from a translation memory: to CAT tools in
// the protocols that they speak, and to programs in one of its own.
//
//	handler, err := serve.New(store, serve.Options{Hosts: []string{"127.0.0.1:8077"}})
//	…
//	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
//
// The protocols:
//
//   - /tmserver/…: translate-toolkit's tmserver and amaGama, which Weblate,
//     Okapi and Virtaal speak (tmserver.go);
//   - /translate and /listPairs: Apertium's APy, which OmegaT and Weblate speak
//     (apertium.go);
//   - /get: MyMemory (mymemory.go);
//   - /api/v1/…: calque's own, described by openapi.json (api.go);
//   - /, /stories, /memory: pages for people, see calque/tm/serve/pages;
//   - /healthz and /metrics: for whoever watches the server.
//
// What always holds:
//
//   - Who may ask is decided before anything else: the Host that a browser
//     names must be one of ours, a request that changes something must not come
//     from another site's page, and where a token is set it must be shown
//     (guard.go).
//   - A request is bounded in size and in time, and no path of a request
//     reaches the file system.
//   - Errors of /api/v1 are problem documents (RFC 9457); those of a CAT tool's
//     protocol look as that tool expects.
package serve

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/clean"
	"calque/tm/clean/sweep"
	"calque/tm/match"
	"calque/tm/match/repair"
	"calque/tm/serve/figures"
	"calque/tm/serve/intake"
	"calque/tm/serve/outlet"
	"calque/tm/serve/pages"
)

// Options say how a memory is served. The zero Options serve it for reading,
// to this machine's browsers under any port of localhost.
type Options struct {
	// Token must be shown by every request but /healthz when it is not empty.
	Token string
	// Write allows requests that change the memory.
	Write bool
	// Hosts are the values of the Host header that are answered, with their
	// ports. Empty: localhost, 127.0.0.1 and [::1] with any port; where there
	// is a token, every host.
	Hosts []string
	// MaxBody bounds the body of a request in bytes; 32 MiB when zero.
	MaxBody int64
	// Timeout bounds the time for an answer; 30 seconds when zero.
	Timeout time.Duration
	// Rate is how many requests a second one address may make, in bursts of
	// twice that; no limit when zero.
	Rate float64
	// Log is told of every request; nobody when nil. The query of an address is
	// left out, since it holds texts and may hold a token.
	Log *slog.Logger
	// Associate says which words translate which, to show what is to be changed
	// in a match; nothing is shown when nil.
	Associate match.Associate
	// Names knows names in other languages, for repairs; nil for none.
	Names repair.Names
	// Detect says which of the candidates a text is in, for the search page.
	Detect func(text string, candidates []language.Tag) (language.Tag, float64)
	// Realign aligns an article again from a row on, in place; it cannot be asked
	// for when nil.
	Realign func(ctx context.Context, a *tm.Article, from, to language.Tag, row int) error
	// Import pairs and stores files that are sent; none are taken when nil.
	Import intake.Importer
	// Export writes units as files; there are no exports when nil.
	Export outlet.Exporter
	// CleanRules says by what units are judged that are probably no
	// translations; nobody looks for them when nil.
	CleanRules func(context.Context) (clean.Rules, error)
	// Lexicons counts what the lexicons know; nothing is said of them when nil.
	Lexicons func(context.Context) ([]figures.Lexicon, error)
	// Version of the program, for the API's description.
	Version string
}

func (o Options) withDefaults() Options {
	if o.MaxBody == 0 {
		o.MaxBody = 32 << 20
	}
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Server is the handler of all requests.
type Server struct {
	store   tm.Store
	options Options
	guard   *guard
	metrics *meters
	pages   *pages.Pages
	figures *figures.Cache
	uploads *intake.Uploads // nil for none
	outlet  *outlet.Outlet  // nil for none
	desk    *sweep.Desk     // of cleaning, nil for none
	mux     *http.ServeMux
	handler http.Handler
}

// New returns a server for a memory.
func New(store tm.Store, options Options) (*Server, error) {
	options = options.withDefaults()
	guard, err := newGuard(options)
	if err != nil {
		return nil, err
	}
	s := &Server{store: store, options: options, guard: guard, metrics: newMeters(),
		figures: figures.New(store, options.Lexicons)}
	if options.Import != nil {
		s.uploads = intake.New(options.Import)
	}
	if options.Export != nil {
		s.outlet = outlet.New(options.Export)
	}
	if options.CleanRules != nil {
		s.desk = sweep.NewDesk(store, options.CleanRules)
	}
	s.pages, err = pages.New(store, pages.Options{Write: options.Write, Detect: options.Detect, Associate: options.Associate, Names: options.Names,
		Uploads: s.uploads, Figures: s.figures, Cleaning: s.desk, Export: s.outlet, FormToken: guard.formToken, ValidForm: guard.validForm, Log: options.Log})
	if err != nil {
		return nil, err
	}
	guard.login = s.pages.Login
	s.mux = s.newMux()
	s.handler = s.observe(s.guard.protect(http.HandlerFunc(s.route)))
	return s, nil
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// route finds who answers. The addresses of tmserver hold texts, in which
// "//", ".." and an escaped slash stand for themselves; http.ServeMux would
// clean them, so they are taken out before.
func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	if rest, ok := strings.CutPrefix(r.URL.EscapedPath(), "/tmserver/"); ok {
		s.tmserver(w, r, rest)
		return
	}
	s.mux.ServeHTTP(w, r)
}

func (s *Server) newMux() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /metrics", s.writeMetrics)
	mux.HandleFunc("GET /translate", s.apertiumTranslate)
	mux.HandleFunc("POST /translate", s.apertiumTranslate)
	mux.HandleFunc("GET /listPairs", s.apertiumPairs)
	mux.HandleFunc("GET /get", s.myMemory)
	s.register(mux)
	mux.HandleFunc("GET /login", s.guard.showLogin)
	mux.HandleFunc("POST /login", s.guard.takeLogin)
	s.pages.Register(mux)
	return mux
}

// Close ends what goes on in the background, and removes files that were
// uploaded and not imported.
func (s *Server) Close() error {
	if s.desk != nil {
		s.desk.Close()
	}
	if s.uploads == nil {
		return nil
	}
	return s.uploads.Close()
}

// healthz says that the server answers and the memory can be read.
func (s *Server) healthz(w http.ResponseWriter, r *http.Request) {
	if _, err := s.store.Languages(r.Context()); err != nil {
		s.options.Log.ErrorContext(r.Context(), "health", "error", err)
		http.Error(w, "the memory cannot be read", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte("ok\n"))
}
