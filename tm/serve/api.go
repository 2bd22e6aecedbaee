package serve

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/serve/outlet"
)

// route is an address of the API with what its description says of it. The
// handler is registered from the same row that openapi.json is written from, so
// that the two cannot differ.
type route struct {
	method, path string
	summary      string
	parameters   []parameter
	body, answer any  // values of the types that come in and go out; nil for none
	writes       bool // it changes the memory
	files        bool // the body is a form with files
	handle       func(*http.Request) (any, error)
	// send answers with a file in the place of handle.
	send func(http.ResponseWriter, *http.Request) error
}

// parameter is a value in the query of an address.
type parameter struct {
	name, kind, says string // kind is string, integer, number or boolean
	required         bool
}

const apiRoot = "/api/v1"

// routes are all addresses of the API, in the order of its description.
func (s *Server) routes() []route {
	return []route{
		{method: "GET", path: "/languages", summary: "The languages of the memory, and whether it may be changed",
			answer: memoryAnswer{}, handle: s.apiLanguages},
		{method: "GET", path: "/lookup", summary: "Prior translations of a text, the best first", parameters: []parameter{
			{"text", "string", "the text to look up", true},
			{"from", "string", "its language, a BCP 47 tag; found out when not given", false},
			{"to", "string", "the language wanted", true},
			{"min", "integer", "the lowest score, 0 to 100; 70 when not given", false},
			{"limit", "integer", "at most so many matches, 1 to 100; 5 when not given", false},
			{"before", "string", "the segment before the text in its document", false},
			{"after", "string", "the segment after it", false},
			{"story", "string", "only units of the article with this key", false},
			{"agency", "string", "only units of this agency, by its name as agencies gives it", false},
			{"year", "integer", "only units of this year", false},
			{"status", "string", "only units with these statuses, separated by commas: auto, confirmed, rejected, superseded; auto,confirmed when not given", false},
			{"since", "string", "only units of articles from this day on, YYYY-MM-DD", false},
		}, answer: lookupAnswer{}, handle: s.apiLookup},
		{method: "GET", path: "/concordance", summary: "Where words stand in the memory, with their translations", parameters: []parameter{
			{"q", "string", `words, "a phrase", -not, prefix*, /regex/`, true},
			{"lang", "string", "the language searched; any when not given", false},
			{"to", "string", "the language of the other side; any when not given", false},
			{"limit", "integer", "at most so many hits, 1 to 500; 20 when not given", false},
			{"story", "string", "only units of the article with this key", false},
			{"agency", "string", "only units of this agency, by its name as agencies gives it", false},
			{"year", "integer", "only units of this year", false},
			{"status", "string", "only units with these statuses, separated by commas: auto, confirmed, rejected, superseded; auto,confirmed when not given", false},
			{"since", "string", "only units of articles from this day on, YYYY-MM-DD", false},
			{"case", "boolean", "tell capitals from small letters", false},
			{"accents", "boolean", "tell letters with an accent from those without", false},
		}, answer: concordanceAnswer{}, handle: s.apiConcordance},
		{method: "GET", path: "/stories", summary: "The articles of the memory by key, a page at a time", parameters: []parameter{
			{"after", "string", "the key after which to go on, as next gives it", false},
			{"limit", "integer", "at most so many, 1 to 500; 100 when not given", false},
		}, answer: storiesAnswer{}, handle: s.apiStories},
		{method: "GET", path: "/stories/{key}", summary: "An article: its documents and what was aligned",
			answer: storyAnswer{}, handle: s.apiStory},
		{method: "GET", path: "/stories/{key}/alignments/{from}/{to}", summary: "The rows of an alignment, with both texts",
			answer: alignmentAnswer{}, handle: s.apiAlignment},
		{method: "POST", path: "/stories/{key}/alignments/{from}/{to}/actions", summary: "Change an alignment as a reviewer does",
			body: actionBody{}, answer: alignmentAnswer{}, writes: true, handle: s.apiAction},
		{method: "POST", path: "/stories/{key}/alignments/{from}/{to}/undo", summary: "Take the newest action back",
			body: stepBody{}, answer: alignmentAnswer{}, writes: true, handle: s.apiUndo},
		{method: "POST", path: "/stories/{key}/alignments/{from}/{to}/redo", summary: "Do again what was taken back",
			body: stepBody{}, answer: alignmentAnswer{}, writes: true, handle: s.apiRedo},
		{method: "POST", path: "/stories/{key}/alignments/{from}/{to}/realign", summary: "Align again from a row on, around what was confirmed",
			body: realignBody{}, answer: alignmentAnswer{}, writes: true, handle: s.apiRealign},
		{method: "POST", path: "/units", summary: "Store units that belong to no article",
			body: unitsBody{}, answer: unitsAnswer{}, writes: true, handle: s.apiPutUnits},
		{method: "GET", path: "/units/{id}", summary: "A unit",
			answer: unitAnswer{}, handle: s.apiUnit},
		{method: "POST", path: "/units/{id}/undo", summary: "Take the last change of a unit back",
			answer: unitAnswer{}, writes: true, handle: s.apiUndoUnit},
		{method: "PATCH", path: "/units/{id}", summary: "Change the status, the note or a text of a unit",
			body: unitBody{}, answer: doneAnswer{}, writes: true, handle: s.apiEditUnit},
		{method: "GET", path: "/stats", summary: "Counts of the memory, by pair of languages and by month, and of the lexicons",
			answer: statsAnswer{}, handle: s.apiStats},
		{method: "GET", path: "/cleaning", summary: "What was found that is probably no translation, and what is being done about it",
			answer: cleaningAnswer{}, handle: s.apiCleaning},
		{method: "POST", path: "/cleaning", summary: "Look for such units, take them out, or bring the last back; it goes on in the background",
			body: cleaningBody{}, answer: cleaningAnswer{}, handle: s.apiClean},
		{method: "GET", path: "/cleaning/units", summary: "The units that look wrong, a page at a time", parameters: []parameter{
			{"kind", "string", "only this kind of fault", false},
			{"after", "integer", "go on after this number, as next gives it", false},
			{"limit", "integer", "at most so many, 1 to 200; 50 when not given", false},
		}, answer: suspectsAnswer{}, handle: s.apiSuspects},
		{method: "GET", path: "/export/formats", summary: "The formats of exports, and the tools that a file can be made for",
			answer: formatsAnswer{}, handle: s.apiFormats},
		{method: "GET", path: "/export/preview", summary: "How an export begins", parameters: exportParameters,
			answer: previewAnswer{}, handle: s.apiPreview},
		{method: "GET", path: "/export", summary: "Units as a file; several files as a zip archive", parameters: exportParameters,
			send: s.apiExport},
		{method: "POST", path: "/imports", summary: "Import the files of a form, under the name files: those that are one story are found", parameters: []parameter{
			{"dry_run", "boolean", "only show what belongs together; the answer names the upload, which can then be imported", false},
		}, answer: importAnswer{}, writes: true, files: true, handle: s.apiReceive},
		{method: "POST", path: "/imports/{id}", summary: "Import an upload that was shown by a dry run",
			answer: importAnswer{}, writes: true, handle: s.apiImport},
		{method: "DELETE", path: "/imports/{id}", summary: "Forget such an upload",
			answer: doneAnswer{}, writes: true, handle: s.apiForget},
	}
}

