package bench

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/match"
)

// Concordance measures how fast words are found in a large memory. The patterns
// are drawn from the running text of the corpus, so that common words are drawn
// often.
type Concordance struct {
	// Path is the file of the memory. One that is there is measured as it is;
	// else it is made and stays there.
	Path string
	// Open opens the memory, or makes it; Once opens it for one question.
	Open, Once func(ctx context.Context, path string) (Store, error)
	Lang       language.Tag // of the corpus; French when und
	// Corpus yields the texts; their translations are made up as in [Lookup].
	Corpus func() iter.Seq2[string, error]
	// Patterns is how many patterns of each kind are looked for.
	Patterns int
	// Command returns a process that looks for one pattern and ends; nil leaves
	// that out.
	Command  func(ctx context.Context, path string, lang language.Tag, pattern string) *exec.Cmd
	Progress func(doing string)
}

// goal is for the 95th percentile of words and phrases among a million units.
const goal = 50 * time.Millisecond

// patternSet is the patterns of a kind.
type patternSet struct {
	name     string
	goal     bool
	accents  bool
	patterns []string
}

// Run measures. It makes the memory first when there is none.
func (b Concordance) Run(ctx context.Context) (Report, error) {
	if b.Lang == language.Und {
		b.Lang = language.French
	}
	if b.Progress == nil {
		b.Progress = func(string) {}
	}
	r := &concordanceRun{Concordance: b}
	if err := r.fill(ctx); err != nil {
		return r.report, err
	}
	sets, err := r.draw()
	if err != nil {
		return r.report, err
	}
	for _, set := range sets {
		if err := r.measure(ctx, set); err != nil {
			return r.report, err
		}
	}
	return r.report, r.expressions(ctx)
}

type concordanceRun struct {
	Concordance
	report Report
}

// fill makes the memory unless it is there.
func (r *concordanceRun) fill(ctx context.Context) error {
	if _, err := os.Stat(r.Path); err == nil {
		return nil
	}
	r.Progress("filling the memory")
	store, err := r.Open(ctx, r.Path)
	if err != nil {
		return err
	}
	filling := &run{Lookup: Lookup{Lang: r.Lang, Corpus: r.Corpus}}
	start := time.Now()
	result, err := store.PutUnits(ctx, filling.pairs(), tm.PutUnitsOptions{})
	if err := errors.Join(err, store.Close()); err != nil {
		return err
	}
	r.report.add("bulk load of pairs", "%d in %s", result.Stored(), inUnits(time.Since(start)))
	return nil
}

// draw chooses the patterns.
func (r *concordanceRun) draw() ([]patternSet, error) {
	texts, err := r.sample(4 * r.Patterns)
	if err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(1, 2))
	words := patternSet{name: "a word", goal: true}
	phrases := patternSet{name: "a phrase of 2 to 5 words", goal: true}
	exact := patternSet{name: "a phrase with its accents", accents: true}
	both := patternSet{name: "two words, one of them excluded"}
	beginnings := patternSet{name: "a word that begins with 4 letters"}
	characters := patternSet{name: "2 to 4 characters", goal: true}
	inside := patternSet{name: "an expression with 4 letters of a word"}
	for _, text := range texts {
		tokens := match.Tokenize(strings.ReplaceAll(text, `"`, " "), r.Lang.String())
		if len(tokens) == 0 {
			continue
		}
		text := strings.ReplaceAll(text, `"`, " ")
		at := random.IntN(len(tokens))
		first, last := tokens[at], tokens[min(len(tokens)-1, at+1+random.IntN(4))]
		phrase := `"` + text[first.Start:last.End] + `"`
		other := tokens[random.IntN(len(tokens))]
		raw := text[first.Start:first.End]
		switch letters := []rune(raw); {
		case first.Kind == match.Ideograph:
			characters.add(r, phrase)
		case first.Kind == match.Word:
			words.add(r, `"`+raw+`"`)
			phrases.add(r, phrase)
			exact.add(r, phrase)
			if other.Kind == match.Word {
				both.add(r, `"`+raw+`" -"`+text[other.Start:other.End]+`x"`)
			}
			if len(letters) > 4 && plainLetters(raw) {
				beginnings.add(r, string(letters[:4])+"*")
				inside.add(r, "/"+string(letters[1:5])+"/")
			}
		}
	}
	return []patternSet{words, phrases, exact, both, beginnings, characters, inside}, nil
}

func (s *patternSet) add(r *concordanceRun, pattern string) {
	if len(s.patterns) < r.Patterns {
		s.patterns = append(s.patterns, pattern)
	}
}

// plainLetters reports whether a word has no signs of its own in a pattern.
func plainLetters(word string) bool { return !strings.ContainsAny(word, `_.'’*/\+?()[]{}|^$·-`) }

