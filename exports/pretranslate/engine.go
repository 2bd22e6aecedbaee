package pretranslate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of a segment. What is larger is data, not text, and is left alone.
const (
	maxSegmentBytes = 64 << 10
	maxSegmentCodes = 500
	// A paragraph that is larger is not cut into sentences.
	maxBlockBytes  = 16 << 20
	maxBlockPieces = 20_000
)

// block is a paragraph of running text, or a unit of an exchange file.
type block struct {
	pieces []piece
	at     int    // offset in the text, for the report
	skip   Reason // why it is not for us; its text is context for its neighbours all the same
	// unit says that the block has one target, which is written whole or not
	// at all; a block of running text is replaced sentence by sentence.
	unit bool
	// within says that the block stands within an inline code of another, as
	// the title of a link does. It is no neighbour of what is around it.
	within bool
	// apart says that the places of the pieces count from the start of the
	// block's plain text and not of the file's.
	apart bool
	// style says to the format how the text of this block is written.
	style     string
	sentences []sentence
	answers   []*answer // one of a unit, else one a sentence
}

// sentence is a span of a block's plain text.
type sentence struct {
	span Span
	text string
}

// answer is what is to be done with a segment.
type answer struct {
	at      int
	source  string // plain
	pieces  []piece
	target  []piece // what is to be written in the place of pieces
	outcome Outcome
	score   int
	reason  Reason
	found   Found
	gap     gapChange
}

// gapChange says what to do with the white space after a sentence.
type gapChange uint8

const (
	keepGap gapChange = iota
	dropGap           // the target's language writes no space between sentences
	addGap            // it does, and the source's language does not
)

func (a *answer) written() bool { return a.outcome != Untouched }

// leave says that a segment stays as it was.
func (a *answer) leave(reason Reason) {
	a.outcome, a.reason, a.target = Untouched, reason, nil
}

// engine finds the answers for the blocks of a file.
type engine struct {
	o        *Options
	original *original
	fuzzy    bool // fuzzy matches are written
	// escapes says that the format can write any character, as a reference.
	escapes bool
}

func (e *engine) run(ctx context.Context, blocks []*block) error {
	var texts []string // of all sentences of the file
	for _, b := range blocks {
		b.cut(e.o.Cut)
		for _, s := range b.sentences {
			if !b.within {
				texts = append(texts, s.text)
			}
		}
	}
	at := 0
	for _, b := range blocks {
		if err := ctx.Err(); err != nil {
			return err
		}
		around := neighbours{texts: texts, from: at, to: at + len(b.sentences)}
		if b.within {
			if err := e.answer(ctx, b, neighbours{}); err != nil {
				return err
			}
			continue
		}
		if err := e.answer(ctx, b, around); err != nil {
			return err
		}
		at = around.to
	}
	return nil
}

func (e *engine) answer(ctx context.Context, b *block, around neighbours) error {
	if len(b.sentences) == 0 {
		return nil
	}
	if b.unit {
		a, err := e.unit(ctx, b, around)
		b.answers = []*answer{a}
		return err
	}
	for i := range b.sentences {
		around := neighbours{around.texts, around.from + i, around.from + i + 1}
		a, err := e.part(ctx, b, i, i+1, around)
		if err != nil {
			return err
		}
		b.answers = append(b.answers, a)
	}
	if err := e.joinSentences(ctx, b, around); err != nil {
		return err
	}
	b.settleGaps(e.o.From, e.o.To)
	return nil
}

// maxJoined is how many sentences of the source a memory may have as one unit.
const maxJoined = 3

// joinSentences takes neighbouring sentences together where the memory has them
// as one, since their translation is one sentence.
func (e *engine) joinSentences(ctx context.Context, b *block, around neighbours) error {
	shift := 0 // sentences that were joined before
	for i := 0; i < len(b.answers); i++ {
		for n := 2; n <= maxJoined && i+n <= len(b.answers) && b.skip == ""; n++ {
			if slices.ContainsFunc(b.answers[i:i+n], (*answer).sure) {
				break
			}
			from := around.from + i + shift
			a, err := e.part(ctx, b, i, i+n, neighbours{around.texts, from, from + n})
			if err != nil {
				return err
			}
			if !a.sure() {
				continue
			}
			joined := sentence{span: Span{b.sentences[i].span.Start, b.sentences[i+n-1].span.End}}
			b.answers = slices.Replace(b.answers, i, i+n, a)
			b.sentences = slices.Replace(b.sentences, i, i+n, joined)
			shift += n - 1
			break
		}
	}
	return nil
}

// sure reports whether a segment has an exact match.
func (a *answer) sure() bool { return a.outcome == Exact || a.outcome == Context }

