package review_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/review"
)

var (
	fr = language.French
	en = language.English
	zh = language.Chinese
)

// document makes a document whose paragraphs are cut into sentences at " | ".
func document(lang language.Tag, paragraphs ...string) tm.Document {
	d := tm.Document{Lang: lang}
	for n, paragraph := range paragraphs {
		var text strings.Builder
		for i, sentence := range strings.Split(paragraph, " | ") {
			if i > 0 {
				text.WriteByte(' ')
			}
			start := text.Len()
			text.WriteString(sentence)
			d.Sentences = append(d.Sentences, tm.Sentence{Block: n, Start: start, End: text.Len()})
		}
		d.Blocks = append(d.Blocks, tm.Block{Role: tm.RoleBody, Text: text.String()})
	}
	return d
}

// align reads beads as "1:1 2:1 0:1", in order.
func align(source, target language.Tag, beads string) tm.Alignment {
	al := tm.Alignment{Source: source, Target: target, Aligner: "test"}
	var s, t int
	for bead := range strings.FieldsSeq(beads) {
		var n, m int
		if _, err := fmt.Sscanf(bead, "%d:%d", &n, &m); err != nil {
			panic(err)
		}
		al.Beads = append(al.Beads, tm.Bead{Source: tm.Range{From: s, To: s + n}, Target: tm.Range{From: t, To: t + m}, Confidence: 0.5, Status: tm.StatusAuto})
		s, t = s+n, t+m
	}
	return al
}

// story has four French sentences, three English and three Chinese ones.
func story() *tm.Article {
	return &tm.Article{Key: "froid",
		Documents: []tm.Document{
			document(fr, "Titre", "Il neige. | Il vente. | Il gèle."),
			document(en, "Title", "It snows and blows. | It freezes."),
			document(zh, "标题", "下雪。 | 刮风，结冰。"),
		},
		Alignments: []tm.Alignment{align(fr, en, "1:1 2:1 1:1"), align(fr, zh, "1:1 1:1 2:1")},
	}
}

// rows writes the rows of an alignment as "0-1:0-1✓ …".
func rows(a *tm.Article, target language.Tag) string {
	var out []string
	for _, al := range a.Alignments {
		if al.Target != target {
			continue
		}
		for _, b := range al.Beads {
			sign := map[tm.Status]string{tm.StatusConfirmed: "✓", tm.StatusRejected: "x"}[b.Status]
			out = append(out, run(b.Source)+":"+run(b.Target)+sign)
		}
	}
	return strings.Join(out, " ")
}

func run(r tm.Range) string {
	switch r.Len() {
	case 0:
		return "-"
	case 1:
		return fmt.Sprint(r.From)
	}
	return fmt.Sprintf("%d–%d", r.From, r.To-1)
}

func TestAnActionThatThereIsNotIsSaidToBeNone(t *testing.T) {
	a := story()
	err := review.Apply(a, fr, en, review.Action{Do: "shuffle"})
	if !errors.Is(err, review.ErrImpossible) || !strings.Contains(err.Error(), `no action "shuffle"`) || !strings.Contains(err.Error(), `"fuse"`) {
		t.Errorf("got %v", err)
	}
}

func TestActionsDoWhatTheySay(t *testing.T) {
	for _, test := range []struct {
		name   string
		action review.Action
		want   string // rows of fr–en; empty: not possible
	}{
		{"as it is", review.Action{Do: review.Clear, Row: 9}, ""},
		{"confirm", review.Action{Do: review.Confirm, Row: 1}, "0:0 1–2:1✓ 3:2"},
		{"confirm all above", review.Action{Do: review.ConfirmThrough, Row: 1}, "0:0✓ 1–2:1✓ 3:2"},
		{"no translation", review.Action{Do: review.Reject, Row: 2}, "0:0 1–2:1 3:2x"},
		{"nothing to clear", review.Action{Do: review.Clear, Row: 2}, ""},
		{"join with the next", review.Action{Do: review.Join, Row: 0, Last: 1}, "0–2:0–1✓ 3:2"},
		{"join all", review.Action{Do: review.Join, Row: 0, Last: 2}, "0–3:0–2✓"},
		{"join the last", review.Action{Do: review.Join, Row: 2, Last: 3}, ""},
		{"split", review.Action{Do: review.Split, Row: 1, Sources: 1, Targets: 1}, "0:0 1:1✓ 2:-✓ 3:2"},
		{"split nothing off", review.Action{Do: review.Split, Row: 1}, ""},
		{"split more than there is", review.Action{Do: review.Split, Row: 1, Sources: 3}, ""},
		{"unlink", review.Action{Do: review.Unlink, Row: 0}, "0:-✓ -:0✓ 1–2:1 3:2"},
		{"pull from below", review.Action{Do: review.Pull, Row: 0, Side: review.Source}, "0–1:0✓ 2:1✓ 3:2"},
		{"pull the last one of a row", review.Action{Do: review.Pull, Row: 1, Side: review.Target}, "0:0 1–2:1–2✓ 3:-✓"},
		{"pull from above", review.Action{Do: review.Pull, Row: 2, Side: review.Source, Up: true}, "0:0 1:1✓ 2–3:2✓"},
		{"pull from nowhere", review.Action{Do: review.Pull, Row: 2, Side: review.Source}, ""},
		{"push down", review.Action{Do: review.Push, Row: 1, Side: review.Source}, "0:0 1:1✓ 2–3:2✓"},
		{"push up", review.Action{Do: review.Push, Row: 1, Side: review.Source, Up: true}, "0–1:0✓ 2:1✓ 3:2"},
		{"push out below the last", review.Action{Do: review.Push, Row: 2, Side: review.Target}, "0:0 1–2:1 3:-✓ -:2✓"},
		{"push out above the first", review.Action{Do: review.Push, Row: 0, Side: review.Source, Up: true}, "0:-✓ -:0✓ 1–2:1 3:2"},
		{"another side", review.Action{Do: review.Push, Row: 0, Side: "left"}, ""},
		{"cut a sentence", review.Action{Do: review.Cut, Side: review.Target, Sentence: 1, Offset: len("It snows ")}, "0:0 1–2:1–2 3:3"},
		{"cut at its end", review.Action{Do: review.Cut, Side: review.Target, Sentence: 1, Offset: 19}, ""},
		{"cut in a character", review.Action{Do: review.Cut, Side: review.Source, Sentence: 3, Offset: len("Il g") + 1}, ""},
		{"fuse two of a row", review.Action{Do: review.Fuse, Side: review.Target, Sentence: 1}, ""},
		{"fuse across paragraphs", review.Action{Do: review.Fuse, Side: review.Source, Sentence: 0}, ""},
		{"correct a text", review.Action{Do: review.Edit, Side: review.Target, Sentence: 1, Text: "It’s snowing and blowing."}, "0:0 1–2:1 3:2"},
		{"empty a text", review.Action{Do: review.Edit, Side: review.Target, Sentence: 1, Text: " "}, ""},
		{"paste a whole book", review.Action{Do: review.Edit, Side: review.Target, Sentence: 1, Text: strings.Repeat("It is snowing. ", 2_000)}, ""},
		{"an unknown action", review.Action{Do: "dance", Side: review.Target}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := story()
			err := review.Apply(a, fr, en, test.action)
			if test.want == "" {
				if !errors.Is(err, review.ErrImpossible) || !reflect.DeepEqual(a, story()) {
					t.Errorf("got %v and %s", err, rows(a, en))
				}
				return
			}
			if got := rows(a, en); err != nil || got != test.want {
				t.Errorf("got %s, %v, want %s", got, err, test.want)
			}
		})
	}
}

