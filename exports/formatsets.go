package exports

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"calque/exports/internal/field"
	"calque/exports/moses"
	"calque/exports/omegat"
	"calque/tm"
)

func mosesFormat() Format {
	return Format{
		Name: "moses", Title: "two files of lines, for training a translation system", OnePair: true, KeepsAll: true,
		NewSetWriter: newMosesWriter, OpenSet: openMoses,
	}
}

// newMosesWriter makes the files of both sides; FILE becomes FILE.fr and
// FILE.en. The languages must be given.
func newMosesWriter(files *Set, o Options) (Writer, error) {
	if o.Source == language.Und || len(o.Targets) != 1 {
		return nil, errors.New("write moses: a pair of files has one source and one target language")
	}
	var sides [2]io.WriteCloser
	for i, tag := range []language.Tag{o.Source, o.Targets[0]} {
		side, err := files.Create("." + field.LangCode(tag, o.LangMap))
		if err != nil {
			return nil, err
		}
		sides[i] = side
	}
	return closingWriter{moses.NewWriter(sides[0], sides[1]), sides[:]}, nil
}

// closingWriter closes the files of a set behind the writer.
type closingWriter struct {
	*moses.Writer
	files []io.WriteCloser
}

func (w closingWriter) Close() error {
	err := w.Writer.Close()
	for _, file := range w.files {
		err = errors.Join(err, file.Close())
	}
	return err
}

// openMoses opens the pair that begins with path, or that path is one half of.
func openMoses(path string, o ReadOptions) (Reader, io.Closer, error) {
	pair, err := mosesPair(path, o)
	if err != nil {
		return nil, nil, err
	}
	source, err := os.Open(pair.source)
	if err != nil {
		return nil, nil, err
	}
	target, err := os.Open(pair.target)
	if err != nil {
		source.Close()
		return nil, nil, err
	}
	reader := moses.NewReader(source, target, moses.ReadOptions{
		Source: pair.from, Target: pair.to, Status: o.Status, Confidence: o.Confidence,
	})
	return reader, closers{source, target}, nil
}

type closers []io.Closer

func (c closers) Close() error {
	var err error
	for _, closer := range c {
		err = errors.Join(err, closer.Close())
	}
	return err
}

// parallel is a pair of files.
type parallel struct {
	source, target string
	from, to       language.Tag
}

// mosesPair finds the two files by the languages that their names end in.
func mosesPair(path string, o ReadOptions) (parallel, error) {
	if _, err := tm.ParseLang(strings.TrimPrefix(filepath.Ext(path), ".")); err == nil {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			path = strings.TrimSuffix(path, filepath.Ext(path))
		}
	}
	halves, err := mosesHalves(path, append(slices.Clone(o.Targets), o.Source))
	if err != nil {
		return parallel{}, err
	}
	var pair parallel
	for _, h := range halves {
		switch {
		case o.Source != language.Und && tm.SameLanguage(h.lang, o.Source) && pair.source == "":
			pair.source, pair.from = h.path, o.Source
		case len(o.Targets) > 0 && tm.SameLanguage(h.lang, o.Targets[0]) && pair.target == "":
			pair.target, pair.to = h.path, o.Targets[0]
		}
	}
	for _, h := range halves { // what was not asked for by language is what is left, when that is one
		switch {
		case len(halves) != 2 || h.path == pair.source || h.path == pair.target:
		case pair.source == "" && o.Source == language.Und:
			pair.source, pair.from = h.path, h.lang
		case pair.target == "" && len(o.Targets) == 0:
			pair.target, pair.to = h.path, h.lang
		}
	}
	if pair.source == "" || pair.target == "" {
		return pair, fmt.Errorf("%s: a pair of files %s.LANG in the two languages is not there; their names end in the languages, as in corpus.fr and corpus.en", path, filepath.Base(path))
	}
	return pair, nil
}

// half is a file that may be one side of a pair.
type half struct {
	path string
	lang language.Tag
}

// mosesHalves lists the files beside path whose names are its name and a
// language, French first, then by name: the source of a pair where nothing says
// which it is. A language of three letters must be one that was asked for, since
// txt is one too.
func mosesHalves(path string, asked []language.Tag) ([]half, error) {
	entries, err := os.ReadDir(cmp.Or(filepath.Dir(path), "."))
	if err != nil {
		return nil, err
	}
	var halves []half
	for _, entry := range entries {
		code, ok := strings.CutPrefix(entry.Name(), filepath.Base(path)+".")
		tag, err := tm.ParseLang(code)
		if !ok || err != nil || !entry.Type().IsRegular() {
			continue
		}
		base, _ := tag.Base()
		if len(base.String()) == 2 || slices.Contains(asked, tag) {
			halves = append(halves, half{filepath.Join(filepath.Dir(path), entry.Name()), tag})
		}
	}
	slices.SortStableFunc(halves, func(a, b half) int {
		switch {
		case a.lang == b.lang:
			return 0
		case a.lang == language.French:
			return -1
		case b.lang == language.French:
			return 1
		}
		return 0
	})
	return halves, nil
}

func omegatFormat() Format {
	return Format{
		Name: "omegat", Title: "a project folder of OmegaT", OnePair: true, Folder: true,
		NewSetWriter: newOmegaTWriter, OpenSet: openOmegaT,
	}
}

func newOmegaTWriter(files *Set, o Options) (Writer, error) {
	if o.Source == language.Und || len(o.Targets) != 1 {
		return nil, errors.New("write omegat: a project has one source and one target language")
	}
	options := omegat.Options{TMX: tmxOptions(o)}
	options.TMX.PrefixProperties = true // OmegaT takes some bare names for the place of a unit
	settings, err := files.Open(omegat.Settings)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return omegat.NewWriter(files, options)
	case err != nil:
		return nil, err
	}
	defer settings.Close()
	from, to, err := omegat.Languages(settings)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", files.name(omegat.Settings), err)
	}
	if !tm.SameLanguage(from, o.Source) || !tm.SameLanguage(to, o.Targets[0]) {
		return nil, fmt.Errorf("%s is a project of %s → %s, and the export is %s → %s: choose another folder", files.path, from, to, o.Source, o.Targets[0])
	}
	options.KeepSettings = true
	return omegat.NewWriter(files, options)
}

// openOmegaT reads what was translated in a project, which OmegaT keeps as TMX.
func openOmegaT(path string, o ReadOptions) (Reader, io.Closer, error) {
	if filepath.Base(path) == omegat.Settings {
		path = filepath.Dir(path)
	}
	file, err := os.Open(filepath.Join(path, filepath.FromSlash(omegat.Saved)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("%s is no project of OmegaT in which something was translated and saved: there is no %s in it", path, omegat.Saved)
	}
	if err != nil {
		return nil, nil, err
	}
	return tmxFormat().NewReader(file, o), file, nil
}

// ByFolder returns the format of a folder that is a project of its tool.
func ByFolder(path string) (Format, bool) {
	info, err := os.Stat(filepath.Join(path, omegat.Settings))
	return omegatFormat(), err == nil && info.Mode().IsRegular()
}
