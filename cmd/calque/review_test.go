package main

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/review"
	"calque/tm/sqlite"
)

func TestKeysOfATerminal(t *testing.T) {
	for input, want := range map[string][]string{
		"cC? \n\tx":            {"c", "C", "?", " ", keyEnter, keyTab, "x"},
		"\x1b[A\x1b[B\x1bOA":   {keyUp, keyDown, keyUp},
		"\x1b[C\x1bOD\x1b[H":   {keyRight, keyLeft, keyHome},
		"\x1b":                 {keyEscape},
		"\x1b[3~q":             {keyDelete, "q"},
		"\x1b[1;5C\x1b[":       {keyWordRight},
		"\x03\x04\x01\x05\x15": {keyInterrupt, keyEnds, keyHome, keyEnd, keyClear},
		"é中\x7f":               {"é", "中", keyBackspace},
		"\x1b[200~x\x1b[201~z": {"x", "z"},
		"\xff\x00a":            {"a"},
	} {
		if got, rest := keysOf([]byte(input)); !slices.Equal(got, want) || len(rest) > 0 {
			t.Errorf("%q: %q, want %q, and %q is left", input, got, want, rest)
		}
	}
	if got, rest := keysOf([]byte("a\xe4\xb8")); !slices.Equal(got, []string{"a"}) || string(rest) != "\xe4\xb8" {
		t.Errorf("half a character: %q, and %q is left", got, rest)
	}
}

// What a person writes is the text, wherever a terminal cuts it in pieces.
func TestALineIsWritten(t *testing.T) {
	for _, test := range []struct {
		keys, want string
		cursor     int
		fixed      bool
	}{
		{keys: "!", want: "Il neige à Lyon.!", cursor: 17},
		{keys: "\x7f\x7f\x7f\x7f\x7fÉvian.", want: "Il neige à Évian.", cursor: 17},
		{keys: "\x01\x1b[3~\x1b[3~Elle", want: "Elle neige à Lyon.", cursor: 4},
		{keys: "\x15雪\x1b[D下", want: "下雪", cursor: 1},
		{keys: "\x1b[1;5D\x1b[1;5D", want: "Il neige à Lyon.", cursor: 9},
		{keys: "\x01\x1b[1;5C\x1b[C\x7fx\tx", want: "Il neige à Lyon.", cursor: 4, fixed: true},
		{keys: "\x01\x1b[D\x7f\x1b[F\x1b[C\x1b[3~", want: "Il neige à Lyon.", cursor: 16},
	} {
		l := &line{text: []rune("Il neige à Lyon."), cursor: 16, fixed: test.fixed}
		keys, _ := keysOf([]byte(test.keys))
		for _, key := range keys {
			l.press(key)
		}
		if string(l.text) != test.want || l.cursor != test.cursor {
			t.Errorf("%q: %q and cursor %d, want %q and %d", test.keys, string(l.text), l.cursor, test.want, test.cursor)
		}
	}
}

// reviewMemory makes a memory of one story of four rows, of which two are
// doubtful.
func reviewMemory(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "review.db")
	store, err := sqlite.Open(t.Context(), path, sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	a := &tm.Article{Key: "froid", Alignments: []tm.Alignment{{Source: language.French, Target: language.English, Aligner: "test"}}}
	for lang, texts := range map[language.Tag][]string{
		language.French:  {"Le froid arrive.", "Il neige beaucoup.", "Il vente aussi.", "Les routes sont fermées."},
		language.English: {"The cold is coming.", "It snows a lot.", "It blows too.", "The roads are closed."},
	} {
		d := tm.Document{Lang: lang, Source: "/froid." + lang.String(), SHA256: lang.String()}
		for i, text := range texts {
			d.Blocks = append(d.Blocks, tm.Block{Role: tm.RoleBody, Text: text})
			d.Sentences = append(d.Sentences, tm.Sentence{Block: i, End: len(text)})
		}
		a.Documents = append(a.Documents, d)
	}
	for i, confidence := range []float64{0.99, 0.6, 0.4, 0.99} {
		run := tm.Range{From: i, To: i + 1}
		a.Alignments[0].Beads = append(a.Alignments[0].Beads, tm.Bead{Source: run, Target: run, Confidence: confidence, Status: tm.StatusAuto})
	}
	if _, err := store.PutArticle(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	return path
}

func statuses(t *testing.T, path string) (out []tm.Status) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), path, sqlite.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	a, err := store.Article(t.Context(), "froid")
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range a.Alignment(language.French, language.English).Beads {
		out = append(out, b.Status)
	}
	return out
}

// keyReader gives a piece of its input a read, and does something before each.
type keyReader struct {
	pieces []string
	before func(piece string)
}

func (r *keyReader) Read(p []byte) (int, error) {
	if len(r.pieces) == 0 {
		return 0, io.EOF
	}
	piece := r.pieces[0]
	r.pieces = r.pieces[1:]
	r.before(piece)
	return copy(p, piece), nil
}

// Two people review the same story: nothing is lost, and the second is told.
func TestAReviewerIsToldOfAnother(t *testing.T) {
	path := reviewMemory(t)
	// The reader is asked for the next piece once the keys before are taken, so
	// the other person acts while the second row is on the screen.
	another := func(piece string) {
		if piece != "c" {
			return
		}
		store, err := sqlite.Open(context.Background(), path, sqlite.Options{})
		if err == nil {
			defer store.Close()
			_, err = store.Revise(context.Background(), tm.Revision{Article: "froid", From: language.French, To: language.English, Who: "Bo", What: "reject",
				Change: func(a *tm.Article) error {
					return review.Apply(a, language.French, language.English, review.Action{Do: review.Reject, Row: 1})
				}})
		}
		if err != nil {
			t.Error(err)
		}
	}
	var out, errs bytes.Buffer
	in := &keyReader{pieces: []string{"j", "k", "c", "n", "x", "q"}, before: another}
	if code := run([]string{"calque", "review", "--db", path, "froid"}, in, &out, &errs); code != exitOK {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	if !strings.Contains(out.String(), "  2 x  60%  Il neige") || !strings.Contains(out.String(), "somebody changed this story meanwhile: look at the row again") {
		t.Errorf("got\n%s", out.String())
	}
	if got := statuses(t, path); !slices.Equal(got, []tm.Status{tm.StatusAuto, tm.StatusRejected, tm.StatusRejected, tm.StatusAuto}) {
		t.Errorf("the rows are %v", got)
	}
}