// exportParameters are those of [outlet.Parse].
var exportParameters = []parameter{
	{"format", "string", "its name; tmx when not given", false},
	{"for", "string", "the tool that the file is for", false},
	{"from", "string", "the source language; that of the memory when only to is given", false},
	{"to", "string", "the target language; all in one file when not given", false},
	{"min-confidence", "number", "leave out unconfirmed units less sure, 0 to 1; 0.5 when not given", false},
	{"status", "string", "only units with these statuses, separated by commas; auto,confirmed when not given", false},
	{"story", "string", "only units of the article with this key", false},
	{"since", "string", "only units of articles from this day on, YYYY-MM-DD", false},
	{"until", "string", "only units of articles up to this day", false},
	{"query", "string", `only units with words, "a phrase", -not, prefix*, /regex/`, false},
	{"all-variants", "boolean", "all translations of a text, not the best one only", false},
}

// register adds the routes of the API to a mux.
func (s *Server) register(mux *http.ServeMux) {
	for _, r := range s.routes() {
		mux.HandleFunc(r.method+" "+apiRoot+r.path, s.serveRoute(r))
	}
	mux.HandleFunc("GET "+apiRoot+"/openapi.json", s.serveDescription)
	mux.HandleFunc(apiRoot+"/", func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, http.StatusNotFound, "there is no such address, or it does not take "+r.Method+": see "+apiRoot+"/openapi.json")
	})
}

// tagged is an answer that a client may ask for again by its version.
type tagged interface{ version() string }

