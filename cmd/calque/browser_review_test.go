package main

import (
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"calque/tm/sqlite"
	"calque/tm/storetest"
)

// shownReview is an alignment as the API has it.
type shownReview struct {
	Version string     `json:"version"`
	Rows    []shownRow `json:"rows"`
	Undo    *struct {
		What string `json:"what"`
	} `json:"undo"`
}

type shownRow struct {
	Source     []shownSentence `json:"source"`
	Target     []shownSentence `json:"target"`
	Status     string          `json:"status"`
	Confidence float64         `json:"confidence"`
	Doubtful   bool            `json:"doubtful"`
}

type shownSentence struct {
	N     int    `json:"n"`
	Text  string `json:"text"`
	Block int    `json:"block"`
}

// reviewWindow is a window at a review.
type reviewWindow struct {
	*window
	path string // of the alignment, in the API
}

func (b *browser) review(t *testing.T, address, story, from, to string) *reviewWindow {
	t.Helper()
	r := &reviewWindow{b.open(t, address, "en"), fmt.Sprintf("/stories/%s/alignments/%s/%s", story, from, to)}
	r.visit(fmt.Sprintf("/stories/%s/%s/%s", story, from, to))
	r.wait("document.querySelector('tr.here')")
	return r
}

func (r *reviewWindow) state() (now shownReview) {
	r.t.Helper()
	r.get(r.path, &now)
	return now
}

// at is the row where the person is.
func (r *reviewWindow) at() int {
	r.t.Helper()
	return valueIn[int](r.window, "Number(document.querySelector('tr.here').dataset.row)")
}

// walk goes to a row by the keys.
func (r *reviewWindow) walk(row int) {
	r.t.Helper()
	steps, key := row-r.at(), kb.ArrowDown
	if steps < 0 {
		steps, key = -steps, kb.ArrowUp
	}
	r.press(strings.Repeat(key, steps))
	if got := r.at(); got != row {
		r.t.Fatalf("the keys lead to row %d, not %d", got, row)
	}
}

const shownVersion = "document.querySelector('table.rows').dataset.version"

// change presses keys that change the alignment, and returns it as it then is.
func (r *reviewWindow) change(keys string, modifiers ...chromedp.Modifier) shownReview {
	r.t.Helper()
	before := valueIn[string](r.window, shownVersion)
	r.press(keys, modifiers...)
	r.wait(shownVersion + " !== " + jsQuote(before))
	now := r.state()
	if got := valueIn[string](r.window, shownVersion); got != now.Version {
		r.t.Errorf("after %q the page shows version %s, the API has %s", keys, got, now.Version)
	}
	return now
}

// seen is a function of JavaScript that says whether an element can be seen
// whole: nothing stands before its corners, and they are in the window.
const seen = `(e => {
	const r = e.getBoundingClientRect();
	return [r.top + 3, r.bottom - 3].every(y => e.contains(document.elementFromPoint(r.left + r.width / 2, y)));
})`

// shape says how many sentences the rows have, such as 1-1 2-1.
func (a shownReview) shape() string {
	var out []string
	for _, row := range a.Rows {
		out = append(out, fmt.Sprintf("%d-%d", len(row.Source), len(row.Target)))
	}
	return strings.Join(out, " ")
}

// first is the first row that is so, from a row on.
func (a shownReview) first(t *testing.T, from int, is func(shownRow) bool) int {
	t.Helper()
	n := slices.IndexFunc(a.Rows[from:], is)
	if n < 0 {
		t.Fatalf("the story has no such row: %s", a.shape())
	}
	return from + n
}

func sidesAre(source, target int) func(shownRow) bool {
	return func(r shownRow) bool { return len(r.Source) == source && len(r.Target) == target }
}

