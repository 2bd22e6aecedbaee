// Command fit fits the weights of the aligner on folders of gold alignments
// and tells how good they are on articles that the fit has not seen.
//
//	go run ./align/internal/fit [-folds 5] [-out align/data/weights.json] DIR…
//	go run ./align/internal/fit -ablate DIR…
//
// A folder's name ends in its two languages (fr-zh); it holds NAME.src,
// NAME.tgt (a sentence a line) and NAME.gold (beads as [0, 1]:[0]). Articles of
// the same name in several folders are versions of one story and always fall
// into the same fold. All figures that are printed are out of fold. With -out
// the weights fitted on everything are written, with the calibration that was
// fitted out of fold. With -ablate it tells what each kind of evidence is worth:
// the same figures with some of it left out, each time with weights that were
// fitted without it.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"strings"
	"time"

	"calque/align"
	"calque/align/eval"
	"calque/align/lexicon"
)

func main() {
	folds := flag.Int("folds", 5, "parts of the cross-validation")
	out := flag.String("out", "", "write the weights to this file")
	only := flag.String("only", "", "plain or lexical: fit only this model")
	shared := flag.Float64("shared", 0, "strength of the prior on shared weights")
	family := flag.Float64("family", 0, "strength of the prior on what a family adds")
	without := flag.String("without", "", "evidence to leave out, as names,numbers (measures only: with -out it is an error)")
	ablation := flag.Bool("ablate", false, "measure with all evidence, then with kinds of it left out")
	current := flag.Bool("current", false, "only measure the embedded weights (not out of fold)")
	flag.Parse()
	if *without != "" && *out != "" {
		fmt.Fprintln(os.Stderr, "fit: weights fitted without some evidence are not for the program")
		os.Exit(2)
	}
	options := align.FitOptions{Shared: *shared, Family: *family}
	if *without != "" {
		options.Without = strings.Split(*without, ",")
	}
	log := func(format string, args ...any) { fmt.Printf(format+"\n", args...) }
	if *ablation {
		if err := ablate(context.Background(), flag.Args(), *folds, options, log); err != nil {
			fmt.Fprintln(os.Stderr, "fit:", err)
			os.Exit(1)
		}
		return
	}
	if err := run(context.Background(), flag.Args(), *folds, *out, *only, options, *current, log); err != nil {
		fmt.Fprintln(os.Stderr, "fit:", err)
		os.Exit(1)
	}
}

type logf func(format string, args ...any)

