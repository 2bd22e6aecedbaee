// Package eval measures alignment and segmentation against gold data.
//
// A folder of gold alignments holds NAME.src and NAME.tgt, a sentence a line,
// and NAME.gold, a bead a line such as [0, 1]:[0]:
//
//	cases, err := eval.ReadAlignmentFolder("gold/fr-zh")
//	report, err := eval.Alignment(ctx, cases, aligner.Align)
//	fmt.Println(report.AlignmentScore)
//
// Strict counts beads that are equal, lax those that share a sentence on both
// sides, as the published evaluations do; see [Tally]. [Calibration] says how
// often beads of each confidence are right. [Learning] says how much better
// unseen articles are aligned after so many others were confirmed.
//
// A file of gold sentences has a text a line, in JSON: [SegmentFile] counts the
// sentences with both ends right. [RulesFile] measures golden rules, small
// texts that each show one difficulty.
//
// White space between sentences does not count, and all texts of a folder or
// file are pooled, so that a long text weighs more than a short one.
package eval

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"calque/align"
)

// Link is one bead as gold files write it: the numbers of its source and
// target lines, from 0. In a gold file they need not be neighbours.
type Link struct{ Source, Target []int }

// Null reports whether one side is empty.
func (l Link) Null() bool { return len(l.Source) == 0 || len(l.Target) == 0 }

var linkLine = regexp.MustCompile(`^\s*\[([\d,\s]*)\]\s*:\s*\[([\d,\s]*)\]\s*(?::.*)?$`)

// ParseLink reads a line such as "[0, 1]:[0]" or "[3]:[]". A third field after
// another colon, a score, is passed over.
func ParseLink(line string) (Link, error) {
	m := linkLine.FindStringSubmatch(line)
	if m == nil {
		return Link{}, fmt.Errorf("parse bead %q: not of the form [0, 1]:[0]", clip(line))
	}
	var l Link
	for k, list := range []*[]int{&l.Source, &l.Target} {
		for _, f := range strings.FieldsFunc(m[k+1], func(r rune) bool { return r < '0' || r > '9' }) {
			n, err := strconv.Atoi(f)
			if err != nil {
				return Link{}, fmt.Errorf("parse bead %q: %w", clip(line), err)
			}
			*list = append(*list, n)
		}
	}
	return l, nil
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// ReadLinks reads a gold file: a bead a line, empty lines passed over.
func ReadLinks(r io.Reader) ([]Link, error) {
	var out []Link
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		l, err := ParseLink(lines.Text())
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		out = append(out, l)
	}
	return out, lines.Err()
}

// String writes a bead as gold files do: "[0, 1]:[0]".
func (l Link) String() string {
	return list(l.Source) + ":" + list(l.Target)
}

func list(numbers []int) string {
	var b strings.Builder
	b.WriteByte('[')
	for k, n := range numbers {
		if k > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strconv.Itoa(n))
	}
	b.WriteByte(']')
	return b.String()
}

// FormatBead writes a bead of the aligner as a line of a gold file, without
// the line end.
func FormatBead(b align.Bead) string { return LinkOf(b).String() }

// LinkOf turns a bead of the aligner into the numbers of its lines.
func LinkOf(b align.Bead) Link {
	return Link{numbers(b.Source), numbers(b.Target)}
}

func numbers(r align.Range) []int {
	var out []int
	for i := r.From; i < r.To; i++ {
		out = append(out, i)
	}
	return out
}

// LinksOf turns the beads of the aligner into links.
func LinksOf(beads []align.Bead) []Link {
	out := make([]Link, len(beads))
	for k, b := range beads {
		out[k] = LinkOf(b)
	}
	return out
}

// A Tally counts how beads agree with gold, over any number of texts. The
// definitions are those of the evaluation of Bleualign (Sennrich & Volk 2011)
// as Vecalign's score program has them: precision counts every bead, a null
// being right only if gold has the same null; recall counts gold beads with
// both sides. Strict wants the same bead; lax a bead that shares a source and
// a target line with gold.
type Tally struct {
	precision, recall counts
	bothRight         int // beads with both sides that are in gold
	bothGold          int
	bothFound         int
}

type counts struct{ strictRight, strictWrong, laxRight, laxWrong int }