func reviewByKeys(t *testing.T, b *browser) {
	r := b.review(t, b.serveDemo(t), "port-fleuve", "fr", "en")
	start := r.state()

	r.press("?")
	r.wait("document.getElementById('help').open")
	r.press(kb.Escape)
	r.wait("!document.getElementById('help').open")
	r.press("jj" + kb.ArrowDown + "k")
	if got := r.at(); got != 2 {
		t.Errorf("three rows down and one up is row %d", got)
	}
	r.walk(len(start.Rows) - 1)
	for row := len(start.Rows) - 2; row >= 0; row-- {
		if r.press(kb.ArrowUp); !valueIn[bool](r.window, seen+"(document.querySelector('tr.here'))") {
			t.Errorf("row %d is out of sight", row)
		}
	}

	steps := 0
	change := func(keys string, modifiers ...chromedp.Modifier) shownReview {
		t.Helper()
		steps++
		return r.change(keys, modifiers...)
	}

	doubtful := start.first(t, 1, func(row shownRow) bool { return row.Doubtful })
	r.press("d")
	if got := r.at(); got != doubtful {
		t.Errorf("the next doubtful row is %d, shown is %d", doubtful, got)
	}
	now := change("c")
	if got := now.Rows[doubtful].Status; got != "confirmed" {
		t.Errorf("row %d is %s", doubtful, got)
	}
	if got := r.at(); got != doubtful+1 {
		t.Errorf("after a row is confirmed the next is looked at: row %d", got)
	}
	now = change("C")
	for n, row := range now.Rows {
		if confirmed := row.Status == "confirmed"; confirmed != (n <= doubtful+1) {
			t.Errorf("all above row %d were confirmed, and row %d is %s", doubtful+1, n, row.Status)
		}
	}
	if now = change("x"); now.Rows[doubtful+1].Status != "rejected" {
		t.Errorf("row %d is %s", doubtful+1, now.Rows[doubtful+1].Status)
	}
	r.pictureForReadme("review")
	if now = change("a"); now.Rows[doubtful+1].Status != "auto" {
		t.Errorf("row %d is %s", doubtful+1, now.Rows[doubtful+1].Status)
	}

	// Rows are split, joined, taken apart, and hand sentences on.
	wide := now.first(t, 0, sidesAre(2, 1))
	shape := now.shape()
	r.walk(wide)
	if now = change("s"); !sidesAre(1, 1)(now.Rows[wide]) || !sidesAre(1, 0)(now.Rows[wide+1]) {
		t.Errorf("split: %s", now.shape())
	}
	if now = change("m"); now.shape() != shape {
		t.Errorf("joined with the next: %s", now.shape())
	}
	if now = change("u"); !sidesAre(2, 0)(now.Rows[wide]) || !sidesAre(0, 1)(now.Rows[wide+1]) {
		t.Errorf("unlinked: %s", now.shape())
	}
	if now = change("z"); now.shape() != shape {
		t.Errorf("undone: %s", now.shape())
	}
	steps -= 2
	below := len(now.Rows[wide+1].Source)
	if now = change(kb.ArrowDown, chromedp.ModifierAlt); !sidesAre(1, 1)(now.Rows[wide]) || len(now.Rows[wide+1].Source) != below+1 {
		t.Errorf("pushed down: %s", now.shape())
	}
	if now = change("p"); now.shape() != shape {
		t.Errorf("pulled up again: %s", now.shape())
	}
	r.walk(wide + 1)
	if now = change("P"); !sidesAre(1, 1)(now.Rows[wide]) {
		t.Errorf("pulled down: %s", now.shape())
	}
	if now = change(kb.ArrowUp, chromedp.ModifierAlt); now.shape() != shape {
		t.Errorf("pushed up again: %s", now.shape())
	}
	rows := len(now.Rows)
	if now = change("M"); len(now.Rows) != rows-1 || r.at() != wide {
		t.Errorf("joined with the row above: %s", now.shape())
	}
	if now = r.change("z"); now.shape() != shape {
		t.Errorf("undone: %s", now.shape())
	}
	steps--

	// The text is corrected, a sentence cut in two and made one again.
	edited := now.first(t, 3, sidesAre(1, 1))
	want := now.Rows[edited].Target[0].Text + " As announced."
	r.walk(edited)
	r.press("i")
	r.wait("document.querySelector('tr.here details').open")
	if why := r.first("tr.here details li"); why == "" {
		t.Error("no evidence is shown")
	}
	r.press(kb.ArrowRight + kb.Enter)
	r.wait("document.getElementById('editor').open")
	r.press(kb.End, chromedp.ModifierCtrl)
	if now = change(" As announced." + kb.Enter); now.Rows[edited].Target[0].Text != want {
		t.Errorf("corrected: %+v", now.Rows[edited].Target)
	}
	r.walk(wide)
	whole := now.Rows[wide].Target[0].Text
	r.press("t")
	r.wait("document.getElementById('editor').open")
	at := strings.Index(whole, " ") + 1
	r.press(kb.Home, chromedp.ModifierCtrl)
	r.press(strings.Repeat(kb.ArrowRight, at))
	now = change(kb.Enter)
	if row := now.Rows[wide]; len(row.Target) != 2 || row.Target[0].Text+" "+row.Target[1].Text != whole {
		t.Errorf("cut after %q: %+v", whole[:at], row.Target)
	}
	r.press("[[")
	if now = change("f"); len(now.Rows[wide].Target) != 1 || now.Rows[wide].Target[0].Text != whole {
		t.Errorf("made one again: %+v", now.Rows[wide].Target)
	}
	// Back to the start, step by step, and to the end again.
	end := now
	for n := range steps {
		if now = r.change("z"); (now.Undo == nil) != (n == steps-1) {
			t.Fatalf("after %d of %d steps back what can be undone is %v", n+1, steps, now.Undo)
		}
	}
	if !reflect.DeepEqual(now.Rows, start.Rows) {
		t.Errorf("all undone: %s, at the start %s", now.shape(), start.shape())
	}
	for range steps {
		now = r.change("y")
	}
	if !reflect.DeepEqual(now.Rows, end.Rows) {
		t.Errorf("all done again: %s, at the end %s", now.shape(), end.shape())
	}
	t.Logf("%d actions by keys, undone and done again", steps)
}

