package serve

import (
	"encoding/json"
	"errors"
	"io"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"calque/tm"
)

// tmserver answers in the protocol of translate-toolkit's tmserver and of
// amaGama (https://docs.translatehouse.org/projects/amagama/en/latest/):
//
//	GET  languages/                            which pairs there are
//	GET  {source}/{target}/unit/{text}         matches; text is one escaped segment
//	GET  {source}/{target}/unit/?source=text   the same
//	PUT  {source}/{target}/unit/{text}         {"source": …, "target": …} is stored
//	POST {source}/{target}/unit/{text}         the same
//	PUT, POST {source}/{target}/store/{name}   [{"source": …, "target": …, "context": …}, …] is stored
//
// rest is the escaped path after /tmserver/.
func (s *Server) tmserver(w http.ResponseWriter, r *http.Request, rest string) {
	parts := strings.SplitN(rest, "/", 4)
	if len(parts) <= 2 && parts[0] == "languages" && isRead(r) {
		s.tmserverLanguages(w, r)
		return
	}
	if len(parts) < 3 {
		http.NotFound(w, r)
		return
	}
	from, fromErr := pathLang(parts[0])
	to, toErr := pathLang(parts[1])
	if err := errors.Join(fromErr, toErr); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	name := ""
	if len(parts) == 4 {
		var err error
		if name, err = url.PathUnescape(parts[3]); err != nil {
			http.Error(w, "the text in the address is not escaped as it must be", http.StatusBadRequest)
			return
		}
	}
	switch {
	case parts[2] == "unit" && isRead(r):
		s.tmserverUnit(w, r, from, to, name)
	case parts[2] == "unit" && isWrite(r):
		s.tmserverPut(w, r, from, to, name)
	case parts[2] == "store" && isWrite(r):
		s.tmserverStore(w, r, from, to, name)
	case parts[2] == "unit" || parts[2] == "store":
		w.Header().Set("Allow", "GET, HEAD, PUT, POST")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
	default:
		http.NotFound(w, r)
	}
}

func isRead(r *http.Request) bool  { return r.Method == http.MethodGet || r.Method == http.MethodHead }
func isWrite(r *http.Request) bool { return r.Method == http.MethodPut || r.Method == http.MethodPost }

func pathLang(escaped string) (language.Tag, error) {
	name, err := url.PathUnescape(escaped)
	if err != nil {
		return language.Und, err
	}
	return tm.ParseLang(name)
}

// tmserverLanguages lists the languages by all the codes that a tool may know
// them by, since Weblate compares the strings.
func (s *Server) tmserverLanguages(w http.ResponseWriter, r *http.Request) {
	langs, err := s.store.Languages(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	codes := []string{}
	for _, tag := range langs {
		codes = append(codes, toolCodes(tag)...)
	}
	slices.Sort(codes)
	codes = slices.Compact(codes)
	writeJSON(w, http.StatusOK, map[string][]string{"sourceLanguages": codes, "targetLanguages": codes})
}

// toolCodes are the codes of a language in lower case with underscores.
func toolCodes(tag language.Tag) []string {
	codes := []string{strings.ToLower(strings.ReplaceAll(tag.String(), "-", "_"))}
	switch tag {
	case language.Chinese:
		codes = append(codes, "zh_cn", "zh_hans")
	case language.MustParse("zh-Hant"):
		codes = append(codes, "zh_tw")
	}
	return codes
}

// tmserverMatch is a match as the protocol has it. quality is 0 to 100.
type tmserverMatch struct {
	Source  string  `json:"source"`
	Target  string  `json:"target"`
	Quality decimal `json:"quality"`
	Rank    decimal `json:"rank"`
	Context string  `json:"context"`
}

// What amaGama returns when it is not asked for more.
const (
	tmserverMin   = 70
	tmserverLimit = 5
	maxMatches    = 100
)

func (s *Server) tmserverUnit(w http.ResponseWriter, r *http.Request, from, to language.Tag, text string) {
	parameters := r.URL.Query()
	if text == "" {
		text = parameters.Get("source")
	}
	query := tm.Query{Text: text, From: from, To: to, Distinct: true, MinConfidence: tm.DefaultMinConfidence,
		Min:   number(parameters, "min_similarity", tmserverMin, 0, 100),
		Limit: number(parameters, "max_candidates", tmserverLimit, 1, maxMatches)}
	matches, err := s.store.Lookup(r.Context(), query)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer := []tmserverMatch{}
	for _, m := range matches { // the best first: Okapi stops at the first that is too low
		answer = append(answer, tmserverMatch{Source: m.Unit.Source.Text, Target: m.Unit.Target.Text,
			Quality: decimal(min(m.Score, 100)), Rank: decimal(min(m.Score, 100)), Context: m.Unit.Origin.Article})
	}
	writeJSON(w, http.StatusOK, answer)
}

// number reads a whole number of a query, put between least and most; what is
// no number is as good as none.
func number(parameters url.Values, name string, otherwise, least, most int) int {
	n, err := strconv.Atoi(parameters.Get(name))
	if err != nil {
		n = otherwise
	}
	return min(max(n, least), most)
}

// tmserverUnitIn is a unit as it comes in.
type tmserverUnitIn struct {
	Source  string `json:"source"`
	Target  string `json:"target"`
	Context string `json:"context"`
}

func (s *Server) tmserverPut(w http.ResponseWriter, r *http.Request, from, to language.Tag, name string) {
	var in tmserverUnitIn
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		s.refuse(w, r, err, `send {"source": "…", "target": "…"}`)
		return
	}
	if in.Source == "" {
		in.Source = name
	}
	s.tmserverWrite(w, r, from, to, []tmserverUnitIn{in}, "")
}

