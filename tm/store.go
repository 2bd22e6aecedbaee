package tm

import (
	"context"
	"errors"
	"iter"
	"time"

	"golang.org/x/text/language"

	"calque/tm/match"
)

// Errors that every store wraps, so that a caller can tell them apart with
// errors.Is. The wrapping error says which file and what to do.
var (
	ErrNotFound = errors.New("not found")
	ErrForeign  = errors.New("not a calque memory")
	ErrNewer    = errors.New("made by a newer calque")
	ErrDamaged  = errors.New("damaged memory")
	ErrBusy     = errors.New("memory is locked by another program")
	ErrFull     = errors.New("no space left for the memory")
	ErrReadOnly = errors.New("memory is read-only")
	ErrConflict = errors.New("changed by somebody else meanwhile")
)

// DefaultMinConfidence is the confidence under which a unit that nobody
// confirmed is stored for review but not returned by a look-up.
const DefaultMinConfidence = 0.5

// Query asks for prior translations of a text.
type Query struct {
	Text     string
	From, To language.Tag
	// Before and After are the segments around Text in its document; an
	// empty one is unknown and costs nothing.
	Before, After string
	// Min is the lowest score to return, 0 to 100.
	Min int
	// Limit bounds the number of matches; 0 means all.
	Limit int
	// MinConfidence leaves out unconfirmed units below it, 0 to 1.
	MinConfidence float64
	// Statuses that may be returned; auto and confirmed when empty.
	Statuses []Status
	// Distinct returns one unit, the best, for each pair of texts instead of
	// every place where they stand.
	Distinct bool
	// Weights are points that penalties take off in this query, by name, in
	// the place of those that the owner of the memory set; see
	// [Store.Weights].
	Weights match.Penalties
	// Article keeps to the units of the article with this key, Agency to those
	// of an agency, by its name as [AgencyCount] gives it; empty for all.
	Article, Agency string
	// Year keeps to the units of a year, as [YearCount] counts them; 0 for all.
	Year int
	// Since leaves out units of articles that are older; where an article has
	// no date, the day on which the unit came into the memory counts. Zero for
	// all.
	Since time.Time
}

// Match is a unit found for a query.
type Match struct {
	Unit Unit
	// Score is 0 to 100 for a fuzzy match after penalties, 100 exact, 101
	// exact with one neighbour equal, 102 with both.
	Score int
	// Penalties that were taken off, by name; empty for none.
	Penalties match.Penalties
	// Diff turns Unit.Source.Text into the query.
	Diff []match.Edit
}

// Filter chooses units for an export or a list. The zero Filter chooses all
// that a look-up could return.
type Filter struct {
	From, To      language.Tag // und: any
	MinConfidence float64
	Statuses      []Status // auto and confirmed when empty
	Article       string   // key; empty: all
	// Together gives the units that belong to no article in the order they came
	// in whatever their languages, so that all translations of a text that came
	// together do so again. Where From is und too, what was composed for an
	// article is left out, since both its texts are in other units.
	Together bool
}

// PutResult counts what storing an article did, units composed through a third
// language left aside.
type PutResult struct {
	Unchanged  bool // the memory already held the article in this form
	New        bool // the article was not in the memory before
	Units      int  // units of the article that a look-up can return now
	Added      int  // units that were not there before
	Kept       int  // confirmed or rejected units that were kept
	Superseded int  // units whose text vanished
	Doubtful   int  // beads under [DefaultMinConfidence] with both sides
}

// ArticleInfo describes an article in a list.
type ArticleInfo struct {
	ID       int64
	Key      string
	Title    string
	Date     time.Time
	Agency   string
	Langs    []language.Tag
	Units    int
	Doubtful int
	Imported time.Time
}

// Stats counts what a memory holds.
type Stats struct {
	Articles, Documents, Sentences, Beads int
	// Units counts those made of beads or imported that are not superseded,
	// Composed those that were found through a third language.
	Units, Composed int
	Pairs           []PairStats
	Statuses        map[Status]int
	Months          []MonthStats
	Bytes           int64 // of the file
	Schema          int
}