func run(ctx context.Context, dirs []string, folds int, out, only string, o align.FitOptions, current bool, log logf) error {
	stories, err := read(dirs, folds)
	if err != nil {
		return err
	}
	file := map[string]*align.Model{}
	if out != "" {
		if old, err := os.ReadFile(out); err == nil {
			if err := json.Unmarshal(old, &file); err != nil {
				return fmt.Errorf("read %s: %w", out, err)
			}
		}
	}
	for _, kind := range []string{"plain", "lexical"} {
		if only != "" && only != kind {
			continue
		}
		o.Lexicons = nil
		if kind == "lexical" {
			if o.Lexicons, err = lexicons(); err != nil {
				return err
			}
			if o.Lexicons == nil {
				log("no lexicon: the lexical model is left as it is")
				continue
			}
		}
		log("== %s", kind)
		var m *align.Model
		if current {
			r, err := measure(ctx, stories, o, func(story) *align.Model { return nil })
			if err != nil {
				return err
			}
			r.print(log)
			continue
		}
		m, err := crossValidate(ctx, stories, folds, o, log)
		if err != nil {
			return err
		}
		file[kind] = m
	}
	if out == "" {
		return nil
	}
	data, err := json.MarshalIndent(file, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(out, append(data, '\n'), 0o644)
}

// crossValidate measures out of fold, then fits on everything.
func crossValidate(ctx context.Context, stories []story, folds int, o align.FitOptions, log logf) (*align.Model, error) {
	r, err := measureFolds(ctx, stories, folds, o)
	if err != nil {
		return nil, err
	}
	r.print(log)
	m, err := fitWithout(ctx, stories, -1, o)
	if err != nil {
		return nil, err
	}
	m.Calibration = calibrate(r.outcomes)
	log("calibration: log-odds = %.3f + %.3f × those of the search", m.Calibration[0], m.Calibration[1])
	return m, nil
}

// measureFolds measures every story with weights that were fitted without its
// fold. One fold is all: its weights are measured on what they were fitted on.
func measureFolds(ctx context.Context, stories []story, folds int, o align.FitOptions) (*result, error) {
	models := make([]*align.Model, folds)
	for f := range folds {
		left := f
		if folds == 1 {
			left = -1
		}
		var err error
		if models[f], err = fitWithout(ctx, stories, left, o); err != nil {
			return nil, err
		}
	}
	return measure(ctx, stories, o, func(s story) *align.Model { return models[s.fold] })
}

func fitWithout(ctx context.Context, stories []story, fold int, o align.FitOptions) (*align.Model, error) {
	var examples []align.Example
	for _, s := range stories {
		if s.fold != fold {
			examples = append(examples, s.example)
			if v, ok := omission(s.example); ok {
				examples = append(examples, v)
			}
		}
	}
	return align.Fit(ctx, examples, o)
}

// An outcome is the confidence of one bead, before calibration, and whether
// it was right.
type outcome struct {
	confidence float64
	right      bool
}

// A result is what was measured over all stories.
type result struct {
	folders     []string // in the order of the stories
	tallies     map[string]*eval.Tally
	times       map[string]time.Duration
	calibration eval.Calibration
	outcomes    []outcome
}

// measure aligns every story with the model that model gives (nil: the
// embedded one).
func measure(ctx context.Context, stories []story, o align.FitOptions, model func(story) *align.Model) (*result, error) {
	r := &result{tallies: map[string]*eval.Tally{}, times: map[string]time.Duration{}}
	for _, s := range stories {
		var opts []align.Option
		if o.Without != nil {
			opts = append(opts, align.Without(o.Without...))
		}
		for _, l := range o.Lexicons {
			opts = append(opts, align.WithLexicon(l))
		}
		if m := model(s); m != nil {
			opts = append(opts, align.WithModel(m))
		}
		a := align.New(s.example.SourceLanguage, s.example.TargetLanguage, opts...)
		began := time.Now()
		found, err := a.Align(ctx, s.example.Source, s.example.Target)
		if err != nil {
			return nil, err
		}
		r.add(s, found, time.Since(began))
	}
	return r, nil
}

// add counts the beads that were found in one story.
func (r *result) add(s story, found []align.Bead, took time.Duration) {
	if r.tallies[s.folder] == nil {
		r.tallies[s.folder] = &eval.Tally{}
		r.folders = append(r.folders, s.folder)
	}
	r.tallies[s.folder].Add(s.gold, eval.LinksOf(found))
	r.times[s.folder] += took
	r.calibration.Add(s.gold, found)
	gold := map[string]bool{}
	for _, l := range s.gold {
		gold[l.String()] = true
	}
	for _, b := range found {
		r.outcomes = append(r.outcomes, outcome{b.Confidence, gold[eval.FormatBead(b)]})
	}
	if os.Getenv("FIT_DUMP") != "" {
		dump(s, found, gold)
	}
}

// meanF1 is the mean strict F1 of the folders.
func (r *result) meanF1() float64 {
	sum := 0.0
	for _, f := range r.folders {
		sum += r.tallies[f].Score().StrictF1
	}
	return sum / float64(len(r.folders))
}

// print writes the figures of each folder.
func (r *result) print(log logf) {
	for _, f := range r.folders {
		log("%-26s %v", f, r.tallies[f].Score())
	}
	log("mean strict F1 %.4f", r.meanF1())
	log("%v", r.calibration)
}

// dump writes the wrong beads with their evidence.
func dump(s story, found []align.Bead, gold map[string]bool) {
	have := map[string]bool{}
	for _, b := range found {
		have[eval.FormatBead(b)] = true
	}
	fmt.Println("----", s.folder, s.example.Name)
	for _, l := range s.gold {
		if !have[l.String()] {
			fmt.Println("  missed", l)
		}
	}
	for _, b := range found {
		if gold[eval.FormatBead(b)] {
			continue
		}
		fmt.Printf("  wrong %s %.2f %v\n", eval.FormatBead(b), b.Confidence, b.Evidence)
		for _, l := range s.example.Source[b.Source.From:b.Source.To] {
			fmt.Println("      S", l.Text)
		}
		for _, l := range s.example.Target[b.Target.From:b.Target.To] {
			fmt.Println("      T", l.Text)
		}
	}
}

// calibrate fits a and b of log-odds = a + b x by Newton's method (Platt
// 1999). Confidence is undone from the clamp at its ends by leaving those
// beads at the clamp.
func calibrate(outcomes []outcome) [2]float64 {
	a, b := 0.0, 1.0
	for range 50 {
		var ga, gb, haa, hab, hbb float64
		for _, o := range outcomes {
			p := math.Max(1e-4, math.Min(1-1e-4, o.confidence))
			x := math.Log(p / (1 - p))
			q := 1 / (1 + math.Exp(-(a + b*x)))
			y := 0.0
			if o.right {
				y = 1
			}
			ga += q - y
			gb += (q - y) * x
			w := q*(1-q) + 1e-9
			haa += w
			hab += w * x
			hbb += w * x * x
		}
		ga += 0
		det := haa*hbb - hab*hab
		if math.Abs(det) < 1e-12 {
			break
		}
		da, db := (hbb*ga-hab*gb)/det, (haa*gb-hab*ga)/det
		a, b = a-da, b-db
		if math.Abs(da)+math.Abs(db) < 1e-9 {
			break
		}
	}
	return [2]float64{math.Round(a*1e4) / 1e4, math.Round(b*1e4) / 1e4}
}

// lexicons gives what the lexical model is fitted with.
func lexicons() ([]align.Lexicon, error) {
	return []align.Lexicon{lexicon.Shipped()}, nil
}
