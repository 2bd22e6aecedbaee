package eval

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"calque/align/segment"
	"golang.org/x/text/language"
)

// Segmenter is what is measured: anything that cuts a block as
// [segment.Segmenter] does.
type Segmenter interface {
	Segment(block string) []segment.Span
}

// NewSegmenter makes the segmenter for a language of the gold data.
type NewSegmenter func(lang language.Tag) Segmenter

// SegmentScore is how a segmenter did on one gold file, all texts pooled. A
// sentence counts as right when both its ends are those of a gold sentence.
type SegmentScore struct {
	Name      string  `json:"name"` // file name without its extension
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
	Right     int     `json:"right"` // sentences that the gold has too
	Found     int     `json:"found"` // sentences of the segmenter
	Gold      int     `json:"gold"`  // sentences of the gold
	Texts     int     `json:"texts"`
	Perfect   int     `json:"perfect"` // texts cut exactly as the gold
}

// GoldText is one line of a gold file: a text and its sentences. White space
// does not count in comparisons, all other characters of Sents are those of
// Text.
type GoldText struct {
	ID    string   `json:"id"`
	Lang  string   `json:"lang"`
	Text  string   `json:"text"`
	Sents []string `json:"sents"`
}

// SegmentFile measures a segmenter on a JSON Lines file of [GoldText]s.
func SegmentFile(ctx context.Context, path string, newSegmenter NewSegmenter) (SegmentScore, error) {
	score := SegmentScore{Name: baseName(path)}
	f, err := os.Open(path)
	if err != nil {
		return score, fmt.Errorf("opening gold sentences: %w", err)
	}
	defer f.Close()
	err = readGold(ctx, f, func(g GoldText) error {
		tag, err := language.Parse(g.Lang)
		if err != nil {
			return fmt.Errorf("language of %s: %w", g.ID, err)
		}
		score.add(g, newSegmenter(tag))
		return nil
	})
	if err != nil {
		return score, fmt.Errorf("reading %s: %w", path, err)
	}
	score.finish()
	return score, nil
}

// readGold calls yield for each line of a gold file.
func readGold(ctx context.Context, r io.Reader, yield func(GoldText) error) error {
	const longestLine = 64 << 20
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 1<<16), longestLine)
	for n := 1; sc.Scan(); n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		if strings.TrimSpace(sc.Text()) == "" {
			continue
		}
		var g GoldText
		if err := json.Unmarshal(sc.Bytes(), &g); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if err := yield(g); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return sc.Err()
}

// SegmentDir measures a segmenter on every gold file of a folder, in the order
// of their names. Rule files in the folder rules/ are for [RulesDir].
func SegmentDir(ctx context.Context, dir string, newSegmenter NewSegmenter) ([]SegmentScore, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		return nil, fmt.Errorf("listing gold sentences: %w", err)
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no gold sentences (*.jsonl) in %s", dir)
	}
	sort.Strings(paths)
	scores := make([]SegmentScore, 0, len(paths))
	for _, p := range paths {
		s, err := SegmentFile(ctx, p, newSegmenter)
		if err != nil {
			return scores, err
		}
		scores = append(scores, s)
	}
	return scores, nil
}

// add counts one text.
func (s *SegmentScore) add(g GoldText, seg Segmenter) {
	gold := goldEnds(g.Sents)
	found := spanEnds(g.Text, seg.Segment(g.Text))
	right := commonSpans(gold, found)
	s.Texts++
	s.Right += right
	s.Gold += len(gold)
	s.Found += len(found)
	if right == len(gold) && right == len(found) {
		s.Perfect++
	}
}

func (s *SegmentScore) finish() {
	s.Precision = float64(s.Right) / float64(max(1, s.Found))
	s.Recall = float64(s.Right) / float64(max(1, s.Gold))
	s.F1 = 1
	if s.Found+s.Gold > 0 {
		s.F1 = 2 * float64(s.Right) / float64(s.Found+s.Gold)
	}
}

// goldEnds returns where each sentence ends, counted in characters that are
// not white space. Sentences of white space alone are left out.
func goldEnds(sents []string) []int {
	ends := make([]int, 0, len(sents))
	at := 0
	for _, s := range sents {
		if n := solidLen(s); n > 0 {
			at += n
			ends = append(ends, at)
		}
	}
	return ends
}

// spanEnds is goldEnds for spans of a text. Text between spans that is not
// white space counts to the sentence after it, as it does when the sentences
// are strings.
func spanEnds(text string, spans []segment.Span) []int {
	ends := make([]int, 0, len(spans))
	at, from := 0, 0
	for _, sp := range spans {
		n := solidLen(text[from:sp.End])
		from = sp.End
		if n > 0 {
			at += n
			ends = append(ends, at)
		}
	}
	return ends
}

// commonSpans counts the spans, from one end to the next, that both have.
func commonSpans(a, b []int) int {
	n, i, j := 0, 0, 0
	prevA, prevB := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] < b[j]:
			prevA = a[i]
			i++
		case a[i] > b[j]:
			prevB = b[j]
			j++
		default:
			if prevA == prevB {
				n++
			}
			prevA, prevB = a[i], b[j]
			i++
			j++
		}
	}
	return n
}

// solidLen counts the characters that are not white space; joiners and
// direction marks count as white space.
func solidLen(s string) int {
	n := 0
	for len(s) > 0 {
		r, w := utf8.DecodeRuneInString(s)
		if !isBlank(r) {
			n++
		}
		s = s[w:]
	}
	return n
}

func isBlank(r rune) bool {
	switch r {
	case '\u200b', '\u200e', '\u200f', '\ufeff', '\u2060', '\x1c', '\x1d', '\x1e', '\x1f':
		return true
	}
	return unicode.IsSpace(r)
}

func baseName(path string) string {
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}
