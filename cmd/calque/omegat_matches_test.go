package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"calque/tm"
)

// found is a source text that a matcher found, with its score in percent.
type found struct {
	source string
	score  int
}

// OmegaT's own matcher finds in an export what calque finds in the memory, with
// scores that rank alike: on 200 sentences of the demo in which words were
// dropped, put in, exchanged or taken from other sentences, in a memory that has
// each sentence and three such versions of it. OmegaT sorts by a score of the
// words alone; its adjusted score is of all there is, numbers and punctuation too.
// Neither counts as calque does, so that scores near each other may stand the
// other way round.
func TestOmegaTMatchesRankAsCalquesDo(t *testing.T) {
	_, err := os.Stat(omegatJar)
	needed(t, "OmegaT", err == nil)
	java, err := exec.LookPath("java")
	needed(t, "Java", err == nil)

	program := calqueProgram(t)
	dir := t.TempDir()
	calqueOutput(t, program, "demo", "--dir", filepath.Join(dir, "demo"))
	units := readTMX(t, filepath.Join(dir, "demo", "demo.fr-en.tmx"))
	memory, exported := filepath.Join(dir, "similar.db"), filepath.Join(dir, "similar.tmx")
	writeFile(t, filepath.Join(dir, "similar.csv"), similarUnits(t, units))
	calqueOutput(t, program, "import", "--db", memory, filepath.Join(dir, "similar.csv"))
	calqueOutput(t, program, "export", "--db", memory, "--from", "fr", "--to", "en", "--for", "omegat", exported)

	queries := changedSentences(units, 200, 200)
	ours := calqueMatches(t, program, memory, queries)
	byWords, adjusted := omegatMatches(t, java, exported, queries)
	for _, c := range []struct {
		name              string
		theirs            [][]found
		rank              float64 // at least
		sameBest, inOrder int     // percent, at least
	}{
		{"OmegaT's score of words", byWords, 0.85, 95, 93},
		{"OmegaT's adjusted score", adjusted, 0.85, 85, 90},
	} {
		agreed := compareMatches(ours, c.theirs)
		t.Logf("%s: %d queries with a match for both, %d for calque only, %d for OmegaT only, %d for none", c.name, agreed.both, agreed.oursOnly, agreed.theirsOnly, agreed.none)
		t.Logf("the same unit best: %d of %d; matches of a query in the same order: %d of %d pairs", agreed.sameBest, agreed.both, agreed.inOrder, agreed.pairs)
		t.Logf("scores of the best match: rank correlation (Spearman) %.3f, OmegaT's less calque's %+.1f points on average, %.1f apart", agreed.rank, agreed.bias, agreed.apart)
		if agreed.both*100 < len(queries)*95 {
			t.Errorf("%s: only %d of %d queries have a match for both", c.name, agreed.both, len(queries))
		}
		if agreed.sameBest*100 < agreed.both*c.sameBest {
			t.Errorf("%s: only %d of %d queries have the same unit best", c.name, agreed.sameBest, agreed.both)
		}
		if agreed.pairs == 0 || agreed.inOrder*100 < agreed.pairs*c.inOrder {
			t.Errorf("%s: only %d of %d pairs of matches are in the same order", c.name, agreed.inOrder, agreed.pairs)
		}
		if !(agreed.rank >= c.rank) {
			t.Errorf("%s: the scores correlate by %.3f only", c.name, agreed.rank)
		}
	}
}

// similarUnits is a table of units, with three changed versions of each.
func similarUnits(t *testing.T, units []tm.Unit) []byte {
	t.Helper()
	rows := [][]string{{"source_lang", "target_lang", "source", "target"}}
	for i, source := range changedSentences(units, 3*len(units), 4) {
		u := units[i%len(units)]
		if i < len(units) {
			rows = append(rows, []string{"fr", "en", u.Source.Text, u.Target.Text})
		}
		rows = append(rows, []string{"fr", "en", source, u.Target.Text})
	}
	var table bytes.Buffer
	if err := csv.NewWriter(&table).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return table.Bytes()
}