func TestSentencesAreCutFusedAndCorrectedInEveryAlignment(t *testing.T) {
	a := story()
	steps := []struct {
		action review.Action
		en, zh string
	}{
		{review.Action{Do: review.Cut, Side: review.Source, Sentence: 1, Offset: len("Il ")}, "0:0 1–3:1 4:2", "0:0 1–2:1 3–4:2"},
		{review.Action{Do: review.Edit, Side: review.Source, Sentence: 1, Text: "Mais il "}, "0:0 1–3:1 4:2", "0:0 1–2:1 3–4:2"},
		{review.Action{Do: review.Fuse, Side: review.Source, Sentence: 1}, "0:0 1–2:1 3:2", "0:0 1:1 2–3:2"},
	}
	for _, step := range steps {
		if err := review.Apply(a, fr, en, step.action); err != nil {
			t.Fatal(err)
		}
		if gotEn, gotZh := rows(a, en), rows(a, zh); gotEn != step.en || gotZh != step.zh {
			t.Errorf("%s: %s and %s, want %s and %s", step.action.Do, gotEn, gotZh, step.en, step.zh)
		}
	}
	if got := a.Documents[0].Text(tm.Range{From: 1, To: 4}); got != "Mais il neige. Il vente. Il gèle." {
		t.Errorf("the text is %q", got)
	}
	if err := review.Apply(a, fr, en, review.Action{Do: review.Fuse, Side: review.Source, Sentence: 1}); !errors.Is(err, review.ErrImpossible) {
		t.Errorf("two sentences that are two rows of fr–zh: %v", err)
	}
}

func TestAnAlignmentThatIsNotThere(t *testing.T) {
	if err := review.Apply(story(), en, zh, review.Action{Do: review.Confirm}); !errors.Is(err, tm.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

// Whatever is done, the article stays valid and its text complete, and what
// cannot be done changes nothing.
func TestRandomActionsKeepTheArticleValid(t *testing.T) {
	dos := []review.Do{review.Confirm, review.ConfirmThrough, review.Reject, review.Clear, review.Join, review.Split,
		review.Unlink, review.Pull, review.Push, review.Cut, review.Fuse, review.Edit}
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		a := story()
		for range 40 {
			action := review.Action{Do: dos[random.IntN(len(dos))], Row: random.IntN(6), Sources: random.IntN(3), Targets: random.IntN(3),
				Side: []review.Side{review.Source, review.Target}[random.IntN(2)], Up: random.IntN(2) == 0,
				Sentence: random.IntN(6), Offset: random.IntN(12), Text: []string{"Oui.", "Le froid gagne.", "x"}[random.IntN(3)]}
			action.Last = action.Row + random.IntN(3)
			before := rows(a, en) + rows(a, zh)
			err := review.Apply(a, fr, en, action)
			if err != nil && !errors.Is(err, review.ErrImpossible) {
				t.Fatalf("%+v on %s: %v", action, before, err)
			}
			if err := a.Validate(); err != nil {
				t.Fatalf("%+v on %s: %v", action, before, err)
			}
			if after := rows(a, en) + rows(a, zh); err != nil && after != before {
				t.Fatalf("%+v failed and changed %s to %s", action, before, after)
			}
		}
	}
}

func ExampleApply() {
	a := story()
	for _, action := range []review.Action{
		{Do: review.Split, Row: 1, Sources: 1, Targets: 1},
		{Do: review.Confirm, Row: 0},
	} {
		if err := review.Apply(a, fr, en, action); err != nil {
			fmt.Println(err)
		}
		fmt.Println(rows(a, en))
	}
	// Output:
	// 0:0 1:1✓ 2:-✓ 3:2
	// 0:0✓ 1:1✓ 2:-✓ 3:2
}