func (s *Server) serveRoute(route route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if route.writes && !s.options.Write {
			s.problem(w, r, tm.ErrReadOnly)
			return
		}
		if route.send != nil {
			if err := route.send(w, r); err != nil {
				s.problem(w, r, err)
			}
			return
		}
		answer, err := route.handle(r)
		if err != nil {
			s.problem(w, r, err)
			return
		}
		if t, ok := answer.(tagged); ok {
			tag := `"` + t.version() + `"`
			w.Header().Set("ETag", tag)
			w.Header().Set("Cache-Control", "no-cache") // kept by the browser, and asked for again
			if isRead(r) && r.Header.Get("If-None-Match") == tag {
				w.WriteHeader(http.StatusNotModified)
				return
			}
		}
		writeJSON(w, http.StatusOK, answer)
	}
}

// problemDocument is an error in the form of RFC 9457.
type problemDocument struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

func writeProblem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.Encode(problemDocument{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail})
}

// badRequest is an error of whoever asks; its text is for them.
type badRequest struct{ error }

func badf(format string, args ...any) error { return badRequest{fmt.Errorf(format, args...)} }

// problem answers with an error.
func (s *Server) problem(w http.ResponseWriter, r *http.Request, err error) {
	var bad badRequest
	if errors.As(err, &bad) {
		writeProblem(w, http.StatusBadRequest, bad.Error())
		return
	}
	var wrong outlet.Wrong
	if errors.As(err, &wrong) {
		writeProblem(w, http.StatusBadRequest, wrong.Error())
		return
	}
	status, says := failure(err)
	if status >= http.StatusInternalServerError {
		s.options.Log.ErrorContext(r.Context(), "failed", "part", partOf(r.URL.Path), "error", err)
	}
	if status == http.StatusUnprocessableEntity {
		says = reason(err)
	}
	writeProblem(w, status, says)
}

// values reads the parameters of a request and remembers the first that is
// wrong.
type values struct {
	of  url.Values
	err error
}

func valuesOf(r *http.Request) *values { return &values{of: r.URL.Query()} }

func (v *values) text(name string) string { return v.of.Get(name) }

func (v *values) required(name string) string {
	if v.of.Get(name) == "" && v.err == nil {
		v.err = badf("give %s", name)
	}
	return v.of.Get(name)
}

func (v *values) lang(name string, required bool) language.Tag {
	if v.of.Get(name) == "" {
		if required {
			v.required(name)
		}
		return language.Und
	}
	tag, err := tm.ParseLang(v.of.Get(name))
	if err != nil && v.err == nil {
		v.err = badf("%s: %v", name, err)
	}
	return tag
}

func (v *values) integer(name string, otherwise, least, most int) int {
	if v.of.Get(name) == "" {
		return otherwise
	}
	n, err := strconv.Atoi(v.of.Get(name))
	if (err != nil || n < least || n > most) && v.err == nil {
		v.err = badf("%s must be a number from %d to %d", name, least, most)
	}
	return n
}

// statuses are those that are named, separated by commas.
func (v *values) statuses(name string) []tm.Status {
	var statuses []tm.Status
	for part := range strings.SplitSeq(v.of.Get(name), ",") {
		switch status := tm.Status(strings.TrimSpace(part)); status {
		case "":
		case tm.StatusAuto, tm.StatusConfirmed, tm.StatusRejected, tm.StatusSuperseded:
			statuses = append(statuses, status)
		default:
			if v.err == nil {
				v.err = badf("%s %q is not known: choose auto, confirmed, rejected, superseded", name, string(status))
			}
		}
	}
	return statuses
}

func (v *values) day(name string) time.Time {
	if v.of.Get(name) == "" {
		return time.Time{}
	}
	day, err := time.Parse(time.DateOnly, v.of.Get(name))
	if err != nil && v.err == nil {
		v.err = badf("%s must be a day, YYYY-MM-DD", name)
	}
	return day
}

func (v *values) is(name string) bool {
	switch strings.ToLower(v.of.Get(name)) {
	case "", "0", "false":
		return false
	case "1", "true":
		return true
	}
	if v.err == nil {
		v.err = badf("%s must be true or false", name)
	}
	return false
}

// readBody reads a JSON document into a struct, and refuses fields that it does
// not have.
func readBody(r *http.Request, into any) error {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return err
	case errors.Is(err, io.EOF):
		return badf("the request has no body")
	case err != nil:
		return badf("the body is not as the description says: %v", err)
	case decoder.More():
		return badf("something follows the JSON document")
	}
	return nil
}

// who names the person behind a request, for the history.
func who(r *http.Request) string {
	const most = 80
	name := strings.TrimSpace(r.Header.Get("X-Calque-Who"))
	if name == "" || len(name) > most || strings.ContainsFunc(name, func(c rune) bool { return c < ' ' }) {
		return "web"
	}
	return name
}
