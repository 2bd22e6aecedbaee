package pairing

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"calque/align/article"
)

// stories is where the example articles of the command line lie, and their
// table of story, language, charset and path.
const stories = "../../../cmd/calque/examples"

// nameless copies the example stories into a new folder under names that say
// nothing, and returns the story of each.
func nameless(t *testing.T) (root string, storyOf map[string]string) {
	t.Helper()
	table, err := os.ReadFile(filepath.Join(stories, "testdata", "files.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	root, storyOf = t.TempDir(), map[string]string{}
	rows := strings.Split(strings.TrimSpace(string(table)), "\n")
	rand.New(rand.NewPCG(9, 10)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	for i, row := range rows {
		cells := strings.Split(row, "\t")
		if len(cells) < 4 || strings.HasPrefix(row, "#") {
			continue
		}
		path := filepath.Join(stories, "stories", filepath.FromSlash(cells[3]))
		data, err := os.ReadFile(path)
		if os.IsNotExist(err) {
			continue // the row of column names
		}
		if err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("%04d%s", i, filepath.Ext(path))
		if err := os.WriteFile(filepath.Join(root, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
		storyOf[name] = cells[0]
	}
	if len(storyOf) < 16 {
		t.Fatalf("only %d example stories", len(storyOf))
	}
	return root, storyOf
}

// unlinked reads a file and forgets what links it to others.
func unlinked(ctx context.Context, path string) (*article.Document, error) {
	doc, err := article.ReadFile(ctx, path, article.Options{})
	if err == nil {
		doc.URL, doc.Alternates = "", nil
	}
	return doc, err
}

func TestStoriesArePairedByContentAlone(t *testing.T) {
	root, storyOf := nameless(t)
	r := plan(t, Options{Read: unlinked}, root)
	paired := 0
	for _, a := range r.Articles {
		if a.How != Content {
			t.Errorf("%s was paired by %s", a.Key, a.How)
		}
		for _, f := range a.Files {
			paired++
			if story, first := storyOf[filepath.Base(f.Path)], storyOf[filepath.Base(a.Files[0].Path)]; story != first {
				t.Errorf("the %v file of %s stands with %s", f.Lang, story, first)
			}
		}
	}
	if paired < len(storyOf)*95/100 {
		t.Errorf("%d of %d files were paired", paired, len(storyOf))
		for _, f := range r.Unpaired {
			t.Log("alone:", storyOf[filepath.Base(f.Path)], f.Lang, f.Why)
		}
	}
}

// Where no file has a partner, none must be found.
func TestStrangersAreNotPaired(t *testing.T) {
	root, storyOf := nameless(t)
	storyIn := map[string]language.Tag{} // one language a story
	languages := []language.Tag{language.French, language.English, language.Chinese, language.Arabic, language.German}
	read := func(ctx context.Context, path string) (*article.Document, error) {
		return unlinked(ctx, path)
	}
	var paths []string
	for name, story := range storyOf {
		doc, err := read(t.Context(), filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		want := languages[len(story)%len(languages)]
		if doc.Lang == want && storyIn[story] == language.Und {
			storyIn[story] = want
			paths = append(paths, filepath.Join(root, name))
		}
	}
	if len(paths) < 4 {
		t.Fatalf("only %d strangers", len(paths))
	}
	if r := plan(t, Options{Read: read}, paths...); len(r.Articles) > 0 || len(r.Unpaired) != len(paths) {
		t.Errorf("%q", lines(r, root))
	}
}

// wire makes a short agency story about made-up people, in one of two
// languages.
func wire(random *rand.Rand, english bool, date time.Time) *article.Document {
	name := func() string {
		const consonants, vowels = "bdfgklmnprstv", "aeiou"
		b := []byte{}
		for range 3 + random.IntN(2) {
			b = append(b, consonants[random.IntN(len(consonants))], vowels[random.IntN(len(vowels))])
		}
		return strings.ToUpper(string(b[:1])) + string(b[1:])
	}
	who, where, other := name(), name(), name()
	count, price, share := 1000+random.IntN(90000), 10+random.IntN(900), random.IntN(1000)
	doc := &article.Document{Lang: language.French, Date: date}
	text := "Le ministre %s a visité %s hier avec %s. Le projet coûtera %d millions d'euros et emploiera %d personnes, soit %d,%d %% de la région."
	point := ","
	if english {
		doc.Lang = language.English
		text = "Minister %s visited %s yesterday with %s. The project will cost %d million euros and employ %s people, or %d.%d%% of the region."
	}
	number := fmt.Sprint(count)
	if english {
		number = fmt.Sprintf("%d%s%03d", count/1000, point, count%1000)
	}
	text = strings.Replace(text, "employ %s", "employ "+number, 1)
	text = strings.Replace(text, "emploiera %d", "emploiera "+number, 1)
	doc.Blocks = []article.Block{{Role: article.Body, Text: fmt.Sprintf(text, who, where, other, price, share/10, share%10)}}
	return doc
}

// wires makes n stories in both languages, as a source for Plan.
func wires(n int) (paths []string, options Options) {
	docs := map[string]*article.Document{}
	for i := range n {
		date := time.Date(2024, 1, 1+i%300, 0, 0, 0, 0, time.UTC)
		for side, english := range []bool{false, true} {
			path := fmt.Sprintf("%c%06d", "fe"[side], i*7919%n)
			if side == 1 {
				path = fmt.Sprintf("e%06d", i*104729%n)
			}
			docs[path] = wire(rand.New(rand.NewPCG(uint64(i), 1)), english, date)
			paths = append(paths, path)
		}
	}
	return paths, Options{Read: func(_ context.Context, path string) (*article.Document, error) { return docs[path], nil }}
}

func planPages(ctx context.Context, paths []string, options Options) *Result {
	p := &planner{options: options, placed: map[string]int{}}
	var files []file
	for _, path := range paths {
		files = append(files, file{path: path, identity: path})
	}
	p.unpaired = p.byReading(ctx, files)
	return p.result()
}

func TestShortWiresArePaired(t *testing.T) {
	const n = 200
	paths, options := wires(n)
	r := planPages(t.Context(), paths, options)
	right := 0
	for _, a := range r.Articles {
		french, _ := options.Read(t.Context(), a.Files[1].Path)
		english, _ := options.Read(t.Context(), a.Files[0].Path)
		if strings.Fields(french.Blocks[0].Text)[2] != strings.Fields(english.Blocks[0].Text)[1] {
			t.Errorf("%q with %q", french.Blocks[0].Text, english.Blocks[0].Text)
			continue
		}
		right++
	}
	if right < n*98/100 {
		t.Errorf("%d of %d pairs were found", right, n)
	}
}

// The candidates of the inverted index are those of a comparison of all with
// all.
func TestIndexFindsWhatComparingAllFinds(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	for range 30 {
		as, bs := randomPages(random, language.French), randomPages(random, language.English)
		w := newWeights(as, bs)
		got := map[[2]int]float64{}
		for _, m := range scoreAll(w, as, bs) {
			got[[2]int{m.i, m.j}] = m.score
		}
		for i, a := range as {
			for j, b := range bs {
				shared := 0.0
				eachShared(a, b, func(f feature) { shared += w.of(f) })
				_, want := w.score(a, b, shared)
				if shared == 0 {
					want = 0 // the date alone makes no candidate
				}
				if diff := got[[2]int{i, j}] - want; diff > 1e-9 || diff < -1e-9 {
					t.Fatalf("%d, %d: score %v, want %v", i, j, got[[2]int{i, j}], want)
				}
			}
		}
	}
}

// randomPages makes fewer pages than are kept as candidates of each.
func randomPages(random *rand.Rand, lang language.Tag) []*page {
	pages := make([]*page, 1+random.IntN(candidates))
	for i := range pages {
		seen := map[uint64]bool{}
		p := &page{doc: File{Path: fmt.Sprint(i), Lang: lang}}
		for range 5 + random.IntN(20) {
			key := random.Uint64N(40)
			if !seen[key] {
				seen[key] = true
				p.features.features = append(p.features.features, feature{key, kind(key % uint64(day))})
			}
		}
		slices.SortFunc(p.features.features, func(a, b feature) int { return cmp.Compare(a.key, b.key) })
		p.features.length = 500 + 500*random.Float64()
		if random.IntN(2) == 0 {
			today := random.Uint64N(5) + 1
			p.features.days = [3]uint64{today, today - 1, today + 1}
		}
		pages[i] = p
	}
	return pages
}

func TestDoubtfulPairIsNotMade(t *testing.T) {
	one := wire(rand.New(rand.NewPCG(1, 1)), false, time.Time{})
	english := wire(rand.New(rand.NewPCG(1, 1)), true, time.Time{})
	docs := map[string]*article.Document{"a.txt": one, "b.txt": english, "c.txt": english}
	root := makeFiles(t, names("a.txt", "b.txt", "c.txt"))
	r := plan(t, documents(docs), root)
	if len(r.Articles) != 0 || len(r.Unpaired) != 3 {
		t.Fatalf("%q", lines(r, root))
	}
	for _, f := range r.Unpaired {
		if !strings.Contains(f.Why, "resembles") {
			t.Errorf("%s: %q does not say what it resembles", f.Path, f.Why)
		}
	}
	delete(docs, "c.txt")
	if err := os.Remove(filepath.Join(root, "c.txt")); err != nil {
		t.Fatal(err)
	}
	if r := plan(t, documents(docs), root); len(r.Articles) != 1 {
		t.Errorf("without the rival: %q", lines(r, root))
	}
}

// Texts that find no room are read again, and the plan is the same.
func TestTextsAreReadAgainWhenThereIsNoRoom(t *testing.T) {
	paths, options := wires(5)
	read := 0
	counted := func(ctx context.Context, path string) (*article.Document, error) {
		read++
		return options.Read(ctx, path)
	}
	store := newTexts(counted, 200)
	for _, path := range paths {
		p := &page{file: file{path: path}}
		doc, _ := options.Read(t.Context(), path)
		store.keep(p, doc)
		blocks, err := store.of(t.Context(), p)
		if err != nil || len(blocks) != 1 || blocks[0] != doc.Blocks[0] {
			t.Fatalf("%s: %v, %v", path, blocks, err)
		}
	}
	if read == 0 || read == len(paths) {
		t.Errorf("%d of %d texts were read again", read, len(paths))
	}
}

// Two reports on one event share names, numbers and the date, and are still no
// translations of each other.
func TestStoriesOnOneSubjectAreNotPaired(t *testing.T) {
	date := time.Date(2024, 9, 14, 0, 0, 0, 0, time.UTC)
	report := func(lang language.Tag, sentences ...string) *article.Document {
		return &article.Document{Lang: lang, Date: date, Blocks: []article.Block{
			{Role: article.Title, Text: sentences[0]}, {Role: article.Body, Text: strings.Join(sentences[1:], " ")},
		}}
	}
	french := report(language.French,
		"Le pont Valmorel-Drancourt ouvert au trafic",
		"Le président Lucien Valmorel a inauguré samedi à Port-Drancourt un pont de 1 280 mètres.",
		"La construction a duré quatre ans et coûté 340 millions d'euros, deux fois plus que prévu.",
		"Des pêcheurs du quartier Sainte-Odile ont manifesté contre la fermeture de l'ancien bac.",
		"Le maire, Odette Karsenti, promet une navette gratuite pour les riverains.",
		"Les premiers camions ont traversé le fleuve dès l'après-midi.")
	otherEnglish := report(language.English,
		"How Port-Drancourt lost its ferry",
		"For ninety years the old boat carried schoolchildren and market women from one bank to the other.",
		"On Saturday its captain, Bastien Leroux, switched off the engine for good.",
		"Nobody asked us, said Odette Karsenti's own nephew while he packed his nets.",
		"The 340 million euros that Lucien Valmorel spent could have bought forty new boats, residents of Sainte-Odile say.",
		"Valmorel himself did not stay for questions.")
	english := report(language.English,
		"Valmorel-Drancourt bridge opens to traffic",
		"President Lucien Valmorel opened a bridge of 1,280 metres in Port-Drancourt on Saturday.",
		"It took four years to build and cost 340 million euros, twice as much as planned.",
		"Fishermen from the Sainte-Odile district protested against the closing of the old ferry.",
		"The mayor, Odette Karsenti, promises a free shuttle for those who live nearby.",
		"The first trucks crossed the river in the afternoon.")
	root := makeFiles(t, names("a.txt", "b.txt", "c.txt"))
	docs := map[string]*article.Document{"a.txt": french, "b.txt": otherEnglish}
	if err := os.Remove(filepath.Join(root, "c.txt")); err != nil {
		t.Fatal(err)
	}
	if r := plan(t, documents(docs), root); len(r.Articles) != 0 {
		t.Errorf("%q", lines(r, root))
	}
	if err := os.WriteFile(filepath.Join(root, "c.txt"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	docs["c.txt"] = english
	want := []string{"a by content: en=c.txt fr=a.txt", "alone: b.txt"}
	if diff := gocmp.Diff(want, lines(plan(t, documents(docs), root), root)); diff != "" {
		t.Error(diff)
	}
}

func BenchmarkContent(b *testing.B) {
	for _, n := range []int{500, 1000, 2000, 4000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			paths, options := wires(n)
			for b.Loop() {
				planPages(b.Context(), paths, options)
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "pairs/s")
		})
	}
}
