package eval

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"golang.org/x/text/language"
)

// RulesScore is how many cases of a file of golden rules a segmenter passes.
type RulesScore struct {
	Name   string `json:"name"` // file name without its extension
	Passed int    `json:"passed"`
	Total  int    `json:"total"` // cases that count
	// SetApart counts cases that ask for more than cutting: the wanted
	// sentences are not the text's characters (mark-up removed, dots
	// rewritten), or the case is for text out of PDF files.
	SetApart int           `json:"set_apart"`
	Failures []RuleFailure `json:"failures,omitempty"`
}

// Rate is the share of passed cases, 0 to 1; 1 for a file without cases.
func (s RulesScore) Rate() float64 {
	if s.Total == 0 {
		return 1
	}
	return float64(s.Passed) / float64(s.Total)
}

// RuleFailure is a case that was not passed.
type RuleFailure struct {
	ID    string   `json:"id"`
	Want  []string `json:"want"`
	Found []string `json:"found"`
}

// ruleCase is one golden rule.
type ruleCase struct {
	GoldText
	Opts struct {
		DocType string `json:"doc_type"`
	} `json:"opts"`
}

// RulesFile measures a segmenter on a file of golden rules: a JSON file with an
// array of [GoldText]s, or a table as align/segment/golden/README.md describes
// it (.tsv, named by its language). A case passes when every sentence is found
// exactly and no other; white space does not count.
func RulesFile(ctx context.Context, path string, newSegmenter NewSegmenter) (RulesScore, error) {
	score := RulesScore{Name: baseName(path)}
	data, err := os.ReadFile(path)
	if err != nil {
		return score, fmt.Errorf("opening golden rules: %w", err)
	}
	cases, err := parseRules(data, path)
	if err != nil {
		return score, fmt.Errorf("reading golden rules %s: %w", path, err)
	}
	for _, c := range cases {
		if err := ctx.Err(); err != nil {
			return score, err
		}
		tag, err := language.Parse(c.Lang)
		if err != nil {
			return score, fmt.Errorf("language of rule %s in %s: %w", c.ID, path, err)
		}
		score.add(c, newSegmenter(tag))
	}
	return score, nil
}

// parseRules reads the cases of a rule file of either form.
func parseRules(data []byte, path string) ([]ruleCase, error) {
	if filepath.Ext(path) == ".tsv" {
		return parseTable(string(data), baseName(path))
	}
	var cases []ruleCase
	err := json.Unmarshal(data, &cases)
	return cases, err
}

// parseTable reads a table of cases for the language that it is named by; a
// name that is no language stands for the default rules.
func parseTable(table, name string) ([]ruleCase, error) {
	lang := name
	if _, err := language.Parse(name); err != nil {
		lang = "und"
	}
	var cases []ruleCase
	n := 0
	for line := range strings.Lines(table) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		phenomenon, marked, ok := strings.Cut(line, "\t")
		if !ok {
			return nil, fmt.Errorf("line %d: no tab", n)
		}
		c := ruleCase{GoldText: GoldText{ID: fmt.Sprintf("%s:%d %s", name, n, phenomenon), Lang: lang}}
		for part := range strings.SplitSeq(marked, "|") {
			var text string
			if err := json.Unmarshal([]byte(`"`+strings.ReplaceAll(part, `"`, `\"`)+`"`), &text); err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
			c.Text += text
			c.Sents = append(c.Sents, text)
		}
		cases = append(cases, c)
	}
	return cases, nil
}

// RulesDir measures a segmenter on every rule file (*.json, *.tsv) of a folder.
func RulesDir(ctx context.Context, dir string, newSegmenter NewSegmenter) ([]RulesScore, error) {
	var paths []string
	for _, pattern := range []string{"*.json", "*.tsv"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return nil, fmt.Errorf("listing golden rules: %w", err)
		}
		paths = append(paths, found...)
	}
	sort.Strings(paths)
	scores := make([]RulesScore, 0, len(paths))
	for _, p := range paths {
		s, err := RulesFile(ctx, p, newSegmenter)
		if err != nil {
			return scores, err
		}
		scores = append(scores, s)
	}
	return scores, nil
}

func (s *RulesScore) add(c ruleCase, seg Segmenter) {
	want := goldEnds(c.Sents)
	if c.Opts.DocType == "pdf" || !sameText(c.Text, c.Sents) {
		s.SetApart++
		return
	}
	s.Total++
	spans := seg.Segment(c.Text)
	if slices.Equal(want, spanEnds(c.Text, spans)) {
		s.Passed++
		return
	}
	found := make([]string, len(spans))
	for i, sp := range spans {
		found[i] = c.Text[sp.Start:sp.End]
	}
	s.Failures = append(s.Failures, RuleFailure{ID: c.ID, Want: c.Sents, Found: found})
}

// sameText tells whether the sentences hold the text's characters and no
// others, white space apart.
func sameText(text string, sents []string) bool {
	solid := make([]rune, 0, len(text))
	for _, r := range text {
		if !isBlank(r) {
			solid = append(solid, r)
		}
	}
	at := 0
	for _, s := range sents {
		for _, r := range s {
			if isBlank(r) {
				continue
			}
			if at >= len(solid) || solid[at] != r {
				return false
			}
			at++
		}
	}
	return at == len(solid)
}