// sample returns n texts of the corpus, each as likely as any other (Vitter's
// algorithm R).
func (r *concordanceRun) sample(n int) ([]string, error) {
	random := rand.New(rand.NewPCG(3, 4))
	var texts []string
	seen := 0
	for text, err := range r.Corpus() {
		if err != nil {
			return nil, fmt.Errorf("reading the corpus: %w", err)
		}
		if seen++; len(texts) < n {
			texts = append(texts, text)
		} else if at := random.IntN(seen); at < n {
			texts[at] = text
		}
	}
	return texts, nil
}

// measure looks for the patterns of a set in the file, in memory and, where there
// is a goal, with a memory opened for each and as processes.
func (r *concordanceRun) measure(ctx context.Context, set patternSet) error {
	if len(set.patterns) == 0 {
		return nil
	}
	for _, way := range []struct {
		name string
		run  func(context.Context, patternSet) (times, error)
	}{
		{"opened for each", r.each}, {"from the file", r.fromFile}, {"in memory", r.inMemory}, {"whole process", r.processes},
	} {
		r.Progress(set.name + ", " + way.name)
		t, err := way.run(ctx, set)
		if err != nil {
			return err
		}
		if len(t) == 0 {
			continue
		}
		slices.Sort(t)
		name := fmt.Sprintf("%s, %s: p50 / worst", set.name, way.name)
		r.report.add(name, "%s / %s", inUnits(t.at(50)), inUnits(t.at(100)))
		name = fmt.Sprintf("%s, %s: p95", set.name, way.name)
		if set.goal {
			r.report.limit(name, t.at(95), goal)
		} else {
			r.report.add(name, "%s", inUnits(t.at(95)))
		}
	}
	return nil
}

// find measures one search.
func (r *concordanceRun) find(ctx context.Context, store Store, pattern string, accents bool) (time.Duration, error) {
	start := time.Now()
	_, err := store.Concordance(ctx, tm.ConcordanceQuery{
		Pattern: pattern, Lang: r.Lang, To: Target, Accents: accents,
		Limit: 20, Count: tm.DefaultCount, MinConfidence: tm.DefaultMinConfidence,
	})
	if err != nil {
		return 0, fmt.Errorf("looking for %s: %w", pattern, err)
	}
	return time.Since(start), nil
}

func (r *concordanceRun) each(ctx context.Context, set patternSet) (times, error) {
	if !set.goal {
		return nil, nil
	}
	var t times
	for _, pattern := range set.patterns[:min(50, len(set.patterns))] {
		start := time.Now()
		store, err := r.Once(ctx, r.Path)
		if err != nil {
			return nil, err
		}
		_, err = r.find(ctx, store, pattern, set.accents)
		if err := errors.Join(err, store.Close()); err != nil {
			return nil, err
		}
		t = append(t, time.Since(start))
	}
	return t, nil
}

func (r *concordanceRun) fromFile(ctx context.Context, set patternSet) (times, error) {
	return r.opened(ctx, set, func(Store) error { return nil })
}

func (r *concordanceRun) inMemory(ctx context.Context, set patternSet) (times, error) {
	return r.opened(ctx, set, func(store Store) error {
		if err := store.LoadIndex(ctx, r.Lang); err != nil {
			return err
		}
		for _, pattern := range set.patterns { // warm
			if _, err := r.find(ctx, store, pattern, set.accents); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *concordanceRun) opened(ctx context.Context, set patternSet, prepare func(Store) error) (times, error) {
	store, err := r.Open(ctx, r.Path)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	if err := prepare(store); err != nil {
		return nil, err
	}
	var t times
	for _, pattern := range set.patterns {
		took, err := r.find(ctx, store, pattern, set.accents)
		if err != nil {
			return nil, err
		}
		t = append(t, took)
	}
	return t, nil
}

// processes measures whole processes.
func (r *concordanceRun) processes(ctx context.Context, set patternSet) (times, error) {
	if r.Command == nil || !set.goal {
		return nil, nil
	}
	var t times
	for _, pattern := range set.patterns[:min(20, len(set.patterns))] {
		start := time.Now()
		if out, err := r.Command(ctx, r.Path, r.Lang, pattern).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("looking for %s: %w: %s", pattern, err, out)
		}
		t = append(t, time.Since(start))
	}
	return t, nil
}

// expressions measures those that read every text: one that is found often, and
// one that is not found.
func (r *concordanceRun) expressions(ctx context.Context) error {
	store, err := r.Open(ctx, r.Path)
	if err != nil {
		return err
	}
	defer store.Close()
	for _, pattern := range []string{`/\d\d \d\d/`, `/\d{30}/`} {
		r.Progress("an expression without words")
		took, err := r.find(ctx, store, pattern, false)
		if err != nil {
			return err
		}
		r.report.add("the expression "+pattern+", which names no word", "%s", inUnits(took))
	}
	return nil
}
