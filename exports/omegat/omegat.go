// Package omegat writes a project of OmegaT, the free CAT tool: a folder that it
// opens, with the memory in the place where it translates by itself.
//
//	w, err := omegat.NewWriter(files, omegat.Options{TMX: tmx.Options{Source: fr, Targets: []language.Tag{en}}})
//	err = w.WriteUnit(unit)
//	…
//	err = w.Close()
//
// The folder has what OmegaT's manual says of a project
// (https://omegat.sourceforge.io/manual-standard/en/chapter.project.folder.html):
//
//	omegat.project           the settings: languages, sentence segmentation
//	tm/auto/calque.tmx       the memory; exact matches are filled in
//	source/calque/KEY.txt    the source text of each article, a paragraph a unit
//	target/ glossary/ dictionary/ omegat/   empty, for OmegaT
//
// So a translator who opens it sees the articles with their translations, and
// puts files of their own beside them in source/. An export to a folder that is
// a project already brings the memory and the articles up to date, and leaves
// the settings and everything else as they are.
//
// OmegaT cuts paragraphs into sentences by its own rules, as a translator wants
// it for new texts. A unit of several sentences is then several segments, for
// which the memory has a fuzzy match only.
package omegat

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"

	"golang.org/x/text/language"

	"calque/exports/internal/field"
	"calque/exports/internal/xmlio"
	"calque/exports/tmx"
	"calque/tm"
)

// The names of files in a project.
const (
	Settings = "omegat.project"          // what makes a folder a project
	Saved    = "omegat/project_save.tmx" // what was translated in it
	memory   = "tm/auto/calque.tmx"
	articles = "source/calque/"
)

// folders are those that OmegaT misses when they are not there.
var folders = []string{"source", "target", "tm/auto", "glossary", "dictionary", "omegat"}

// ErrFormat is wrapped by the error of settings that cannot be read.
var ErrFormat = errors.New("bad OmegaT project")

// Files are the files of the project.
type Files interface {
	// Create opens a new file, which closing completes.
	Create(name string) (io.WriteCloser, error)
	// Folder makes a folder, if it is not there.
	Folder(name string) error
}

// Options say what a project looks like.
type Options struct {
	// TMX are the options of the memory. Source and Targets must be given;
	// only the first target counts.
	TMX tmx.Options
	// KeepSettings leaves omegat.project as it is.
	KeepSettings bool
}

// Writer writes a project. It is not safe for concurrent use.
type Writer struct {
	files    Files
	options  Options
	memory   *tmx.Writer
	file     io.WriteCloser // of the memory
	articles articleFiles
}

// NewWriter begins a project: its folders, and its settings.
func NewWriter(files Files, options Options) (*Writer, error) {
	if options.TMX.Source == language.Und || len(options.TMX.Targets) == 0 {
		return nil, errors.New("write OmegaT project: a project has one source and one target language")
	}
	for _, folder := range folders {
		if err := files.Folder(folder); err != nil {
			return nil, err
		}
	}
	w := &Writer{files: files, options: options, articles: newArticleFiles(files)}
	if err := w.settings(); err != nil {
		return nil, err
	}
	var err error
	if w.file, err = files.Create(memory); err != nil {
		return nil, err
	}
	w.memory = tmx.NewWriter(w.file, options.TMX)
	return w, nil
}

// Dropped returns the number of characters left out so far that XML cannot hold.
func (w *Writer) Dropped() int { return w.memory.Dropped() }

// WriteUnit adds a unit to the memory and, if it is of an article, its source
// to the article's text.
func (w *Writer) WriteUnit(u tm.Unit) error {
	if err := w.memory.WriteUnit(u); err != nil {
		return err
	}
	return w.articles.add(u)
}

// Close completes the project.
func (w *Writer) Close() error {
	return errors.Join(w.articles.close(), w.memory.Close(), w.file.Close())
}

func (w *Writer) settings() error {
	if w.options.KeepSettings {
		return nil
	}
	file, err := w.files.Create(Settings)
	if err != nil {
		return err
	}
	x := xmlio.NewWriter(file, "OmegaT project")
	x.Markup(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n<omegat>\n  <project version=\"1.0\">\n")
	for _, setting := range [][2]string{
		{"source_dir", "__DEFAULT__"}, {"target_dir", "__DEFAULT__"}, {"tm_dir", "__DEFAULT__"},
		{"glossary_dir", "__DEFAULT__"}, {"glossary_file", "__DEFAULT__"}, {"dictionary_dir", "__DEFAULT__"},
		{"source_lang", field.LangCode(w.options.TMX.Source, w.options.TMX.LangMap)},
		{"target_lang", field.LangCode(w.options.TMX.Targets[0], w.options.TMX.LangMap)},
		{"sentence_seg", "true"}, {"support_default_translations", "true"}, {"remove_tags", "false"},
	} {
		x.Markup("    <" + setting[0] + ">")
		x.Text(setting[1])
		x.Markup("</" + setting[0] + ">\n")
	}
	x.Markup("  </project>\n</omegat>\n")
	return errors.Join(x.Flush(), file.Close())
}

// Languages reads the source and target language from settings.
func Languages(settings io.Reader) (from, to language.Tag, err error) {
	r := xmlio.NewReader(settings, xmlio.Options{Bad: ErrFormat, MaxItem: 1 << 20})
	if _, err := r.Root("omegat"); err != nil {
		return from, to, err
	}
	err = r.Children(func(project xml.StartElement) error {
		return r.Children(func(setting xml.StartElement) error {
			text, err := r.Text()
			switch {
			case err != nil:
				return err
			case setting.Name.Local == "source_lang":
				from, err = tm.ParseLang(text)
			case setting.Name.Local == "target_lang":
				to, err = tm.ParseLang(text)
			}
			if err != nil {
				return r.Fault(err)
			}
			return nil
		})
	})
	if err == nil && (from == language.Und || to == language.Und) {
		err = fmt.Errorf("%w: the languages are missing", ErrFormat)
	}
	return from, to, err
}
