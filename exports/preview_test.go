package exports_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"testing"
	"time"

	"golang.org/x/text/language"

	"calque/exports"
	"calque/tm"
)

// A preview holds the units that an export of the same begins with, for random
// memories in which many texts have several translations.
func TestAPreviewIsHowTheExportBegins(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 50 {
		var all []tm.Unit
		for n := range 40 {
			u := tm.Unit{ID: int64(n + 1), Source: tm.Variant{Lang: language.French, Text: fmt.Sprintf("phrase %d", r.IntN(15))},
				Target: tm.Variant{Lang: language.English, Text: fmt.Sprintf("sentence %d", r.IntN(1000))},
				Status: []tm.Status{tm.StatusAuto, tm.StatusConfirmed}[r.IntN(2)], Confidence: float64(r.IntN(3)) / 2,
				Changed: time.Unix(int64(r.IntN(3)), 0)}
			all = append(all, u)
		}
		units := func(yield func(tm.Unit, error) bool) {
			for _, u := range all {
				if !yield(u, nil) {
					return
				}
			}
		}
		rivals := func(of tm.Unit) iter.Seq2[tm.Unit, error] {
			return func(yield func(tm.Unit, error) bool) {
				for _, u := range all {
					if u.Source.Text == of.Source.Text && !yield(u, nil) {
						return
					}
				}
			}
		}
		for _, name := range []string{"tmx", "tsv"} {
			format, _ := exports.Lookup(name)
			options := exports.Options{Source: language.French, Targets: []language.Tag{language.English}, MaxChars: []int{0, 12}[round%2]}
			var whole, peeked bytes.Buffer
			report, err := exports.Export(t.Context(), &whole, format, units, options)
			if err != nil {
				t.Fatal(err)
			}
			preview, err := exports.Peek(t.Context(), &peeked, format, units, rivals, options, 1000)
			if err != nil {
				t.Fatal(err)
			}
			if whole.String() != peeked.String() || len(preview.Units) != report.Units || preview.More {
				t.Fatalf("round %d, %s: a preview of all is\n%s\nthe export\n%s", round, name, peeked.String(), whole.String())
			}
			first, err := exports.Peek(t.Context(), &peeked, format, units, rivals, options, 3)
			if err != nil || len(first.Units) != 3 || !first.More || first.Units[2].ID != preview.Units[2].ID {
				t.Fatalf("the first three are %+v, %v", first, err)
			}
		}
	}
}

func TestAPreviewEndsWithItsTime(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	endless := func(yield func(tm.Unit, error) bool) {
		german := tm.Unit{Source: tm.Variant{Lang: language.German, Text: "nein"}, Target: tm.Variant{Lang: language.English, Text: "no"}}
		first := german
		first.Source.Lang = language.French
		for u := first; yield(u, ctx.Err()); u = german {
		}
	}
	format, _ := exports.Lookup("jsonl")
	var out bytes.Buffer
	preview, err := exports.Peek(ctx, &out, format, endless, nil, exports.Options{Source: language.French}, 5)
	if err != nil || len(preview.Units) != 1 || !preview.More || out.Len() == 0 {
		t.Errorf("%+v %v %s", preview, err, out.String())
	}
}
