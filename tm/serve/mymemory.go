package serve

import (
	"net/http"
	"strconv"
	"time"

	"calque/tm"
)

// myMemoryMatch is a match in the form of MyMemory
// (https://mymemory.translated.net/doc/spec.php): match is 0 to 1, quality is
// 0 to 100 and says how far the translation itself is trusted.
type myMemoryMatch struct {
	ID            string  `json:"id"`
	Segment       string  `json:"segment"`
	Translation   string  `json:"translation"`
	Source        string  `json:"source"`
	Target        string  `json:"target"`
	Quality       string  `json:"quality"`
	Reference     string  `json:"reference"`
	UsageCount    int     `json:"usage-count"`
	Subject       string  `json:"subject"`
	CreatedBy     string  `json:"created-by"`
	LastUpdatedBy string  `json:"last-updated-by"`
	CreateDate    string  `json:"create-date"`
	LastUpdate    string  `json:"last-update-date"`
	Match         float64 `json:"match"`
}

// myMemoryAnswer is an answer to /get.
type myMemoryAnswer struct {
	Data struct {
		Translated string  `json:"translatedText"`
		Match      float64 `json:"match"`
	} `json:"responseData"`
	QuotaFinished bool            `json:"quotaFinished"`
	Details       string          `json:"responseDetails"`
	Status        int             `json:"responseStatus"`
	Matches       []myMemoryMatch `json:"matches"`
}

// myMemory answers /get?langpair=fr|en&q=text. Nothing is translated by a
// machine here, whatever mt says.
func (s *Server) myMemory(w http.ResponseWriter, r *http.Request) {
	answer := myMemoryAnswer{Status: http.StatusOK, Matches: []myMemoryMatch{}}
	from, to, ok := langPair(r.URL.Query().Get("langpair"))
	text := r.URL.Query().Get("q")
	if !ok || text == "" {
		answer.Status = http.StatusForbidden
		answer.Details = "INVALID LANGUAGE PAIR OR QUERY. EXAMPLE: q=bonjour&langpair=fr|en"
		writeJSON(w, http.StatusForbidden, answer)
		return
	}
	matches, err := s.store.Lookup(r.Context(), tm.Query{Text: text, From: from, To: to, Min: tmserverMin, Limit: tmserverLimit,
		Distinct: true, MinConfidence: tm.DefaultMinConfidence})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	for _, m := range matches {
		answer.Matches = append(answer.Matches, newMyMemoryMatch(m))
	}
	if len(answer.Matches) > 0 {
		answer.Data.Translated, answer.Data.Match = answer.Matches[0].Translation, answer.Matches[0].Match
	}
	writeJSON(w, http.StatusOK, answer)
}

func newMyMemoryMatch(m tm.Match) myMemoryMatch {
	u := m.Unit
	return myMemoryMatch{
		ID: strconv.FormatInt(u.ID, 10), Segment: u.Source.Text, Translation: u.Target.Text,
		Source: u.Source.Lang.String(), Target: u.Target.Lang.String(),
		Quality: strconv.Itoa(int(100 * u.Confidence)), Reference: u.Origin.Article, UsageCount: 1, Subject: u.Origin.Title,
		CreatedBy: u.CreatedBy, LastUpdatedBy: u.ChangedBy,
		CreateDate: myMemoryTime(u.Created), LastUpdate: myMemoryTime(u.Changed),
		Match: float64(min(m.Score, 100)) / 100,
	}
}

func myMemoryTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateTime)
}