func keysThatComeFast(t *testing.T, b *browser) {
	r := b.review(t, b.serveDemo(t), "port-fleuve", "fr", "en")
	r.press("cjccx") // rows 0, 2 and 3 confirmed, row 4 rejected
	r.wait("document.querySelectorAll('tr.rejected').length === 1")
	var got []string
	for _, row := range r.state().Rows[:6] {
		got = append(got, row.Status)
	}
	if want := []string{"confirmed", "auto", "confirmed", "confirmed", "rejected", "auto"}; !slices.Equal(got, want) {
		t.Errorf("the rows are %q, not %q", got, want)
	}
}

func twoWindows(t *testing.T, b *browser) {
	address := b.serveDemo(t)
	one, two := b.review(t, address, "port-fleuve", "fr", "en"), b.review(t, address, "port-fleuve", "fr", "en")
	// The second window stands behind the first, where it does not look for
	// changes of others.
	valueIn[bool](two.window, "Object.defineProperty(document, 'hidden', { get: () => true, configurable: true }) && true")
	text := one.state().Rows[3].Source[0].Text

	// A judgement on rows that are not as they are shown is refused.
	one.change("c")
	version := one.state().Version
	two.walk(14)
	two.press("x")
	two.wait("document.getElementById('says').classList.contains('warn')")
	if !two.has("Somebody else changed this story") {
		t.Error("the second window says nothing of the conflict")
	}
	if !valueIn[bool](two.window, seen+"(document.getElementById('says'))") {
		t.Error("what the second window says is out of sight")
	}
	if got := two.state(); got.Version != version || got.Rows[14].Status == "rejected" {
		t.Errorf("what the second window did was stored: %+v", got.Rows[14])
	}
	if !valueIn[bool](two.window, "document.getElementById('row-0').classList.contains('confirmed')") {
		t.Error("the second window does not show what the first did")
	}
	if two.change("x").Rows[14].Status != "rejected" {
		t.Error("the second window cannot go on")
	}

	// A text that was written meanwhile is there still, and can be stored.
	two.walk(3)
	two.press(kb.Enter)
	two.wait("document.getElementById('editor').open")
	two.press(kb.End, chromedp.ModifierCtrl)
	two.press(" Ajouté.")
	one.wait("document.getElementById('row-14').classList.contains('rejected')") // it looks for changes by itself
	if !one.has("Somebody else changed this story") {
		t.Error("the first window says nothing of the change")
	}
	one.walk(0)
	one.change("a")
	two.press(kb.Enter)
	two.wait("document.getElementById('says').classList.contains('warn') && document.getElementById('editor').open")
	if got := valueIn[string](two.window, "document.getElementById('edited').value"); got != text+" Ajouté." {
		t.Errorf("the text that was written is now %q", got)
	}
	if got := two.state().Rows[3].Source[0].Text; got != text {
		t.Errorf("stored was %q", got)
	}
	two.picture("conflict")
	if got := two.change(kb.Enter).Rows[3].Source[0].Text; got != text+" Ajouté." {
		t.Errorf("stored in the end is %q", got)
	}
	if got := two.state().Rows; got[0].Status != "auto" || got[14].Status != "rejected" {
		t.Errorf("what both did is %s and %s", got[0].Status, got[14].Status)
	}
}