func (s *Server) tmserverStore(w http.ResponseWriter, r *http.Request, from, to language.Tag, name string) {
	var in []tmserverUnitIn
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		s.refuse(w, r, err, `send [{"source": "…", "target": "…"}, …]`)
		return
	}
	s.tmserverWrite(w, r, from, to, in, name)
}

// tmserverWrite stores units that somebody sent, as confirmed by a person: a
// CAT tool sends what its user has accepted.
func (s *Server) tmserverWrite(w http.ResponseWriter, r *http.Request, from, to language.Tag, in []tmserverUnitIn, file string) {
	if !s.options.Write {
		s.fail(w, r, tm.ErrReadOnly)
		return
	}
	for _, u := range in {
		unit := sentUnit(u, from, to, file)
		if err := unit.Validate(); err != nil {
			http.Error(w, err.Error(), http.StatusUnprocessableEntity)
			return
		}
	}
	var units iter.Seq2[tm.Unit, error] = func(yield func(tm.Unit, error) bool) {
		for _, u := range in {
			if !yield(sentUnit(u, from, to, file), nil) {
				return
			}
		}
	}
	result, err := s.store.PutUnits(r.Context(), units, tm.PutUnitsOptions{})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, map[string]int{"added": result.Added, "updated": result.Updated, "unchanged": result.Unchanged})
}

func sentUnit(u tmserverUnitIn, from, to language.Tag, file string) tm.Unit {
	unit := tm.Unit{
		Source: tm.Variant{Lang: from, Text: u.Source}, Target: tm.Variant{Lang: to, Text: u.Target},
		Status: tm.StatusConfirmed, Confidence: 1, CreatedBy: "tmserver", ChangedBy: "tmserver",
		Origin: tm.Origin{SourceFile: file},
	}
	if u.Context != "" {
		unit.Properties = []tm.Property{{Name: "x-context", Value: u.Context}}
	}
	return unit
}

// fail answers with an error of the memory and writes it to the log.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, says := failure(err)
	if status >= http.StatusInternalServerError {
		s.options.Log.ErrorContext(r.Context(), "failed", "part", partOf(r.URL.Path), "error", err)
	}
	http.Error(w, says, status)
}

// refuse answers to a body that could not be read.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error, do string) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		s.fail(w, r, err)
		return
	}
	if errors.Is(err, io.EOF) {
		err = errors.New("the request has no body")
	}
	http.Error(w, err.Error()+": "+do, http.StatusBadRequest)
}