// Add counts one text.
func (t *Tally) Add(gold, found []Link) {
	t.precision.add(gold, found)
	goldBoth, foundBoth := withBoth(gold), withBoth(found)
	t.recall.add(foundBoth, goldBoth)
	in := set(goldBoth)
	distinct := set(foundBoth)
	for l := range distinct {
		if in[l] {
			t.bothRight++
		}
	}
	t.bothGold += len(in)
	t.bothFound += len(distinct)
}

// merge adds what another has counted.
func (t *Tally) merge(o *Tally) {
	t.precision.merge(o.precision)
	t.recall.merge(o.recall)
	t.bothRight += o.bothRight
	t.bothGold += o.bothGold
	t.bothFound += o.bothFound
}

func (c *counts) merge(o counts) {
	c.strictRight += o.strictRight
	c.strictWrong += o.strictWrong
	c.laxRight += o.laxRight
	c.laxWrong += o.laxWrong
}

func withBoth(links []Link) []Link {
	return slices.DeleteFunc(slices.Clone(links), Link.Null)
}

func set(links []Link) map[string]bool {
	out := map[string]bool{}
	for _, l := range links {
		if len(l.Source)+len(l.Target) > 0 {
			out[l.String()] = true
		}
	}
	return out
}

// add counts how many of the distinct beads of test are in gold.
func (c *counts) add(gold, test []Link) {
	in := set(gold)
	targets := map[int]map[int]bool{}
	for _, l := range gold {
		for _, s := range l.Source {
			if targets[s] == nil {
				targets[s] = map[int]bool{}
			}
			for _, t := range l.Target {
				targets[s][t] = true
			}
		}
	}
	seen := map[string]bool{}
	for _, l := range test {
		key := l.String()
		if seen[key] || len(l.Source)+len(l.Target) == 0 {
			continue
		}
		seen[key] = true
		if in[key] {
			c.strictRight++
			c.laxRight++
			continue
		}
		c.strictWrong++
		if touches(l, targets) {
			c.laxRight++
		} else {
			c.laxWrong++
		}
	}
}

func touches(l Link, targets map[int]map[int]bool) bool {
	for _, s := range l.Source {
		for _, t := range l.Target {
			if targets[s][t] {
				return true
			}
		}
	}
	return false
}

// AlignmentScore holds rates from 0 to 1.
type AlignmentScore struct {
	StrictPrecision float64 `json:"strict_precision"`
	StrictRecall    float64 `json:"strict_recall"`
	StrictF1        float64 `json:"strict_f1"`
	LaxPrecision    float64 `json:"lax_precision"`
	LaxRecall       float64 `json:"lax_recall"`
	LaxF1           float64 `json:"lax_f1"`
	// UnitF1 counts only beads with both sides: what a memory keeps.
	UnitF1 float64 `json:"tu_f1"`
}

// Score gives the rates of what was counted.
func (t *Tally) Score() AlignmentScore {
	s := AlignmentScore{
		StrictPrecision: share(t.precision.strictRight, t.precision.strictWrong),
		StrictRecall:    share(t.recall.strictRight, t.recall.strictWrong),
		LaxPrecision:    share(t.precision.laxRight, t.precision.laxWrong),
		LaxRecall:       share(t.recall.laxRight, t.recall.laxWrong),
	}
	s.StrictF1 = harmonic(s.StrictPrecision, s.StrictRecall)
	s.LaxF1 = harmonic(s.LaxPrecision, s.LaxRecall)
	if t.bothGold+t.bothFound > 0 {
		s.UnitF1 = 2 * float64(t.bothRight) / float64(t.bothGold+t.bothFound)
	}
	return s
}

func share(right, wrong int) float64 {
	if right+wrong == 0 {
		return 0
	}
	return float64(right) / float64(right+wrong)
}

func harmonic(a, b float64) float64 {
	if a+b == 0 {
		return 0
	}
	return 2 * a * b / (a + b)
}

// String gives the rates in one line.
func (s AlignmentScore) String() string {
	return fmt.Sprintf("strict P %.3f R %.3f F1 %.3f | lax P %.3f R %.3f F1 %.3f | TU F1 %.3f",
		s.StrictPrecision, s.StrictRecall, s.StrictF1, s.LaxPrecision, s.LaxRecall, s.LaxF1, s.UnitF1)
}
