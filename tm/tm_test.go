package tm_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"calque/tm"
)

// paragraphs returns a document whose blocks are cut into sentences at "|".
func paragraphs(lang language.Tag, blocks ...string) tm.Document {
	d := tm.Document{Lang: lang}
	for n, block := range blocks {
		text := strings.ReplaceAll(block, "|", "")
		d.Blocks = append(d.Blocks, tm.Block{Role: tm.RoleBody, Text: text})
		at := 0
		for part := range strings.SplitSeq(block, "|") {
			start := at + len(part) - len(strings.TrimLeft(part, " \u00a0\n"))
			at += len(part)
			d.Sentences = append(d.Sentences, tm.Sentence{Block: n, Start: start, End: at})
		}
	}
	return d
}

func TestTextIsWhatStandsInTheDocument(t *testing.T) {
	french := paragraphs(language.French, "Il fait froid.|\u00a0 Le vent souffle.|\nIls rient.", "Fin.", "Suite.| Et fin.")
	chinese := paragraphs(language.Chinese, "天很冷。|风在吹。", "完。")
	english := paragraphs(language.English, "One.", "Two.")
	for _, test := range []struct {
		document tm.Document
		from, to int
		want     string
	}{
		{french, 0, 1, "Il fait froid."},
		{french, 0, 2, "Il fait froid.\u00a0 Le vent souffle."},
		{french, 1, 3, "Le vent souffle.\nIls rient."},
		{french, 2, 4, "Ils rient. Fin."},
		{french, 0, 6, "Il fait froid.\u00a0 Le vent souffle.\nIls rient. Fin. Suite. Et fin."},
		{french, 3, 3, ""},
		{chinese, 0, 2, "天很冷。风在吹。"},
		{chinese, 1, 3, "风在吹。完。"},
		{english, 0, 2, "One. Two."},
	} {
		if got := test.document.Text(tm.Range{From: test.from, To: test.to}); got != test.want {
			t.Errorf("%s sentences %d to %d: %q, want %q", test.document.Lang, test.from, test.to, got, test.want)
		}
	}
}

func TestOnlySomeRolesAreTranslated(t *testing.T) {
	for role, want := range map[tm.Role]bool{
		tm.RoleTitle: true, tm.RoleBody: true, tm.RoleCaption: true, tm.RoleList: true,
		tm.RoleDateline: false, tm.RoleByline: false, tm.RoleAgency: false, tm.RoleFurniture: false, "": false,
	} {
		if got := role.Translatable(); got != want {
			t.Errorf("role %q: %v", role, got)
		}
	}
}

func TestValidateSaysWhatIsWrong(t *testing.T) {
	valid := func() *tm.Article {
		return &tm.Article{
			Key: "froid",
			Documents: []tm.Document{
				paragraphs(language.French, "Été.| Il fait froid.", "Fin."),
				paragraphs(language.English, "It is cold.", "End."),
			},
			Alignments: []tm.Alignment{{Source: language.French, Target: language.English, Beads: []tm.Bead{
				{Source: tm.Range{From: 0, To: 2}, Target: tm.Range{From: 0, To: 1}, Confidence: 1},
				{Source: tm.Range{From: 2, To: 3}, Target: tm.Range{From: 1, To: 2}, Confidence: 0},
			}}},
		}
	}
	if err := valid().Validate(); err != nil {
		t.Fatalf("a valid article: %v", err)
	}
	for want, spoil := range map[string]func(*tm.Article){
		"no document":                func(a *tm.Article) { a.Documents = nil },
		"there twice":                func(a *tm.Article) { a.Documents[1].Lang = language.French },
		"language und":               func(a *tm.Article) { a.Documents[1].Lang = language.Und },
		"not UTF-8":                  func(a *tm.Article) { a.Documents[0].Blocks[1].Text = "\xff\xfe" },
		"block 7 of 2":               func(a *tm.Article) { a.Documents[0].Sentences[2].Block = 7 },
		"block -1 of 2":              func(a *tm.Article) { a.Documents[0].Sentences[0].Block = -1 },
		`role "byline"`:              func(a *tm.Article) { a.Documents[0].Blocks[1].Role = tm.RoleByline },
		"bytes 3 to 3":               func(a *tm.Article) { a.Documents[0].Sentences[0] = tm.Sentence{Start: 3, End: 3} },
		"bytes 1 to 6":               func(a *tm.Article) { a.Documents[0].Sentences[0].Start = 1 },
		"not stand after":            func(a *tm.Article) { a.Documents[0].Sentences[1].Start = 2 },
		"does not hold both":         func(a *tm.Article) { a.Alignments[0].Target = language.German },
		"aligned twice":              func(a *tm.Article) { a.Alignments = append(a.Alignments, a.Alignments[0]) },
		"source sentence 2 is in no": func(a *tm.Article) { a.Alignments[0].Beads[1].Source = tm.Range{From: 2, To: 2} },
		"target sentence 1 is in no": func(a *tm.Article) { a.Alignments[0].Beads[1].Target = tm.Range{} },
		"not there or belong":        func(a *tm.Article) { a.Alignments[0].Beads[1].Source.To = 4 },
		"bead 0 is empty":            func(a *tm.Article) { a.Alignments[0].Beads[0] = tm.Bead{} },
		"confidence -0.1":            func(a *tm.Article) { a.Alignments[0].Beads[0].Confidence = -0.1 },
		`status "superseded"`:        func(a *tm.Article) { a.Alignments[0].Beads[0].Status = tm.StatusSuperseded },
	} {
		a := valid()
		spoil(a)
		err := a.Validate()
		if !errors.Is(err, tm.ErrInvalid) || !strings.Contains(fmt.Sprint(err), want) || !strings.Contains(err.Error(), "froid") {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

func ExampleDocument_Text() {
	d := tm.Document{
		Lang:   language.French,
		Blocks: []tm.Block{{Role: tm.RoleBody, Text: "Il pleut. Il vente."}, {Role: tm.RoleBody, Text: "Fin."}},
		Sentences: []tm.Sentence{
			{Block: 0, Start: 0, End: 9}, {Block: 0, Start: 10, End: 19}, {Block: 1, Start: 0, End: 4},
		},
	}
	fmt.Println(d.Text(tm.Range{From: 1, To: 3}))
	// Output: Il vente. Fin.
}
