package examples

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
)

// story is one language version of a story, as testdata/files.tsv lists it.
type story struct {
	key, lang, charset, path string
}

func TestEveryStoryFileIsListed(t *testing.T) {
	listed := map[string]bool{}
	for _, s := range listStories(t) {
		listed[s.path] = true
		if _, err := fs.Stat(Stories(), s.path); err != nil {
			t.Errorf("testdata/files.tsv lists a file that is not there: %v", err)
		}
	}
	err := fs.WalkDir(Stories(), ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !listed[p] {
			t.Errorf("%s is not listed in testdata/files.tsv", p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestStoriesCoverLanguagesFormatsAndCharsets(t *testing.T) {
	languages, formats, charsets := map[string]int{}, map[string]int{}, map[string]int{}
	versions := map[string][]string{}
	for _, s := range listStories(t) {
		languages[s.lang]++
		charsets[s.charset]++
		formats[strings.TrimPrefix(path.Ext(s.path), ".")]++
		versions[s.key] = append(versions[s.key], s.lang)
	}
	if len(versions) < 8 {
		t.Errorf("%d stories, want at least 8", len(versions))
	}
	for key, langs := range versions {
		for _, want := range []string{"fr", "en", "zh"} {
			if !slices.Contains(langs, want) {
				t.Errorf("%s has no version in %s", key, want)
			}
		}
	}
	requireAll(t, "language", languages, "ar", "es", "de", "ru", "pt", "ja", "zh-Hant")
	requireAll(t, "format", formats, "txt", "md", "html", "docx")
	requireAll(t, "charset", charsets, "windows-1252", "gb18030", "utf-16le", "windows-1256", "utf-8")
}

func requireAll(t *testing.T, what string, seen map[string]int, want ...string) {
	t.Helper()
	for _, w := range want {
		if seen[w] == 0 {
			t.Errorf("no story file with %s %s", what, w)
		}
	}
}

// A file that would read the same in UTF-8 shows nothing of its charset, so
// every listed charset has to decode, encode back to the same bytes, and not
// be valid UTF-8.
func TestStoriesAreInTheCharsetListed(t *testing.T) {
	for _, s := range listStories(t) {
		t.Run(s.path, func(t *testing.T) {
			raw := readFile(t, Stories(), s.path)
			if err := checkCharset(raw, s.charset); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestFrenchStoriesAreNewsLength(t *testing.T) {
	for _, s := range listStories(t) {
		if s.lang != "fr" {
			continue
		}
		words := len(strings.Fields(strings.Join(readLines(t, Gold(), path.Join("fr-en", s.key+".src")), " ")))
		if words < 150 || words > 600 {
			t.Errorf("%s has %d words in French, want 150 to 600", s.key, words)
		}
	}
}

func TestEveryPairHasGoldAndEveryGoldAPair(t *testing.T) {
	want := map[string]bool{}
	for _, s := range listStories(t) {
		if s.lang == "fr" {
			continue
		}
		for _, ext := range []string{".src", ".tgt", ".gold"} {
			want["fr-"+s.lang+"/"+s.key+ext] = true
		}
	}
	err := fs.WalkDir(Gold(), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if !want[p] {
			t.Errorf("gold/%s belongs to no listed story", p)
		}
		delete(want, p)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for p := range want {
		t.Errorf("gold/%s is missing", p)
	}
}

func TestGoldBeadsCoverEachSentenceOnce(t *testing.T) {
	eachGold(t, func(t *testing.T, g goldPair) {
		beads, err := parseBeads(g.gold)
		if err != nil {
			t.Fatal(err)
		}
		if err := checkBeads(beads, len(g.source), len(g.target)); err != nil {
			t.Error(err)
		}
	})
}

// The source side is the same text in every pair, so its sentences must not
// differ from one pair to the next.
func TestGoldCutsTheFrenchSideOnce(t *testing.T) {
	first := map[string][]string{}
	eachGold(t, func(t *testing.T, g goldPair) {
		if first[g.key] == nil {
			first[g.key] = g.source
		}
		if !slices.Equal(first[g.key], g.source) {
			t.Errorf("the French sentences of %s differ from those of another pair", g.key)
		}
	})
}

func TestGoldSentencesStandInTheirStories(t *testing.T) {
	texts := map[string]string{}
	for _, s := range listStories(t) {
		text, err := storyText(readFile(t, Stories(), s.path), s.path, s.charset)
		if err != nil {
			t.Fatalf("%s: %v", s.path, err)
		}
		texts[s.key+" "+s.lang] = text
	}
	eachGold(t, func(t *testing.T, g goldPair) {
		if missing, ok := inOrder(texts[g.key+" fr"], g.source); !ok {
			t.Errorf("not in the French story, or out of order: %q", missing)
		}
		if missing, ok := inOrder(texts[g.key+" "+g.lang], g.target); !ok {
			t.Errorf("not in the %s story, or out of order: %q", g.lang, missing)
		}
	})
}

// What translators do to a text is what the fixture is for.
func TestGoldShowsWhatTranslatorsDo(t *testing.T) {
	shapes := map[string]int{}
	eachGold(t, func(t *testing.T, g goldPair) {
		beads, err := parseBeads(g.gold)
		if err != nil {
			t.Fatal(err)
		}
		furthest := -1
		for _, b := range beads {
			shapes[b.shape()]++
			if len(b.target) > 0 && b.target[0] < furthest {
				shapes["moved"]++
			}
			if len(b.target) > 0 {
				furthest = max(furthest, b.target[0])
			}
		}
	})
	requireAll(t, "bead", shapes, "1:1", "1:2", "2:1", "2:2", "1:0", "0:1", "moved")
}

func TestGoldHasNoFurniture(t *testing.T) {
	// Whole lines and parts of lines that stand in the stories, but are no
	// part of what a translator translates.
	lines := []string{"Non", "Notification:", "Médiane", "FIN", "Enditem", "（完）"}
	parts := []string{
		"Légendes et crédits photo", "Lire aussi", "Read also", "Leia também", "Lesen Sie auch", "Читайте также",
		"اقرأ أيضا", "相关阅读", "関連記事", "责任编辑", "分享到", "شارك", "(Médiane", "(Mediane", "美迪安社",
		"http", "©", "Copyright", "جميع الحقوق", " -- ",
	}
	eachGold(t, func(t *testing.T, g goldPair) {
		for _, sentence := range slices.Concat(g.source, g.target) {
			if strings.TrimSpace(sentence) != sentence || sentence == "" {
				t.Errorf("sentence %q is empty or has white space around it", sentence)
			}
			if slices.Contains(lines, sentence) {
				t.Errorf("sentence %q is furniture", sentence)
			}
			for _, part := range parts {
				if strings.Contains(sentence, part) {
					t.Errorf("furniture %q in sentence %q", part, sentence)
				}
			}
		}
	})
}