// changedSentences makes n queries of the sources of units, each with up to a
// third of its words changed; the same ones each time for a seed.
func changedSentences(units []tm.Unit, n int, seed uint64) []string {
	random := rand.New(rand.NewPCG(seed, 6))
	var words []string
	for _, u := range units {
		words = append(words, strings.Fields(u.Source.Text)...)
	}
	var queries []string
	for i := range n {
		query := strings.Fields(units[i%len(units)].Source.Text)
		for range 1 + random.IntN(max(1, len(query)/3)) {
			at := random.IntN(len(query))
			switch other := words[random.IntN(len(words))]; random.IntN(4) {
			case 0:
				query[at] = other
			case 1:
				query = slices.Insert(query, at, other)
			case 2:
				query[at], query[(at+1)%len(query)] = query[(at+1)%len(query)], query[at]
			case 3:
				if len(query) > 1 {
					query = slices.Delete(query, at, at+1)
				}
			}
		}
		queries = append(queries, strings.Join(query, " "))
	}
	return queries
}

// lowestMatch is the score below which OmegaT finds nothing.
const lowestMatch = 30

func calqueMatches(t *testing.T, program, memory string, queries []string) [][]found {
	t.Helper()
	command := exec.Command(program, "lookup", "--db", memory, "--from", "fr", "--to", "en",
		"--min", strconv.Itoa(lowestMatch), "--limit", "5", "--format", "jsonl", "-")
	command.Stdin = strings.NewReader(strings.Join(queries, "\n") + "\n")
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("lookup: %v\n%s", err, &stderr)
	}
	var all [][]found
	for answers := json.NewDecoder(bytes.NewReader(out)); answers.More(); {
		var answer struct{ Matches []matchJSON }
		if err := answers.Decode(&answer); err != nil {
			t.Fatal(err)
		}
		var matches []found
		for _, m := range answer.Matches {
			matches = append(matches, found{source: m.Source, score: m.Score})
		}
		all = append(all, matches)
	}
	if len(all) != len(queries) {
		t.Fatalf("%d answers to %d queries", len(all), len(queries))
	}
	return all
}

// omegatMatches returns what OmegaT finds, with the score by which it sorts and
// with the adjusted one.
func omegatMatches(t *testing.T, java, memory string, queries []string) (byWords, adjusted [][]found) {
	t.Helper()
	project := omegatFolder(t, "fr", "en")
	writeFile(t, filepath.Join(project, "tm/memory.tmx"), readFile(t, memory))
	writeFile(t, filepath.Join(project, "source/text.txt"), []byte("X\n"))
	writeFile(t, filepath.Join(project, "queries.txt"), []byte(strings.Join(queries, "\n")+"\n"))
	script, err := filepath.Abs("testdata/omegat_matches.groovy")
	if err != nil {
		t.Fatal(err)
	}
	log := runOmegaT(t, java, project, "--script="+script)
	table, err := os.ReadFile(filepath.Join(project, "matches.tsv"))
	if err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	byWords, adjusted = make([][]found, len(queries)), make([][]found, len(queries))
	for line := range strings.Lines(string(table)) {
		fields := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 4)
		var numbers [3]int
		for i := range numbers {
			if numbers[i], err = strconv.Atoi(fields[i]); err != nil {
				t.Fatalf("OmegaT wrote %q: %v", line, err)
			}
		}
		query := numbers[0]
		byWords[query] = append(byWords[query], found{source: fields[3], score: numbers[1]})
		adjusted[query] = append(adjusted[query], found{source: fields[3], score: numbers[2]})
	}
	return byWords, adjusted
}

// agreement says how far two matchers agree.
type agreement struct {
	both, oursOnly, theirsOnly, none int     // queries with a match
	sameBest                         int     // queries of both where calque's best match is OmegaT's best too
	inOrder, pairs                   int     // pairs of matches of a query that both score apart
	rank                             float64 // of the best scores, -1 to 1
	bias, apart                      float64 // mean difference of them, with and without its sign
}