// MonthStats counts what came into a memory in a month and is still there;
// months in which nothing came are left out. Composed units are not counted.
type MonthStats struct {
	Month    time.Time // its first day, UTC
	Stories  int
	Units    int // of stories
	Exchange int // units of no story
}

// PairStats counts the units of a pair of languages.
type PairStats struct {
	From, To        language.Tag
	Units, Doubtful int
	Confirmed       int
	Composed        int // of Units, those found through a third language
	// Histogram counts units by confidence: [0,0.1), [0.1,0.2) … [0.9,1].
	Histogram [10]int
}

// Problem is something that [Store.Check] found wrong.
type Problem struct {
	Where, What, Do string
}

// Resource is data that belongs to a memory and not to an article, such as the
// lexicon that was learned from it. The store does not look into it.
type Resource struct {
	Name    string // such as "lexicon/learned"
	Version string // for the one who made it to know it again
	Data    []byte
	Changed time.Time // set by the store
}

// Store keeps articles and answers look-ups. Its methods are safe for
// concurrent use; every error wraps one of this package's where it applies.
type Store interface {
	// PutArticle stores an article whole, in one transaction. The article is
	// known again by the Source and Lang, or the SHA256, of any document.
	// Units are made of beads that have both sides and whose status is not
	// rejected. Beads whose texts were in the memory before keep their
	// status, who and when; units whose texts are gone become superseded.
	PutArticle(ctx context.Context, a *Article) (PutResult, error)
	// PutUnits stores units that belong to no article, such as those of an
	// exchange file, in transactions of some thousand: what came before an
	// error, of the sequence or of a unit that is not valid, is stored, and the
	// result says how much. A unit with the same texts and codes and the same
	// Before and After is stored once, in whichever direction; it comes back
	// with all that it had but ID and Origin.BeadID. One without a status is
	// confirmed, with confidence 1 unless it says otherwise. One without a date
	// of change gets that of its creation, or else of the moment; when it was
	// created stays unknown where it does not say.
	PutUnits(ctx context.Context, units iter.Seq2[Unit, error], o PutUnitsOptions) (PutUnitsResult, error)
	// Article returns an article with documents, alignments and beads by key.
	Article(ctx context.Context, key string) (*Article, error)
	// FindArticle returns the article that holds a document with this source
	// and language, or else one with this hash; ErrNotFound otherwise.
	FindArticle(ctx context.Context, source string, lang language.Tag, sha256 string) (*Article, error)
	// Articles lists the articles by key.
	Articles(ctx context.Context) iter.Seq2[ArticleInfo, error]
	// ArticlesAfter lists those whose key comes after a key. What comes before
	// is not read, so that a long list can be shown a page at a time.
	ArticlesAfter(ctx context.Context, key string) iter.Seq2[ArticleInfo, error]
	// SetStatus says what a person thinks of a bead; the change goes into
	// the history.
	SetStatus(ctx context.Context, bead int64, status Status, who string) error
	// Revise changes the alignment of two languages of an article as a person
	// does who reviews it, in one transaction, and returns the article as it
	// then is. A revision that changes nothing is not kept.
	Revise(ctx context.Context, r Revision) (*Article, error)
	// UndoRevision takes back the newest revision of the alignment that stands,
	// RedoRevision does the last one again that was taken back; of r they read
	// Article, From, To, Seen and Who. [ErrNotFound] when there is none,
	// [ErrConflict] when the article was changed otherwise since, such as by an
	// import.
	UndoRevision(ctx context.Context, r Revision) (*Article, error)
	RedoRevision(ctx context.Context, r Revision) (*Article, error)
	// Revisions lists what UndoRevision and RedoRevision would do, the next one
	// first.
	Revisions(ctx context.Context, key string, from, to language.Tag) (undo, redo []RevisionInfo, err error)
	// EditUnit changes a unit; the change goes into the history. A unit of an
	// article takes a note and, where it was made of a bead, a status, which is
	// then the bead's; its texts are those of the article. A text that was
	// changed stays known as superseded, so that the file that it came from
	// does not bring it back.
	EditUnit(ctx context.Context, unit int64, edit UnitEdit, who string) error
	// Unit returns a unit in the direction it is stored in; [ErrNotFound] when
	// there is none with this number.
	Unit(ctx context.Context, unit int64) (Unit, error)
	// EditsBy returns the units whose last change was made under a name that
	// begins with prefix, and under the greatest of such names: a program that
	// changes many units gives each run a name in the order of time, and takes
	// the last one back so. who is empty when there are none.
	EditsBy(ctx context.Context, prefix string) (who string, units []int64, err error)
	// UndoEdit takes back the last change that EditUnit or SetStatus made to a
	// unit and that was not taken back yet; [ErrNotFound] when there is none.
	UndoEdit(ctx context.Context, unit int64, who string) error
	// Lookup returns the best matches first: by score, then by how alike the
	// characters are, then confirmed before auto, then newer, then by unit
	// number. A unit answers in both directions. Texts in every regional variant
	// of the languages asked for answer; where both name a region and differ,
	// that costs a penalty.
	Lookup(ctx context.Context, q Query) ([]Match, error)
	// LookupCounted is Lookup that also counts the matches there would be
	// without a limit, and how they spread: with Distinct each pair of texts
	// once, and once for each story, agency, year and status that it has. It
	// leaves off, the best texts first, when it has both Limit matches and count
	// units; 0 counts all.
	LookupCounted(ctx context.Context, q Query, count int) ([]Match, Counts, error)
	// Fragments returns the longest parts of a query that stand in texts of
	// units that a look-up could return, in the order of the query and without
	// overlap: those of which no longer part does, the longest first where two
	// overlap. They have [FragmentWords] words or [FragmentCharacters]
	// characters of scripts without spaces at least. Min, Before and After of
	// the query do not matter.
	Fragments(ctx context.Context, q Query) ([]Fragment, error)
	// Concordance finds the units in which words, phrases or expressions occur
	// on the side that is searched, and counts them. What answers to a pattern
	// is defined by package calque/tm/concord and found exactly.
	Concordance(ctx context.Context, q ConcordanceQuery) (Concordance, error)
	// Units streams the units that pass the filter: first those that belong to
	// no article by pair, in the order they came in, then the others by article
	// key, pair and place.
	Units(ctx context.Context, f Filter) iter.Seq2[Unit, error]
	// Languages lists the languages that texts are in, the source of the first
	// alignment first and the others by tag. Unlike Stats it counts nothing
	// and takes no longer for a large memory.
	Languages(ctx context.Context) ([]language.Tag, error)
	// Version is a number that is another one after every change of the memory,
	// whichever program makes it. It means nothing once the store is closed, and
	// takes no longer for a large memory.
	Version(ctx context.Context) (int64, error)
	// Stats counts what the memory holds; it reads every unit.
	Stats(ctx context.Context) (Stats, error)
	// Check reads the whole memory and reports what is not in step.
	Check(ctx context.Context) ([]Problem, error)
	// Weights says how many points each penalty takes off in this memory:
	// [match.DefaultWeights] until its owner sets others.
	Weights(ctx context.Context) (match.Weights, error)
	// SetWeights changes that for all later look-ups.
	SetWeights(ctx context.Context, w match.Weights) error
	// PutResource stores a resource in the place of the one with its name; one
	// without data is taken out of the memory.
	PutResource(ctx context.Context, r Resource) error
	// Resources returns the resources whose names begin with prefix, by name.
	Resources(ctx context.Context, prefix string) ([]Resource, error)
	// Backup writes a consistent copy to path while others read and write;
	// path must not exist.
	Backup(ctx context.Context, path string) error
	Close() error
}
