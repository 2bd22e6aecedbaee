package serve

import (
	"net/http"
	"slices"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/match"
	"calque/tm/match/repair"
)

type memoryAnswer struct {
	Languages []string `json:"languages"`
	Writable  bool     `json:"writable"`
	Version   string   `json:"version"`
}

func (s *Server) apiLanguages(r *http.Request) (any, error) {
	langs, err := s.store.Languages(r.Context())
	if err != nil {
		return nil, err
	}
	answer := memoryAnswer{Languages: []string{}, Writable: s.options.Write, Version: s.options.Version}
	for _, tag := range langs {
		answer.Languages = append(answer.Languages, tag.String())
	}
	return answer, nil
}

// unitAnswer is a unit as the API shows it.
type unitAnswer struct {
	ID         int64     `json:"id"`
	Source     textOf    `json:"source"`
	Target     textOf    `json:"target"`
	Status     tm.Status `json:"status"`
	Confidence float64   `json:"confidence"`
	Pivot      string    `json:"pivot,omitempty"`
	Changed    string    `json:"changed,omitempty"`
	ChangedBy  string    `json:"changed_by,omitempty"`
	Note       string    `json:"note,omitempty"`
	Origin     origin    `json:"origin"`
}

type textOf struct {
	Lang string `json:"lang"`
	Text string `json:"text"`
}

type origin struct {
	Story     string `json:"story,omitempty"`
	Title     string `json:"title,omitempty"`
	Date      string `json:"date,omitempty"`
	Agency    string `json:"agency,omitempty"`
	URL       string `json:"url,omitempty"`
	Sentence  int    `json:"sentence,omitempty"`
	Sentences int    `json:"sentences,omitempty"`
}

func newUnitAnswer(u *tm.Unit) unitAnswer {
	answer := unitAnswer{ID: u.ID, Status: u.Status, Confidence: u.Confidence, ChangedBy: u.ChangedBy, Note: u.Note,
		Source: textOf{u.Source.Lang.String(), u.Source.Text}, Target: textOf{u.Target.Lang.String(), u.Target.Text},
		Origin: origin{Story: u.Origin.Article, Title: u.Origin.Title, Agency: u.Origin.Agency, URL: u.Origin.URL,
			Sentence: u.Origin.Sentence, Sentences: u.Origin.Sentences}}
	if !u.Pivot.IsRoot() {
		answer.Pivot = u.Pivot.String()
	}
	if !u.Changed.IsZero() {
		answer.Changed = u.Changed.UTC().Format("2006-01-02T15:04:05.000Z")
	}
	if !u.Origin.Date.IsZero() {
		answer.Origin.Date = u.Origin.Date.UTC().Format("2006-01-02")
	}
	return answer
}

// detect finds out which language of the memory a text is in that is to be
// translated into another one.
func (s *Server) detect(r *http.Request, text string, to language.Tag) (language.Tag, error) {
	langs, err := s.store.Languages(r.Context())
	if err != nil {
		return language.Und, err
	}
	langs = slices.DeleteFunc(langs, func(tag language.Tag) bool { return tm.SameLanguage(tag, to) })
	if len(langs) == 0 || s.options.Detect == nil {
		return language.Und, badf("give from")
	}
	found, _ := s.options.Detect(text, langs)
	if found == language.Und {
		return language.Und, badf("give from: the language of the text cannot be told")
	}
	return found, nil
}

type lookupAnswer struct {
	Query   string        `json:"query"`
	From    string        `json:"from"`
	Matches []matchAnswer `json:"matches"`
	countsAnswer
}

// countsAnswer says how many units were found, matches of one pair of texts being
// one, and how many each value of story, agency, year and status leaves. Complete
// says that these are all; else counting left off.
type countsAnswer struct {
	Units    int              `json:"units"`
	Complete bool             `json:"complete"`
	Stories  []tm.StoryCount  `json:"stories"`
	Agencies []tm.AgencyCount `json:"agencies"`
	Years    []tm.YearCount   `json:"years"`
	Statuses []tm.StatusCount `json:"statuses"`
}

func newCountsAnswer(c tm.Counts) countsAnswer {
	return countsAnswer{Units: c.Units, Complete: c.Complete,
		Stories: append([]tm.StoryCount{}, c.Stories...), Agencies: append([]tm.AgencyCount{}, c.Agencies...),
		Years: append([]tm.YearCount{}, c.Years...), Statuses: append([]tm.StatusCount{}, c.Statuses...)}
}

type matchAnswer struct {
	Score     int             `json:"score"`
	Penalties match.Penalties `json:"penalties,omitempty"`
	Diff      []match.Edit    `json:"diff"`
	Unit      unitAnswer      `json:"unit"`
	// Highlights are the stretches of the target that stand for what differs.
	Highlights []match.Counterpart `json:"highlights,omitempty"`
	Repaired   *repairedAnswer     `json:"repaired,omitempty"`
}