func compareMatches(ours, theirs [][]found) agreement {
	var a agreement
	var ourBest, theirBest []float64
	for i := range ours {
		switch {
		case len(ours[i]) == 0 && len(theirs[i]) == 0:
			a.none++
			continue
		case len(theirs[i]) == 0:
			a.oursOnly++
			continue
		case len(ours[i]) == 0:
			a.theirsOnly++
			continue
		}
		a.both++
		pairs, inOrder := pairsInOrder(ours[i], theirs[i])
		a.pairs, a.inOrder = a.pairs+pairs, a.inOrder+inOrder
		best := slices.MaxFunc(theirs[i], func(x, y found) int { return cmp.Compare(x.score, y.score) })
		theirScore, shared := scoreOf(theirs[i], ours[i][0].source)
		if !shared {
			continue
		}
		// What stands first of several with one score says nothing.
		if theirScore == best.score || !slices.ContainsFunc(ours[i], func(m found) bool {
			return m.source == best.source && m.score < ours[i][0].score
		}) {
			a.sameBest++
		}
		ourBest = append(ourBest, float64(ours[i][0].score))
		theirBest = append(theirBest, float64(theirScore))
	}
	for i := range ourBest {
		a.bias += (theirBest[i] - ourBest[i]) / float64(len(ourBest))
		a.apart += math.Abs(theirBest[i]-ourBest[i]) / float64(len(ourBest))
	}
	a.rank = correlation(ranks(ourBest), ranks(theirBest))
	return a
}

func scoreOf(matches []found, source string) (int, bool) {
	for _, m := range matches {
		if m.source == source {
			return m.score, true
		}
	}
	return 0, false
}

// pairsInOrder counts the pairs of matches that both matchers found and gave
// different scores, and those that they put in the same order.
func pairsInOrder(ours, theirs []found) (pairs, inOrder int) {
	for i, first := range ours {
		for _, second := range ours[i+1:] {
			theirFirst, shared1 := scoreOf(theirs, first.source)
			theirSecond, shared2 := scoreOf(theirs, second.source)
			if !shared1 || !shared2 || first.score == second.score || theirFirst == theirSecond {
				continue
			}
			pairs++
			if (first.score > second.score) == (theirFirst > theirSecond) {
				inOrder++
			}
		}
	}
	return pairs, inOrder
}

// ranks gives each value its place among all; equal values share the mean of
// theirs.
func ranks(values []float64) []float64 {
	sorted := slices.Sorted(slices.Values(values))
	out := make([]float64, len(values))
	for i, v := range values {
		first, _ := slices.BinarySearch(sorted, v)
		last, _ := slices.BinarySearchFunc(sorted, v, func(x, v float64) int {
			if x <= v {
				return -1
			}
			return 1
		})
		out[i] = float64(first+last-1) / 2
	}
	return out
}

// correlation is Pearson's; of ranks it is Spearman's.
func correlation(x, y []float64) float64 {
	meanX, meanY := mean(x), mean(y)
	var xy, xx, yy float64
	for i := range x {
		dx, dy := x[i]-meanX, y[i]-meanY
		xy, xx, yy = xy+dx*dy, xx+dx*dx, yy+dy*dy
	}
	return xy / math.Sqrt(xx*yy)
}

func mean(values []float64) float64 {
	var sum float64
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

func TestRankCorrelation(t *testing.T) {
	for _, c := range []struct {
		x, y []float64
		want float64
	}{
		{[]float64{1, 2, 3, 4}, []float64{10, 20, 30, 900}, 1},
		{[]float64{1, 2, 3, 4}, []float64{4, 3, 2, 1}, -1},
		// By hand: ranks 0, 1.5, 1.5, 3 and 0, 2, 1, 3.
		{[]float64{50, 70, 70, 99}, []float64{40, 80, 60, 90}, 4.5 / math.Sqrt(4.5*5)},
	} {
		if got := correlation(ranks(c.x), ranks(c.y)); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("rank correlation of %v and %v = %v, want %v", c.x, c.y, got, c.want)
		}
	}
}