// longStory goes by keys from one part of a story to the next and back, and
// changes rows in both.
func longStory(t *testing.T, b *browser) {
	path := filepath.Join(t.TempDir(), "long.db")
	store, err := sqlite.Open(t.Context(), path, sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	a := storetest.Random(1, 450)
	a.Key = "long"
	for i := range a.Alignments[0].Beads {
		if i == 7 || i == 311 {
			a.Alignments[0].Beads[i].Confidence = 0.4
		}
	}
	if _, err := store.PutArticle(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	address, _ := startServer(t, b.program, path)
	r := b.review(t, address, "long", "fr", "en")
	shown := func() string {
		t.Helper()
		return valueIn[string](r.window, `(rows => rows[0].id + " " + rows.at(-1).id)([...document.querySelectorAll("tr[data-row]")])`)
	}
	r.press("d")
	if got := r.at(); got != 7 || shown() != "row-0 row-199" {
		t.Errorf("the first doubtful row is %d of %s", got, shown())
	}
	r.press("d")
	r.wait(`document.querySelector("tr.here").id === "row-311"`)
	if got := shown(); got != "row-200 row-399" {
		t.Errorf("the part is %s", got)
	}
	if now := r.change("c"); now.Rows[311].Status != "confirmed" || r.at() != 312 {
		t.Errorf("row 311 is %s, and the next is %d", now.Rows[311].Status, r.at())
	}
	if got := valueIn[string](r.window, "location.search"); got != "?row=312" {
		t.Errorf("the address says %s", got)
	}
	r.visit("/stories/long/fr/en?row=200")
	r.wait(`document.querySelector("tr.here")?.id === "row-199"`)
	r.press("j")
	r.wait(`document.querySelector("tr.here")?.id === "row-200"`)
	if !valueIn[bool](r.window, seen+"(document.querySelector('tr.here'))") {
		t.Error("the first row of a part is out of sight")
	}
	r.picture("long-story")
	r.press("k")
	r.wait(`document.querySelector("tr.here")?.id === "row-199"`)
	if now := r.change("m"); len(now.Rows) != 449 || len(now.Rows[199].Source) != 2 || shown() != "row-0 row-199" {
		t.Errorf("rows of two parts joined: %d rows, %s", len(now.Rows), shown())
	}
	r.visit("/stories/long/fr/en?rows=all")
	r.wait(`document.querySelector("tr.here")`)
	if got := shown(); got != "row-0 row-448" {
		t.Errorf("the whole is %s", got)
	}
}
