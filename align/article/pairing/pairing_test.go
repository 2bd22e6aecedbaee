package pairing

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"calque/align/article"
)

// makeFiles writes files under a new folder; names end in "/" for a folder.
func makeFiles(t *testing.T, contents map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range contents {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func names(list ...string) map[string]string {
	contents := map[string]string{}
	for _, name := range list {
		contents[name] = "x"
	}
	return contents
}

// noReading fails the test if a file is opened.
func noReading(t *testing.T) Options {
	return Options{Read: func(_ context.Context, path string) (*article.Document, error) {
		t.Errorf("%s was read", path)
		return nil, errors.New("not to be read")
	}}
}

// documents reads from a table of made documents by base name.
func documents(docs map[string]*article.Document) Options {
	return Options{Read: func(_ context.Context, path string) (*article.Document, error) {
		if doc := docs[filepath.Base(path)]; doc != nil {
			return doc, nil
		}
		return nil, fmt.Errorf("%s: no such document in the test", path)
	}}
}

func plan(t *testing.T, options Options, paths ...string) *Result {
	t.Helper()
	r, err := Plan(t.Context(), paths, options)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// lines writes a plan in short, with paths relative to root.
func lines(r *Result, root string) []string {
	short := func(path string) string {
		if relative, err := filepath.Rel(root, path); err == nil {
			path = relative
		}
		return filepath.ToSlash(path)
	}
	var list []string
	for _, a := range r.Articles {
		line := fmt.Sprintf("%s by %s:", a.Key, a.How)
		for _, f := range a.Files {
			line += fmt.Sprintf(" %v=%s", f.Lang, short(f.Path))
		}
		list = append(list, line)
	}
	for _, f := range r.Unpaired {
		list = append(list, "alone: "+short(f.Path))
	}
	for _, f := range r.Failed {
		list = append(list, "failed: "+short(f.Path))
	}
	return list
}

func TestNamesAndFolders(t *testing.T) {
	for _, test := range []struct {
		name  string
		files []string
		want  []string
	}{
		{"suffix after a point", []string{"story.fr.txt", "story.zh.html"},
			[]string{"story by names: fr=story.fr.txt zh=story.zh.html"}},
		{"suffix after other marks", []string{"a_fr.txt", "a_en.md", "b-fr.txt", "b-en.docx", "c (fr).txt", "c (en).txt"},
			[]string{"a by names: en=a_en.md fr=a_fr.txt", "b by names: en=b-en.docx fr=b-fr.txt", "c by names: en=c (en).txt fr=c (fr).txt"}},
		{"prefix", []string{"fr_story.txt", "en_story.txt", "fr-2.txt", "zh-2.txt"},
			[]string{"2 by names: fr=fr-2.txt zh=zh-2.txt", "story by names: en=en_story.txt fr=fr_story.txt"}},
		{"between points", []string{"story.fr.final.txt", "story.en.final.txt"},
			[]string{"story.final by names: en=story.en.final.txt fr=story.fr.final.txt"}},
		{"scripts and regions", []string{"s.fr.txt", "s.zh-Hans.txt", "s.zh_TW.txt", "s.pt-BR.txt", "s.en_US.txt"},
			[]string{"s by names: en-US=s.en_US.txt fr=s.fr.txt pt-BR=s.pt-BR.txt zh=s.zh-Hans.txt zh-Hant=s.zh_TW.txt"}},
		{"codes that people use", []string{"s.fr.txt", "s.cn.txt", "s.jp.txt", "s.deu.txt"},
			[]string{"s by names: de=s.deu.txt fr=s.fr.txt ja=s.jp.txt zh=s.cn.txt"}},
		{"upper case", []string{"Story.FR.txt", "story.en.TXT"},
			[]string{"Story by names: en=story.en.TXT fr=Story.FR.txt"}},
		{"a code for the extension", []string{"story.fr", "story.en", "lonely.so", "readme.txt.gz"},
			[]string{"story by names: en=story.en fr=story.fr"}},
		{"language alone as the name", []string{"pont/fr.txt", "pont/en.txt"},
			[]string{"pont by names: en=pont/en.txt fr=pont/fr.txt"}},
		{"language written out", []string{"s.français.txt", "s.English.txt", "s.中文.txt"},
			[]string{"s by names: en=s.English.txt fr=s.français.txt zh=s.中文.txt"}},
		{"two formats of a language", []string{"s.fr.txt", "s.fr.html", "s.en.txt", "s.en.html"},
			[]string{"s by names: en=s.en.html fr=s.fr.html", "alone: s.en.txt", "alone: s.fr.txt"}},
		{"folders", []string{"fr/a.txt", "en/a.html", "fr/2024/b.txt", "en/2024/b.txt"},
			[]string{"a by folders: en=en/a.html fr=fr/a.txt", "b by folders: en=en/2024/b.txt fr=fr/2024/b.txt"}},
		{"folders deep down", []string{"x/fr/y/a.txt", "x/zh-CN/y/a.txt"},
			[]string{"a by folders: fr=x/fr/y/a.txt zh=x/zh-CN/y/a.txt"}},
		{"folders with a word", []string{"textes_fr/a.txt", "textes_en/a.txt", "Français/b.txt", "English/b.txt"},
			[]string{"a by folders: en=textes_en/a.txt fr=textes_fr/a.txt", "b by folders: en=English/b.txt fr=Français/b.txt"}},
		{"folder and name", []string{"fr/a_fr.txt", "en/a_en.txt"},
			[]string{"a by folders: en=en/a_en.txt fr=fr/a_fr.txt"}},
		{"same key in two folders", []string{"x/a.fr.txt", "x/a.en.txt", "y/a.fr.txt", "y/a.en.txt"},
			[]string{"x/a by names: en=x/a.en.txt fr=x/a.fr.txt", "y/a by names: en=y/a.en.txt fr=y/a.fr.txt"}},
		{"names before folders", []string{"fr/a.fr.txt", "fr/a.en.txt", "en/a.fr.txt", "en/a.en.txt"},
			[]string{"en/a by names: en=en/a.en.txt fr=en/a.fr.txt", "fr/a by names: en=fr/a.en.txt fr=fr/a.fr.txt"}},
		{"what is no article", []string{"s.fr.txt", "s.en.txt", ".s.de.txt", "s.es.txt~", "#s.it.txt#", "~$s.ru.docx", "s.fr.tmx", "s.db",
			"s.gold", "page_files/menu.html", ".git/x.fr.txt", ".git/x.en.txt", "notes.tsv"},
			[]string{"s by names: en=s.en.txt fr=s.fr.txt"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			contents := names(test.files...)
			if test.name == "what is no article" {
				contents["page.fr.html"], contents["page.en.html"] = "x", "x"
				contents["page.fr_files/menu.html"] = "x"
				delete(contents, "page_files/menu.html")
				test.want = append([]string{"page by names: en=page.en.html fr=page.fr.html"}, test.want...)
			}
			root := makeFiles(t, contents)
			if diff := cmp.Diff(test.want, lines(plan(t, noReading(t), root), root)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWordsOfATitleAreNoLanguages(t *testing.T) {
	for _, list := range [][]string{
		{"la-crise-en.txt", "le-pont-de.txt"},
		{"learn-french.txt", "learn-chinese.txt"},
		{"vitamine-a.txt", "vitamine-b.txt"},
		{"chapter-1.txt", "chapter-2.txt"},
		{"visite-de-xi.txt", "visite-en-xi.txt"},
	} {
		root := makeFiles(t, names(list...))
		read := func(context.Context, string) (*article.Document, error) {
			return &article.Document{Lang: language.French}, nil
		}
		if r := plan(t, Options{Read: read}, root); len(r.Articles) != 0 || len(r.Unpaired) != len(list) {
			t.Errorf("%v: %q", list, lines(r, root))
		}
	}
}

func TestOriginalWithoutALanguage(t *testing.T) {
	french, english := &article.Document{Lang: language.French}, &article.Document{Lang: language.English}
	for _, test := range []struct {
		name string
		docs map[string]*article.Document
		want []string
	}{
		{"beside a pair", map[string]*article.Document{"s.txt": french, "s.en.txt": nil, "s.de.txt": nil},
			[]string{"s by names: de=s.de.txt en=s.en.txt fr=s.txt"}},
		{"beside one", map[string]*article.Document{"s.txt": french, "s.en.txt": english},
			[]string{"s by names: en=s.en.txt fr=s.txt"}},
		{"in the same language", map[string]*article.Document{"s.txt": english, "s.en.txt": english},
			[]string{"alone: s.en.txt", "alone: s.txt"}},
		{"where the name means something else", map[string]*article.Document{"s.txt": french, "s-en.txt": french},
			[]string{"alone: s-en.txt", "alone: s.txt"}},
	} {
		root := makeFiles(t, names(slices.Collect(maps.Keys(test.docs))...))
		if diff := cmp.Diff(test.want, lines(plan(t, documents(test.docs), root), root)); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

func TestLanguageInsideANameIsVerified(t *testing.T) {
	french, english := &article.Document{Lang: language.French}, &article.Document{Lang: language.English}
	for _, test := range []struct {
		name string
		docs map[string]*article.Document
		want []string
	}{
		{"true", map[string]*article.Document{"0508_fr_port.txt": french, "0508_en_port.txt": english},
			[]string{"0508_port by names: en=0508_en_port.txt fr=0508_fr_port.txt"}},
		{"a wrong one among them", map[string]*article.Document{
			"0508_fr_port.html": english, "0508_fr_port.txt": french, "0508_en_port.txt": english, "0508_de_port.txt": {Lang: language.German}},
			[]string{"0508_port by names: de=0508_de_port.txt en=0508_en_port.txt fr=0508_fr_port.txt", "alone: 0508_fr_port.html"}},
		{"a word of the title", map[string]*article.Document{"visite-de-xi.txt": french, "visite-en-xi.txt": french},
			[]string{"alone: visite-de-xi.txt", "alone: visite-en-xi.txt"}},
	} {
		root := makeFiles(t, names(slices.Collect(maps.Keys(test.docs))...))
		if diff := cmp.Diff(test.want, lines(plan(t, documents(test.docs), root), root)); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

func TestManifest(t *testing.T) {
	root := makeFiles(t, map[string]string{
		"list.tsv": "\ufeffarticle\tlang\tpath\n" +
			"pont\tfr\ttexts/1.txt\n" +
			"pont\tzh-CN\ttexts/2.txt\r\n" +
			"\n" +
			"école\tfr\ttexts/3 d'ici.txt\n" +
			"école\ten\ttexts/4.txt\n" +
			"école\ten\ttexts/5.txt\n" + // twice in English
			"seul\ten\ttexts/6.txt\n" +
			"seul\tklingon!\ttexts/7.txt\n" +
			"seul\tfr\ttexts/missing.txt\n" +
			"pont\tde\ttexts/1.txt\n", // named before
		"texts/1.txt": "x", "texts/2.txt": "x", "texts/3 d'ici.txt": "x", "texts/4.txt": "x",
		"texts/5.txt": "x", "texts/6.txt": "x", "texts/7.txt": "x",
	})
	r := plan(t, noReading(t), filepath.Join(root, "list.tsv"))
	want := []string{
		"pont by manifest: fr=texts/1.txt zh=texts/2.txt",
		"école by manifest: en=texts/4.txt fr=texts/3 d'ici.txt",
		"alone: texts/6.txt",
		"failed: list.tsv", "failed: list.tsv", "failed: list.tsv", "failed: texts/5.txt",
	}
	if diff := cmp.Diff(want, lines(r, root)); diff != "" {
		t.Error(diff)
	}
	var all []string
	for _, f := range r.Failed {
		all = append(all, f.Err.Error())
	}
	for _, part := range []string{"line 9", "klingon!", "line 10", "missing.txt does not exist", "line 11", "line 7"} {
		if !strings.Contains(strings.Join(all, "\n"), part) {
			t.Errorf("%q is not said:\n%s", part, strings.Join(all, "\n"))
		}
	}
}

func TestManifestForms(t *testing.T) {
	for name, text := range map[string]string{
		"a.csv":        "a.x,fr,k\nb.x,en,k\n",
		"b.csv":        "path;language;article key\n\"a.x\";fr;k\nb.x;en;k",
		"c.tsv":        "a.x\tFrench\tk\nb.x\tEN\tk\n",
		"manifest.tsv": "file\tlang\tstory\tnote\na.x\tfr\tk\tfirst\nb.x\ten\tk\n",
	} {
		root := makeFiles(t, map[string]string{name: text, "a.x": "x", "b.x": "x"})
		path := filepath.Join(root, name)
		if name == "manifest.tsv" {
			path = root // found by its name in a folder that is walked
		}
		if diff := cmp.Diff([]string{"k by manifest: en=b.x fr=a.x"}, lines(plan(t, noReading(t), path), root)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestManifestWithoutKeysAndLanguages(t *testing.T) {
	root := makeFiles(t, map[string]string{"m.tsv": "s.fr.txt\tfr\ns.en.txt\ten\nt1\t\tt\nt2\t\tt\n",
		"s.fr.txt": "x", "s.en.txt": "x", "t1": "x", "t2": "x"})
	want := []string{"s by manifest: en=s.en.txt fr=s.fr.txt", "t by manifest: und=t1 und=t2"}
	if diff := cmp.Diff(want, lines(plan(t, noReading(t), filepath.Join(root, "m.tsv")), root)); diff != "" {
		t.Error(diff)
	}
}

// A table of translations that is taken for a manifest is refused once, not a
// row at a time with all of its text.
func TestATableOfTranslationsIsNoManifest(t *testing.T) {
	root := makeFiles(t, map[string]string{"units.tsv": "Bonjour\tGood day\nAu revoir\tGood-bye\n"})
	r := plan(t, noReading(t), filepath.Join(root, "units.tsv"))
	if len(r.Failed) != 1 || !strings.Contains(r.Failed[0].Err.Error(), "units.tsv is no manifest") {
		t.Errorf("failed: %v", r.Failed)
	}
}

func TestManifestGoesBeforeNames(t *testing.T) {
	root := makeFiles(t, map[string]string{"manifest.csv": "s.fr.txt,fr,a\nt.en.txt,en,a\n",
		"s.fr.txt": "x", "s.en.txt": "x", "s.de.txt": "x", "t.en.txt": "x"})
	want := []string{"a by manifest: en=t.en.txt fr=s.fr.txt", "s by names: de=s.de.txt en=s.en.txt"}
	if diff := cmp.Diff(want, lines(plan(t, noReading(t), root), root)); diff != "" {
		t.Error(diff)
	}
}

func TestLinksInALoopEnd(t *testing.T) {
	root := makeFiles(t, names("a/s.fr.txt", "a/s.en.txt"))
	for link, to := range map[string]string{"a/loop": "..", "b": "a", "a/self": "self", "a/again.txt": "s.fr.txt", "a/broken.txt": "nowhere"} {
		if err := os.Symlink(to, filepath.Join(root, filepath.FromSlash(link))); err != nil {
			t.Skip("no symbolic links here")
		}
	}
	r := plan(t, noReading(t), root, filepath.Join(root, "a"), filepath.Join(root, "a", "s.fr.txt"))
	if len(r.Articles) != 1 || len(r.Articles[0].Files) != 2 || len(r.Unpaired) != 0 || len(r.Failed) != 2 {
		t.Errorf("%q", lines(r, root))
	}
}

func TestWhatCannotBeReadIsReported(t *testing.T) {
	root := makeFiles(t, names("s.fr.txt", "s.en.txt", "bad.txt"))
	r := plan(t, documents(nil), root, filepath.Join(root, "missing"))
	want := []string{"s by names: en=s.en.txt fr=s.fr.txt", "failed: bad.txt", "failed: missing"}
	if diff := cmp.Diff(want, lines(r, root)); diff != "" {
		t.Error(diff)
	}
	for _, f := range r.Failed {
		if !strings.Contains(f.Err.Error(), f.Path) {
			t.Errorf("the error does not name the file: %v", f.Err)
		}
	}
	if _, err := Plan(t.Context(), nil, Options{}); err == nil {
		t.Error("no path is no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Plan(ctx, []string{root}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func page1(lang language.Tag, url string, alternates map[string]string) *article.Document {
	return &article.Document{Lang: lang, URL: url, Alternates: alternates}
}

func TestHreflang(t *testing.T) {
	const site = "https://www.example.org"
	both := map[string]string{"fr": site + "/fr/1", "en-GB": site + "/en/one/", "x-default": site + "/"}
	for _, test := range []struct {
		name string
		docs map[string]*article.Document
		want []string
	}{
		{"both ways", map[string]*article.Document{
			"a.html": page1(language.French, site+"/fr/1", both),
			"b.html": page1(language.English, "http://example.org/en/one/index.html#top", both),
		}, []string{"a by hreflang: en=b.html fr=a.html"}},
		{"one way, relative address", map[string]*article.Document{
			"a.html": page1(language.French, site+"/fr/1", map[string]string{"zh-Hans": "../zh/1"}),
			"b.html": page1(language.Chinese, site+"/zh/1", nil),
		}, []string{"a by hreflang: fr=a.html zh=b.html"}},
		{"no address of their own", map[string]*article.Document{
			"a.html": page1(language.French, "", both),
			"b.html": page1(language.English, "", both),
		}, []string{"a by hreflang: en=b.html fr=a.html"}},
		{"known by file name", map[string]*article.Document{
			"a.html":   page1(language.French, site+"/fr/1", map[string]string{"en": site + "/en/one.html"}),
			"one.html": page1(language.English, "", nil),
		}, []string{"a by hreflang: en=one.html fr=a.html"}},
		{"a copy", map[string]*article.Document{
			"a.html":  page1(language.French, site+"/fr/1", both),
			"a1.html": page1(language.French, site+"/fr/1", both),
			"b.html":  page1(language.English, site+"/en/one", both),
		}, []string{"a by hreflang: en=b.html fr=a.html", "alone: a1.html"}},
		{"the front page for every article", map[string]*article.Document{
			"a.html": page1(language.French, site+"/fr/1", map[string]string{"en": site + "/en"}),
			"b.html": page1(language.French, site+"/fr/2", map[string]string{"en": site + "/en"}),
			"c.html": page1(language.English, site+"/en", nil),
		}, []string{"alone: a.html", "alone: b.html", "alone: c.html"}},
		{"another language than the link says", map[string]*article.Document{
			"a.html": page1(language.French, site+"/fr/1", map[string]string{"en": site + "/en/one"}),
			"b.html": page1(language.German, site+"/en/one", nil),
		}, []string{"alone: a.html", "alone: b.html"}},
	} {
		root := makeFiles(t, names(slices.Collect(maps.Keys(test.docs))...))
		if diff := cmp.Diff(test.want, lines(plan(t, documents(test.docs), root), root)); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}
