package eval

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"calque/align"
)

// AlignmentCase is one pair of texts with its gold alignment.
type AlignmentCase struct {
	Name           string
	Source, Target []align.Sentence
	Gold           []Link
}

// ReadAlignmentFolder reads all NAME.src, NAME.tgt and NAME.gold of a folder,
// in the order of their names. Texts have a sentence a line; an empty line at
// the end is none. A gold file that lacks a text, or names a line that is not
// there, is an error.
func ReadAlignmentFolder(dir string) ([]AlignmentCase, error) {
	golds, err := filepath.Glob(filepath.Join(escape(dir), "*.gold"))
	if err != nil {
		return nil, fmt.Errorf("list gold files: %w", err)
	}
	if len(golds) == 0 {
		if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		return nil, fmt.Errorf("no .gold files in %s", dir)
	}
	slices.Sort(golds)
	var out []AlignmentCase
	for _, path := range golds {
		c, err := readAlignmentCase(path)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// escape keeps the marks of a file pattern in a folder's name as they are.
func escape(dir string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(dir)
}

func readAlignmentCase(goldPath string) (AlignmentCase, error) {
	stem := strings.TrimSuffix(goldPath, ".gold")
	c := AlignmentCase{Name: filepath.Base(stem)}
	var err error
	if c.Source, err = readLines(stem + ".src"); err != nil {
		return c, err
	}
	if c.Target, err = readLines(stem + ".tgt"); err != nil {
		return c, err
	}
	f, err := os.Open(goldPath)
	if err != nil {
		return c, err
	}
	defer f.Close()
	if c.Gold, err = ReadLinks(f); err != nil {
		return c, fmt.Errorf("%s: %w", goldPath, err)
	}
	for _, l := range c.Gold {
		for _, s := range l.Source {
			if s >= len(c.Source) {
				return c, fmt.Errorf("%s: bead %v names line %d of a source of %d lines", goldPath, l, s, len(c.Source))
			}
		}
		for _, t := range l.Target {
			if t >= len(c.Target) {
				return c, fmt.Errorf("%s: bead %v names line %d of a target of %d lines", goldPath, l, t, len(c.Target))
			}
		}
	}
	return c, nil
}

func readLines(path string) ([]align.Sentence, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	text := strings.TrimSuffix(string(data), "\n")
	if text == "" {
		return nil, nil
	}
	var out []align.Sentence
	for line := range strings.SplitSeq(text, "\n") {
		out = append(out, align.Sentence{Text: strings.TrimSuffix(line, "\r")})
	}
	return out, nil
}

// FolderLanguages reads the languages of a folder off its name, which ends in
// two tags: "fr-zh", "text-berg-dev-de-fr", "fr-zh-Hant".
func FolderLanguages(dir string) (source, target language.Tag, err error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return source, target, err
	}
	rest := strings.Split(filepath.Base(abs), "-")
	rest, last := lastTag(rest)
	_, first := lastTag(rest)
	if target, err = language.Parse(last); err != nil {
		return source, target, fmt.Errorf("target language of folder %s: %w", dir, err)
	}
	if source, err = language.Parse(first); err != nil {
		return source, target, fmt.Errorf("source language of folder %s: %w", dir, err)
	}
	return source, target, nil
}

// subtag is a script or a region behind a language.
var subtag = regexp.MustCompile(`^([A-Z][a-z]{3}|[A-Z]{2})$`)

// lastTag takes the last language tag off the parts of a name.
func lastTag(parts []string) (rest []string, tag string) {
	n := len(parts) - 1
	if n < 0 {
		return nil, ""
	}
	if n > 0 && subtag.MatchString(parts[n]) {
		return parts[:n-1], parts[n-1] + "-" + parts[n]
	}
	return parts[:n], parts[n]
}

// AlignmentReport is the result of one folder.
type AlignmentReport struct {
	AlignmentScore
	Texts       int           `json:"texts"`
	Time        time.Duration `json:"time_ns"`
	Calibration Calibration   `json:"calibration"`
}

// AlignFunc aligns one pair of texts.
type AlignFunc func(ctx context.Context, source, target []align.Sentence) ([]align.Bead, error)

// Alignment aligns all cases and scores the result.
func Alignment(ctx context.Context, cases []AlignmentCase, run AlignFunc) (AlignmentReport, error) {
	var t Tally
	var r AlignmentReport
	for _, c := range cases {
		began := time.Now()
		beads, err := run(ctx, c.Source, c.Target)
		r.Time += time.Since(began)
		if err != nil {
			return r, fmt.Errorf("align %s: %w", c.Name, err)
		}
		t.Add(c.Gold, LinksOf(beads))
		r.Calibration.Add(c.Gold, beads)
		r.Texts++
	}
	r.AlignmentScore = t.Score()
	return r, nil
}
