package pairing

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// maxManifest bounds a manifest, in bytes.
const maxManifest = 256 << 20

// entry is a row of a manifest.
type entry struct {
	line           int
	path, lang, id string
}

// byManifests takes the files that manifests name. Rows of two manifests with
// the same key are one article only if both manifests are the same file.
func (p *planner) byManifests(manifests []file) {
	for _, m := range manifests {
		entries, err := openManifest(m.path)
		if err != nil {
			p.fail(m.path, err)
			// What was read before the fault still counts: the files are
			// meant to be imported.
		}
		if len(entries) > 0 && !slices.ContainsFunc(entries, couldBeArticle) {
			p.fail(m.path, fmt.Errorf("%s is no manifest: no row has a language in its second cell; a table of translations needs the columns source and target, or --file-format and the languages", m.path))
			continue
		}
		p.byManifest(m, entries)
	}
}

// couldBeArticle says that a row has a language, or leaves it to be found out.
func couldBeArticle(e entry) bool {
	_, ok := parseLang(e.lang)
	return ok || e.lang == ""
}

func openManifest(path string) ([]entry, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, describe(path, err)
	}
	defer f.Close()
	entries, err := readManifest(io.LimitReader(f, maxManifest), strings.EqualFold(filepath.Ext(path), ".csv"))
	if err != nil {
		err = fmt.Errorf("manifest %s: %w", path, err)
	}
	return entries, err
}

// readManifest reads rows of path, language and article key. A first row of
// column names may change the order. An error comes with the rows before it.
func readManifest(r io.Reader, commas bool) ([]entry, error) {
	buffered := bufio.NewReader(r)
	if mark, _ := buffered.Peek(3); string(mark) == "\ufeff" {
		buffered.Discard(3) // was peeked at, so it is there
	}
	table := csv.NewReader(buffered)
	table.FieldsPerRecord = -1
	if commas {
		table.Comma = separatorOf(buffered)
	} else {
		table.Comma = '\t'
		table.LazyQuotes = true
	}
	columns := [3]int{0, 1, 2}
	var entries []entry
	for first := true; ; first = false {
		row, err := table.Read()
		if err == io.EOF {
			return entries, nil
		}
		if err != nil {
			return entries, err
		}
		if first {
			if named, ok := columnsOf(row); ok {
				columns = named
				continue
			}
		}
		line, _ := table.FieldPos(0)
		cell := func(i int) string {
			if columns[i] < 0 || columns[i] >= len(row) {
				return ""
			}
			return strings.TrimSpace(row[columns[i]])
		}
		if e := (entry{line, cell(0), cell(1), cell(2)}); e.path != "" {
			entries = append(entries, e)
		}
	}
}

// separatorOf returns what separates the cells of a CSV: a spreadsheet writes
// semicolons where the comma is the decimal mark.
func separatorOf(r *bufio.Reader) rune {
	head, _ := r.Peek(r.Size())
	line, _, _ := strings.Cut(string(head), "\n")
	if strings.Count(line, ";") > strings.Count(line, ",") {
		return ';'
	}
	return ','
}

// columnsOf reads a row of column names. It is one if it names the path and
// the language.
func columnsOf(row []string) (columns [3]int, ok bool) {
	columns = [3]int{-1, -1, -1}
	names := [3][]string{
		{"path", "file", "filename", "chemin", "fichier"},
		{"language", "lang", "langue", "locale"},
		{"article", "key", "story", "id", "article key", "clé"},
	}
	for i, cell := range row {
		cell = strings.ToLower(strings.TrimSpace(cell))
		for j := range names {
			if columns[j] < 0 && slices.Contains(names[j], cell) {
				columns[j] = i
			}
		}
	}
	return columns, columns[0] >= 0 && columns[1] >= 0
}

// byManifest makes the articles of one manifest.
func (p *planner) byManifest(m file, entries []entry) {
	var keys []string
	groups := map[string][]File{}
	for _, e := range entries {
		f, err := p.manifestFile(m, e)
		if err != nil {
			p.fail(m.path, fmt.Errorf("manifest %s, line %d: %w", m.path, e.line, err))
			continue
		}
		key := e.id
		if key == "" {
			key = plainKey(f.Path, f.Lang)
		}
		if twice := slices.IndexFunc(groups[key], func(other File) bool {
			return other.Lang == f.Lang && f.Lang != language.Und
		}); twice >= 0 {
			p.fail(f.Path, fmt.Errorf("manifest %s, line %d: article %s has a file in %v already, %s",
				m.path, e.line, key, f.Lang, groups[key][twice].Path))
			continue
		}
		if groups[key] == nil {
			keys = append(keys, key)
		}
		groups[key] = append(groups[key], f)
	}
	for _, key := range keys {
		if files := groups[key]; len(files) > 1 {
			p.add(key, Manifest, filepath.Base(m.path), files)
			continue
		}
		alone := groups[key][0]
		alone.Why = fmt.Sprintf("the only file of article %s in %s", key, m.path)
		p.unpaired = append(p.unpaired, alone)
	}
}

// manifestFile finds the file of a row and takes it from the other methods.
func (p *planner) manifestFile(m file, e entry) (File, error) {
	f := File{Path: e.path}
	if !filepath.IsAbs(e.path) {
		f.Path = filepath.Join(filepath.Dir(m.path), filepath.FromSlash(e.path))
	}
	if e.lang != "" {
		tag, ok := parseLang(e.lang)
		if !ok {
			return f, fmt.Errorf("%.40q is not a language tag: write fr, en, zh, zh-Hant, pt-BR …", e.lang)
		}
		f.Lang = tag
	}
	identity, err := identify(f.Path)
	if err != nil {
		return f, describe(f.Path, err)
	}
	info, err := os.Stat(identity)
	if err != nil {
		return f, describe(f.Path, err)
	}
	if info.IsDir() {
		return f, fmt.Errorf("%s is a folder", f.Path)
	}
	if p.taken[identity] {
		return f, errors.New(f.Path + " stands in a manifest already")
	}
	p.taken[identity] = true
	return f, nil
}
