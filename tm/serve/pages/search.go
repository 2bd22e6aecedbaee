package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/concord"
	"calque/tm/match"
	"calque/tm/match/repair"
)

// What a search shows at most.
const (
	searchMin     = 60
	searchMatches = 8
	searchHits    = 20
	maxQuery      = 2000 // characters: the longest text that somebody looks up by hand
)

// searchData is what is shown of a search.
type searchData struct {
	Query     string
	From, To  string
	Narrow    narrowing
	Languages []string
	Matches   []card
	Found     tm.Counts // matches, of which those shown are the best
	Hits      []hit
	Counts    tm.Counts // of the concordance
	Facets    []facet
	Wrong     string // message for a pattern that cannot be read
	Asked     bool
	Address   url.Values
}

// With is the address of this search with one thing changed.
func (d searchData) With(name, value string) string {
	values := url.Values{}
	for k, v := range d.Address {
		values[k] = v
	}
	values.Set(name, value)
	if value == "" {
		values.Del(name)
	}
	return "/?" + values.Encode()
}

// card is a match.
type card struct {
	Score     int
	Penalties []string
	Source    cell
	Target    cell
	Copy      string
	Unit      tm.Unit
	Place     string
	// Repaired is the translation with the numbers, dates and names of the
	// query; none when its score is 0.
	Repaired      cell
	RepairedScore int
	RepairedCopy  string
}

// hit is a place that a concordance found.
type hit struct {
	Source, Target cell
	Unit           tm.Unit
	Place          string
}

func (p *Pages) search(w http.ResponseWriter, r *http.Request) error {
	langs, err := p.store.Languages(r.Context())
	if err != nil {
		return err
	}
	parameters := r.URL.Query()
	d := searchData{Query: strings.TrimSpace(parameters.Get("q")), From: parameters.Get("from"), To: parameters.Get("to"), Address: url.Values{}}
	for _, name := range append([]string{"q", "from", "to"}, facetNames...) {
		if value := parameters.Get(name); value != "" {
			d.Address.Set(name, value)
		}
	}
	if d.Narrow, err = readNarrowing(d.Address); err != nil {
		return err
	}
	for _, tag := range langs {
		d.Languages = append(d.Languages, tag.String())
	}
	if len([]rune(d.Query)) > maxQuery {
		return badInput{"error.long"}
	}
	if d.Query != "" && len(langs) > 1 {
		if err := p.find(r, &d, langs); err != nil {
			return err
		}
	}
	v := p.newView(r, "search.title")
	v.Section, v.Data = "search", d
	return p.show(w, r, "search.html", "results.html", v)
}

// pair settles the languages of a search: what was chosen, else what the text
// is in, and the one that its reader probably wants.
func (p *Pages) pair(r *http.Request, d *searchData, langs []language.Tag) (from, to language.Tag, err error) {
	if d.From != "" {
		if from, err = tm.ParseLang(d.From); err != nil {
			return from, to, badInput{"error.lang"}
		}
	} else if from, _ = p.options.Detect(d.Query, langs); from == language.Und {
		from = langs[0]
	}
	if d.To != "" {
		if to, err = tm.ParseLang(d.To); err != nil {
			return from, to, badInput{"error.lang"}
		}
		return from, to, nil
	}
	return from, p.wanted(r, from, langs), nil
}

// wanted is the first language of the memory that the browser asks for, else
// English, French or any other than that of the text.
func (p *Pages) wanted(r *http.Request, from language.Tag, langs []language.Tag) language.Tag {
	preferred, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil {
		preferred = nil
	}
	for _, tag := range append(preferred, language.English, language.French) {
		for _, lang := range langs {
			if lang != from && tm.SameLanguage(tag, lang) {
				return lang
			}
		}
	}
	others := slices.DeleteFunc(slices.Clone(langs), func(tag language.Tag) bool { return tag == from })
	return others[0]
}

// find answers a search. One word says little of its language, so that where
// nothing is found in the one it seems to be in, the languages that have it are
// looked for.
func (p *Pages) find(r *http.Request, d *searchData, langs []language.Tag) error {
	guessed := d.From == ""
	from, to, err := p.pair(r, d, langs)
	if err != nil {
		return err
	}
	if err := p.findIn(r, d, from, to); err != nil {
		return err
	}
	if !guessed || d.Wrong != "" || len(d.Matches) > 0 || len(d.Hits) > 0 {
		return nil
	}
	chosen := to
	if d.Address.Get("to") == "" {
		chosen = language.Und
	}
	if from, err = p.holding(r, d, langs, from, chosen); err != nil || from == language.Und {
		return err
	}
	if chosen == language.Und {
		to = p.wanted(r, from, langs)
	}
	return p.findIn(r, d, from, to)
}