// unit answers for a block that has one target: by a match of the whole, or
// else by one of each of its sentences.
func (e *engine) unit(ctx context.Context, b *block, around neighbours) (*answer, error) {
	whole, err := e.part(ctx, b, 0, len(b.sentences), around)
	if err != nil || len(b.sentences) == 1 || whole.sure() || b.skip != "" || whole.reason == TooLong {
		return whole, err
	}
	joined := &answer{at: whole.at, source: whole.source, pieces: whole.pieces, outcome: Context, score: 102}
	joined.target = cutPieces(b.pieces, -1, b.sentences[0].span.Start)
	hits := 0
	for i, s := range b.sentences {
		a, err := e.part(ctx, b, i, i+1, neighbours{around.texts, around.from + i, around.from + i + 1})
		if err != nil {
			return nil, err
		}
		if i > 0 {
			gap := cutPieces(b.pieces, b.sentences[i-1].span.End, s.span.Start)
			joined.target = append(joined.target, e.joint(gap)...)
		}
		if !a.written() {
			continue
		}
		hits++
		joined.take(a)
	}
	joined.target = append(joined.target, cutPieces(b.pieces, b.sentences[len(b.sentences)-1].span.End, len(plain(b.pieces))+1)...)
	if hits == len(b.sentences) && nested(joined.target) && joined.score > whole.score {
		return joined, nil
	}
	if !whole.written() && hits > 0 {
		whole.reason = OnlyPart
	}
	return whole, nil
}

// take adds the answer of a sentence; the worst one says what the whole is.
func (a *answer) take(part *answer) {
	a.target = append(a.target, part.target...)
	a.score = min(a.score, part.score)
	if rank(part.outcome) > rank(a.outcome) || a.found.Target == "" {
		a.found = part.found
	}
	if rank(part.outcome) > rank(a.outcome) {
		a.outcome = part.outcome
	}
}

func rank(o Outcome) int {
	for i, known := range []Outcome{Context, Exact, Repaired, Fuzzy} {
		if o == known {
			return i
		}
	}
	return 99
}

// part answers for some sentences of a block.
func (e *engine) part(ctx context.Context, b *block, from, to int, around neighbours) (*answer, error) {
	a := &answer{at: b.at, outcome: Untouched, reason: b.skip, pieces: b.piecesOf(from, to)}
	a.source = strings.TrimSpace(plain(a.pieces))
	if i := slices.IndexFunc(a.pieces, hasText); !b.unit && !b.apart && i >= 0 {
		a.at = a.pieces[i].start
	}
	switch {
	case a.reason != "":
		return a, nil
	case len(a.source) > maxSegmentBytes || len(a.pieces) > maxSegmentCodes:
		a.reason = TooLong
		return a, nil
	case !hasLetter(a.source):
		a.reason = NoLetters
		return a, nil
	}
	err := e.match(ctx, a, around)
	if err != nil {
		return nil, fmt.Errorf("looking up %q: %w", oneLine(a.source), err)
	}
	return a, nil
}

// match looks for the best translation whose inline codes can be placed: one
// with codes as the source has them first, then one without.
func (e *engine) match(ctx context.Context, a *answer, around neighbours) error {
	lead, inner, tail := strip(a.pieces)
	type attempt struct {
		text  string
		place func(Found) ([]piece, bool)
	}
	around3 := func(placed []piece) []piece {
		out := append(append([]piece{}, lead...), placed...)
		return append(out, tail...)
	}
	var attempts []attempt
	if hasCode(a.pieces) {
		all := append(append(append([]piece{}, lead...), inner...), tail...)
		codes := func(source []piece, wrap func([]piece) []piece) attempt {
			return attempt{coded(source), func(f Found) ([]piece, bool) {
				placed, ok := placeCoded(source, f.Source, f.Target)
				return wrap(placed), ok
			}}
		}
		if hasCode(inner) {
			attempts = append(attempts, codes(inner, around3))
		}
		if len(inner) < len(all) {
			attempts = append(attempts, codes(all, func(p []piece) []piece { return p }))
		}
	}
	attempts = append(attempts, attempt{plain(inner), func(f Found) ([]piece, bool) {
		placed, ok := placePlain(inner, f.withoutPlaceholders())
		return around3(placed), ok
	}})
	a.reason = NoMatch
	for _, try := range attempts {
		found, ok, err := e.o.Find(ctx, Query{Text: strings.TrimSpace(try.text), Before: around.before(), After: around.after()})
		if err != nil {
			return err
		}
		// White space at both ends is the file's.
		found.Target = strings.TrimSpace(found.Target)
		if !ok || found.Target == "" || found.Score <= a.score && a.written() {
			continue
		}
		placed, ok := try.place(found)
		if !ok {
			if !a.written() {
				a.score, a.reason = max(a.score, found.Score), Codes
			}
			continue
		}
		e.settle(a, found, placed)
		if a.sure() {
			return nil
		}
	}
	return nil
}

// settle takes a match for an answer, if it may be written.
func (e *engine) settle(a *answer, found Found, target []piece) {
	a.found, a.score, a.reason = found, found.Score, ""
	switch {
	case found.Score > 100 && len(found.Repairs) == 0:
		a.outcome = Context
	case found.Score == 100 && len(found.Repairs) == 0:
		a.outcome = Exact
	case len(found.Repairs) > 0:
		a.outcome = Repaired
	default:
		a.outcome = Fuzzy
	}
	a.target = target
	switch {
	case !e.fuzzy && (a.outcome == Repaired || a.outcome == Fuzzy):
		a.leave(OnlyFuzzy)
	case !utf8.ValidString(found.Target):
		a.leave(Unwritable)
	case !e.escapes && !e.writable(found.Target):
		a.leave(Charset)
	}
}

func (e *engine) writable(text string) bool {
	_, ok := e.original.holds(text)
	return ok
}
