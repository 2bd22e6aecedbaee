package tm

import (
	"time"

	"golang.org/x/text/language"

	"calque/tm/match"
)

// DefaultCount is how many units a concordance counts before it leaves off, so
// that a word that stands everywhere is answered in a moment too.
const DefaultCount = 500

// ConcordanceQuery asks where words stand in the texts of a memory, on either
// side of its units.
type ConcordanceQuery struct {
	// Pattern is what is looked for; package calque/tm/concord says how it is
	// written.
	Pattern string
	// Lang is the language of the texts that are searched, To that of the other
	// side of their units; und is any.
	Lang, To language.Tag
	// Case and Accents tell apart what differs in them.
	Case, Accents bool
	// MinConfidence leaves out unconfirmed units below it, 0 to 1.
	MinConfidence float64
	// Statuses that may be returned; auto and confirmed when empty.
	Statuses []Status
	// Article keeps to the units of the article with this key, Agency to those
	// of an agency, by its name as [AgencyCount] gives it; empty for all.
	Article, Agency string
	// Year keeps to the units of a year, as [YearCount] counts them; 0 for all.
	Year int
	// Since leaves out units of articles that are older; where an article has no
	// date, the day on which the unit came into the memory counts. Zero for all.
	Since time.Time
	// Limit bounds the hits that are returned; 0 means all.
	Limit int
	// Count is how many units are counted; 0 means all. The search leaves off
	// when it has both Limit hits and Count units.
	Count int
}

// Hit is a unit in whose source text a pattern was found. The source is the
// side that was searched.
type Hit struct {
	Unit   Unit
	Places []match.Span // in Unit.Source.Text, in order
}

// Concordance is the answer to a [ConcordanceQuery].
type Concordance struct {
	Hits   []Hit // those of the texts that were added last come first
	Counts Counts
}

// Counts says how many units answer to a query, and how they spread: narrowed to
// a story, an agency, a year or a status, the query has as many answers as are
// counted there.
type Counts struct {
	// Units is how many were counted, in Texts different texts.
	Units, Texts int
	// Complete says that these are all; else there are more, and the ones
	// counted are those that the search comes upon first: of a concordance those
	// whose texts were added last, of a look-up those that are most alike.
	Complete bool
	Stories  []StoryCount  // the one with most units first, then by key
	Agencies []AgencyCount // the one with most units first, then by name
	Years    []YearCount   // the latest first; 0 is for units without a date
	Statuses []StatusCount // the one with most units first, then by name
}

// StoryCount counts the units of an article.
type StoryCount struct {
	Article string `json:"article"` // key; empty for units that belong to none
	Units   int    `json:"units"`
}

// AgencyCount counts the units of an agency: of the document whose text was
// searched, or of its translation where that names none.
type AgencyCount struct {
	Agency string `json:"agency"` // as the document has it; empty for units without one
	Units  int    `json:"units"`
}

// YearCount counts the units of a year, by the date of the text searched, or of
// its translation where that has none.
type YearCount struct {
	Year  int `json:"year"`
	Units int `json:"units"`
}

// StatusCount counts the units of a status.
type StatusCount struct {
	Status Status `json:"status"`
	Units  int    `json:"units"`
}