// holding returns the language that has the words of a search most often, und
// when none has them.
func (p *Pages) holding(r *http.Request, d *searchData, langs []language.Tag, but, to language.Tag) (language.Tag, error) {
	best, most := language.Und, 0
	for _, lang := range langs {
		if lang == but || to != language.Und && tm.SameLanguage(lang, to) {
			continue
		}
		query := wordsOf(d, lang, to)
		if to == language.Und {
			query.To = p.wanted(r, lang, langs)
		}
		query.Limit = 1
		found, err := p.store.Concordance(r.Context(), query)
		if err != nil {
			return best, err
		}
		if found.Counts.Units > most {
			best, most = lang, found.Counts.Units
		}
	}
	return best, nil
}

// findIn answers a search from one language to another.
func (p *Pages) findIn(r *http.Request, d *searchData, from, to language.Tag) error {
	d.From, d.To, d.Asked = from.String(), to.String(), true
	query := tm.Query{Text: d.Query, From: from, To: to, Min: searchMin, Limit: searchMatches, MinConfidence: tm.DefaultMinConfidence,
		Distinct: true, Article: d.Narrow.Story, Agency: d.Narrow.Agency, Year: d.Narrow.Year, Statuses: d.Narrow.statuses()}
	matches, counts, err := p.store.LookupCounted(r.Context(), query, tm.DefaultCount)
	if err != nil {
		return err
	}
	d.Found = counts
	weights, err := p.store.Weights(r.Context())
	if err != nil {
		return err
	}
	for i := range matches {
		c := p.newCard(&matches[i])
		p.repair(&c, d.Query, &matches[i], weights)
		d.Matches = append(d.Matches, c)
	}
	if err := p.concordance(r, d, from, to); err != nil {
		return err
	}
	d.Facets = d.facets()
	return nil
}

func (p *Pages) newCard(m *tm.Match) card {
	u := m.Unit
	c := card{Score: m.Score, Source: diffCell(u.Source.Lang.String(), m.Diff), Copy: u.Target.Text, Unit: u, Place: place(&u),
		Target: marked(u.Target, "mark", p.counterparts(u.Source, u.Target, match.Missing(m.Diff)))}
	if len(m.Diff) == 0 {
		c.Source = plain(u.Source)
	}
	for name, points := range m.Penalties {
		c.Penalties = append(c.Penalties, name+" −"+strconv.Itoa(points))
	}
	slices.Sort(c.Penalties)
	return c
}

// repair offers the translation with what can be put right by itself.
func (p *Pages) repair(c *card, query string, m *tm.Match, weights match.Weights) {
	if m.Score >= 100 {
		return
	}
	u := &m.Unit
	repaired, ok := repair.Repair(repair.Match{Query: query, Source: u.Source.Text, Target: u.Target.Text, From: u.Source.Lang, To: u.Target.Lang},
		repair.Options{Weights: weights, Names: p.options.Names, Penalties: m.Penalties.OfUnit()})
	if !ok {
		return
	}
	var changed []match.Span
	for _, change := range repaired.Changes {
		changed = append(changed, change.Span)
	}
	c.Repaired = marked(tm.Variant{Lang: u.Target.Lang, Text: repaired.Text}, "ins", changed)
	c.RepairedScore, c.RepairedCopy = repaired.Score, repaired.Text
}

// wordsOf asks for the words of a search.
func wordsOf(d *searchData, from, to language.Tag) tm.ConcordanceQuery {
	return tm.ConcordanceQuery{Pattern: d.Query, Lang: from, To: to, Limit: searchHits, Count: tm.DefaultCount, MinConfidence: tm.DefaultMinConfidence,
		Article: d.Narrow.Story, Agency: d.Narrow.Agency, Year: d.Narrow.Year, Statuses: d.Narrow.statuses()}
}

func (p *Pages) concordance(r *http.Request, d *searchData, from, to language.Tag) error {
	found, err := p.store.Concordance(r.Context(), wordsOf(d, from, to))
	if errors.Is(err, concord.ErrPattern) {
		d.Wrong = err.Error()
		return nil
	}
	if err != nil {
		return err
	}
	d.Counts = found.Counts
	for i := range found.Hits {
		h := &found.Hits[i]
		u := h.Unit
		d.Hits = append(d.Hits, hit{Source: marked(u.Source, "mark", h.Places), Unit: u, Place: place(&u),
			Target: marked(u.Target, "mark", p.counterparts(u.Source, u.Target, h.Places))})
	}
	return nil
}
