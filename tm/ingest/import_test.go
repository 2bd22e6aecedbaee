package ingest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/text/language"

	"calque/align/article"
	"calque/align/article/pairing"
	"calque/tm"
	"calque/tm/sqlite"
)

// desk is a folder of files and a memory that they are imported into.
type desk struct {
	t     *testing.T
	dir   string
	store tm.Store
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	dir := t.TempDir()
	store, err := sqlite.Open(context.Background(), filepath.Join(dir, "memory.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return &desk{t, dir, store}
}

// write writes a file of paragraphs.
func (d *desk) write(name string, paragraphs ...string) string {
	d.t.Helper()
	path := filepath.Join(d.dir, name)
	if err := os.WriteFile(path, []byte(strings.Join(paragraphs, "\n\n")+"\n"), 0o644); err != nil {
		d.t.Fatal(err)
	}
	return path
}

// put imports the files as one article and fails on any error.
func (d *desk) put(paths ...string) Outcome {
	d.t.Helper()
	a := pairing.Article{Key: "story"}
	for _, path := range paths {
		a.Files = append(a.Files, pairing.File{Path: path})
	}
	outcome := New(d.store, Options{}).Import(context.Background(), a)
	if outcome.Err != nil || len(outcome.Skipped) > 0 {
		d.t.Fatalf("import: %v, skipped %v", outcome.Err, outcome.Skipped)
	}
	return outcome
}

// pairs returns the units of the memory as "source = target", by place.
func (d *desk) pairs(to language.Tag, statuses ...tm.Status) []string {
	d.t.Helper()
	var out []string
	for unit, err := range d.store.Units(context.Background(), tm.Filter{From: language.French, To: to, Statuses: statuses}) {
		if err != nil {
			d.t.Fatal(err)
		}
		out = append(out, unit.Source.Text+" = "+unit.Target.Text)
	}
	return out
}

func (d *desk) beads() []tm.Bead {
	d.t.Helper()
	a, err := d.store.Article(context.Background(), "story")
	if err != nil {
		d.t.Fatal(err)
	}
	return a.Alignments[0].Beads
}

var frenchStory = []string{
	"Le port de Matadi reçoit une nouvelle grue",
	"MATADI, 7 mai (ACP) -- Une grue de 45 mètres a été livrée lundi au port de Matadi.",
	"Elle a coûté 12,5 millions de dollars, selon la direction du port.",
	"Le ministre des Transports, Joseph Kalala, assistera à la mise en service le 20 mai 2024.",
	"Trente-deux agents ont été formés à Anvers pendant six semaines.",
	"Le trafic du port a atteint 2,3 millions de tonnes en 2023.",
}

var englishStory = []string{
	"Port of Matadi receives a new crane",
	"MATADI, May 7 (ACP) -- A 45-meter crane was delivered to the port of Matadi on Monday.",
	"It cost 12.5 million dollars, according to the port authority.",
	"Transport Minister Joseph Kalala will attend the commissioning on May 20, 2024.",
	"Thirty-two staff members were trained in Antwerp for six weeks.",
	"The port handled 2.3 million tonnes in 2023.",
}

// A renamed file is known by its text: the article keeps the key that it had.
func TestOutcomeNamesTheArticleByTheKeyInTheMemory(t *testing.T) {
	d := newDesk(t)
	english := d.write("a.en.txt", englishStory...)
	d.put(english, d.write("a.fr.txt", frenchStory...))
	outcome := New(d.store, Options{}).Import(context.Background(), pairing.Article{
		Key: "other", Files: []pairing.File{{Path: english}, {Path: d.write("b.fr.txt", frenchStory...)}},
	})
	if outcome.Err != nil || outcome.Key != "story" {
		t.Errorf("stored under %q, %v", outcome.Key, outcome.Err)
	}
}

func TestTheTitleOfAnArticleIsThatOfTheSource(t *testing.T) {
	d := newDesk(t)
	d.put(d.write("a.en.txt", englishStory...), d.write("a.fr.txt", frenchStory...))
	for info, err := range d.store.Articles(context.Background()) {
		if err != nil || info.Title != frenchStory[0] {
			t.Errorf("the title is %q, %v", info.Title, err)
		}
	}
}

func TestImportMakesAUnitOfEachSentence(t *testing.T) {
	d := newDesk(t)
	outcome := d.put(d.write("a.fr.txt", frenchStory...), d.write("a.en.txt", englishStory...))
	if !outcome.Put.New || outcome.Pairs != 1 || outcome.Put.Units != len(frenchStory) {
		t.Errorf("outcome %+v, want a new article with %d units", outcome, len(frenchStory))
	}
	for i, pair := range d.pairs(language.English) {
		source := strings.TrimPrefix(frenchStory[i], "MATADI, 7 mai (ACP) -- ")
		target := strings.TrimPrefix(englishStory[i], "MATADI, May 7 (ACP) -- ")
		if pair != source+" = "+target {
			t.Errorf("unit %d is %q", i, pair)
		}
	}
}

func TestImportingAgainChangesNothing(t *testing.T) {
	d := newDesk(t)
	fr, en := d.write("a.fr.txt", frenchStory...), d.write("a.en.txt", englishStory...)
	d.put(fr, en)
	before := fmt.Sprint(d.beads())
	outcome := d.put(fr, en)
	if !outcome.Put.Unchanged || outcome.Put.Added != 0 || outcome.Put.Superseded != 0 {
		t.Errorf("outcome %+v, want unchanged", outcome.Put)
	}
	if after := fmt.Sprint(d.beads()); after != before {
		t.Errorf("beads were\n%s\nand are\n%s", before, after)
	}
}

func TestAChangedArticleKeepsWhatIsConfirmedAndSupersedesWhatIsGone(t *testing.T) {
	ctx := context.Background()
	d := newDesk(t)
	fr, en := d.write("a.fr.txt", frenchStory...), d.write("a.en.txt", englishStory...)
	d.put(fr, en)
	confirmed := d.beads()[2]
	if err := d.store.SetStatus(ctx, confirmed.ID, tm.StatusConfirmed, "amina"); err != nil {
		t.Fatal(err)
	}

	french := append([]string{}, frenchStory...)
	english := append([]string{}, englishStory...)
	french[4], english[4] = "Quarante agents ont été formés à Hambourg.", "Forty staff members were trained in Hamburg."
	french = append(french[:2:2], append([]string{"La livraison a pris trois mois."}, french[2:]...)...)
	english = append(english[:2:2], append([]string{"Delivery took three months."}, english[2:]...)...)
	d.write("a.fr.txt", french...)
	d.write("a.en.txt", english...)
	outcome := d.put(fr, en)

	if outcome.Put.New || outcome.Put.Unchanged || outcome.Put.Superseded != 1 || outcome.Put.Added != 2 {
		t.Errorf("outcome %+v, want one unit superseded and two added", outcome.Put)
	}
	if got := len(d.pairs(language.English)); got != len(french) {
		t.Errorf("%d units, want %d", got, len(french))
	}
	kept := d.beads()[3]
	if kept.Status != tm.StatusConfirmed || kept.By != "amina" {
		t.Errorf("the confirmed bead is now %+v", kept)
	}
	gone := d.pairs(language.English, tm.StatusSuperseded)
	if len(gone) != 1 || !strings.HasPrefix(gone[0], frenchStory[4]) {
		t.Errorf("superseded: %q", gone)
	}
}

func TestALineLeftUntranslatedIsNoUnit(t *testing.T) {
	d := newDesk(t)
	english := append([]string{}, englishStory...)
	english[3] = frenchStory[3]
	d.put(d.write("a.fr.txt", frenchStory...), d.write("a.en.txt", english...))
	for _, pair := range d.pairs(language.English) {
		if strings.Contains(pair, " = "+frenchStory[3]) {
			t.Errorf("the untranslated line became a unit: %q", pair)
		}
	}
	if got, want := len(d.pairs(language.English)), len(frenchStory)-1; got != want {
		t.Errorf("%d units, want %d", got, want)
	}
}

func TestALanguageAddedLaterJoinsItsArticle(t *testing.T) {
	d := newDesk(t)
	fr, en := d.write("a.fr.txt", frenchStory...), d.write("a.en.txt", englishStory...)
	d.put(fr, en)
	spanish := d.write("a.es.txt",
		"El puerto de Matadi recibe una nueva grúa",
		"Una grúa de 45 metros fue entregada el lunes en el puerto de Matadi.",
		"Costó 12,5 millones de dólares, según la dirección del puerto.",
		"El ministro de Transportes, Joseph Kalala, asistirá a la puesta en servicio el 20 de mayo de 2024.",
		"Treinta y dos agentes fueron formados en Amberes durante seis semanas.",
		"El tráfico del puerto alcanzó 2,3 millones de toneladas en 2023.")
	outcome := d.put(fr, spanish)
	if outcome.Put.New {
		t.Error("the story was stored as a second article")
	}
	if got := len(d.pairs(language.English)); got != len(frenchStory) {
		t.Errorf("%d English units are left, want %d", got, len(frenchStory))
	}
	if got := len(d.pairs(language.Spanish)); got != len(frenchStory) {
		t.Errorf("%d Spanish units, want %d", got, len(frenchStory))
	}
}

func TestAFileThatCannotBeReadLeavesTheOthers(t *testing.T) {
	d := newDesk(t)
	paths := []string{d.write("a.fr.txt", frenchStory...), d.write("a.en.txt", englishStory...), filepath.Join(d.dir, "gone.es.txt")}
	a := pairing.Article{Key: "story"}
	for _, path := range paths {
		a.Files = append(a.Files, pairing.File{Path: path})
	}
	outcome := New(d.store, Options{}).Import(context.Background(), a)
	if outcome.Err != nil || outcome.Put.Units == 0 {
		t.Errorf("import: %v with %d units", outcome.Err, outcome.Put.Units)
	}
	if len(outcome.Skipped) != 1 || !strings.Contains(outcome.Skipped[0].Error(), "gone.es.txt") {
		t.Errorf("skipped %v, want one error that names the file", outcome.Skipped)
	}
}

func TestNothingRunsWhenImportAllIsOver(t *testing.T) {
	d := newDesk(t)
	first := pairing.Article{Key: "first", Files: []pairing.File{
		{Path: d.write("a.fr.txt", frenchStory...)}, {Path: d.write("a.en.txt", englishStory...)}}}
	slow := pairing.Article{Key: "slow", Files: []pairing.File{{Path: "slow.fr.txt"}, {Path: "slow.en.txt"}}}
	var running atomic.Int32
	started := make(chan struct{}, 1)
	read := func(ctx context.Context, path string, lang language.Tag) (*article.Document, error) {
		if !strings.Contains(path, "slow") {
			return readFile(ctx, path, lang)
		}
		running.Add(1)
		defer running.Add(-1)
		select {
		case started <- struct{}{}:
		default:
		}
		<-ctx.Done()
		time.Sleep(20 * time.Millisecond) // as what does not look at ctx all the time
		return nil, ctx.Err()
	}
	for range New(d.store, Options{Workers: 2, Read: read}).ImportAll(t.Context(), slices.Values([]pairing.Article{first, slow, slow})) {
		<-started
		break
	}
	if n := running.Load(); n != 0 {
		t.Errorf("%d files are still being read", n)
	}
}

func TestImportAllStopsWhenItIsCancelled(t *testing.T) {
	d := newDesk(t)
	a := pairing.Article{Key: "story", Files: []pairing.File{
		{Path: d.write("a.fr.txt", frenchStory...)}, {Path: d.write("a.en.txt", englishStory...)}}}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	endless := func(yield func(pairing.Article) bool) {
		for yield(a) {
		}
	}
	n := 0
	for range New(d.store, Options{Workers: 2}).ImportAll(ctx, endless) {
		if n++; n == 3 {
			cancel()
		}
		if n > 4 {
			t.Fatal("the import went on after it was cancelled")
		}
	}
}