// repairedAnswer is a translation whose numbers, dates or names were replaced by
// those of the query.
type repairedAnswer struct {
	Text      string          `json:"text"`
	Score     int             `json:"score"`
	Penalties match.Penalties `json:"penalties,omitempty"`
	Changed   []match.Span    `json:"changed"` // in text
}

func (s *Server) apiLookup(r *http.Request) (any, error) {
	v := valuesOf(r)
	query := tm.Query{Text: v.required("text"), From: v.lang("from", false), To: v.lang("to", true),
		Before: v.text("before"), After: v.text("after"), Article: v.text("story"), Since: v.day("since"),
		Agency: v.text("agency"), Year: v.integer("year", 0, 1, 9999), Statuses: v.statuses("status"),
		Min: v.integer("min", 70, 0, 100), Limit: v.integer("limit", 5, 1, 100),
		MinConfidence: tm.DefaultMinConfidence, Distinct: true}
	if v.err != nil {
		return nil, v.err
	}
	if query.From == language.Und {
		var err error
		if query.From, err = s.detect(r, query.Text, query.To); err != nil {
			return nil, err
		}
	}
	matches, counts, err := s.store.LookupCounted(r.Context(), query, tm.DefaultCount)
	if err != nil {
		return nil, err
	}
	weights, err := s.store.Weights(r.Context())
	if err != nil {
		return nil, err
	}
	answer := lookupAnswer{Query: query.Text, From: query.From.String(), Matches: []matchAnswer{}, countsAnswer: newCountsAnswer(counts)}
	for i := range matches {
		found := s.newMatchAnswer(&matches[i])
		if matches[i].Score < 100 {
			found.Repaired = newRepairedAnswer(query.Text, &matches[i], repair.Options{Weights: weights, Names: s.options.Names})
		}
		answer.Matches = append(answer.Matches, found)
	}
	return answer, nil
}

func newRepairedAnswer(query string, m *tm.Match, options repair.Options) *repairedAnswer {
	options.Penalties = m.Penalties.OfUnit()
	u := &m.Unit
	repaired, ok := repair.Repair(repair.Match{Query: query, Source: u.Source.Text, Target: u.Target.Text, From: u.Source.Lang, To: u.Target.Lang}, options)
	if !ok {
		return nil
	}
	answer := &repairedAnswer{Text: repaired.Text, Score: repaired.Score, Penalties: repaired.Penalties, Changed: []match.Span{}}
	for _, change := range repaired.Changes {
		answer.Changed = append(answer.Changed, change.Span)
	}
	return answer
}

func (s *Server) newMatchAnswer(m *tm.Match) matchAnswer {
	answer := matchAnswer{Score: m.Score, Penalties: m.Penalties, Diff: append([]match.Edit{}, m.Diff...), Unit: newUnitAnswer(&m.Unit)}
	if s.options.Associate != nil && m.Score < 100 {
		u := &m.Unit
		links := s.options.Associate(u.Source.Lang, u.Target.Lang, u.Source.Text, u.Target.Text)
		answer.Highlights = match.Counterparts(links, match.Missing(m.Diff))
	}
	return answer
}

type concordanceAnswer struct {
	Hits []hitAnswer `json:"hits"`
	countsAnswer
}

type hitAnswer struct {
	Unit unitAnswer `json:"unit"`
	// Places are where the pattern stands in the source, Highlights where its
	// translation probably stands in the target.
	Places     []match.Span        `json:"places"`
	Highlights []match.Counterpart `json:"highlights,omitempty"`
}

func (s *Server) apiConcordance(r *http.Request) (any, error) {
	v := valuesOf(r)
	query := tm.ConcordanceQuery{Pattern: v.required("q"), Lang: v.lang("lang", false), To: v.lang("to", false),
		Case: v.is("case"), Accents: v.is("accents"), Article: v.text("story"), Since: v.day("since"),
		Agency: v.text("agency"), Year: v.integer("year", 0, 1, 9999), Statuses: v.statuses("status"),
		Limit: v.integer("limit", 20, 1, 500), Count: tm.DefaultCount, MinConfidence: tm.DefaultMinConfidence}
	if v.err != nil {
		return nil, v.err
	}
	found, err := s.store.Concordance(r.Context(), query)
	if err != nil {
		return nil, err
	}
	answer := concordanceAnswer{Hits: []hitAnswer{}, countsAnswer: newCountsAnswer(found.Counts)}
	for i := range found.Hits {
		answer.Hits = append(answer.Hits, s.newHitAnswer(&found.Hits[i]))
	}
	return answer, nil
}

func (s *Server) newHitAnswer(h *tm.Hit) hitAnswer {
	answer := hitAnswer{Unit: newUnitAnswer(&h.Unit), Places: h.Places}
	if s.options.Associate != nil {
		u := &h.Unit
		answer.Highlights = match.Counterparts(s.options.Associate(u.Source.Lang, u.Target.Lang, u.Source.Text, u.Target.Text), h.Places)
	}
	return answer
}
