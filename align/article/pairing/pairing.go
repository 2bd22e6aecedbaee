// Package pairing finds which files are versions of one article in different
// languages, so that a folder can be imported as it is.
//
//	plan, err := pairing.Plan(ctx, []string{"stories"}, pairing.Options{Read: read})
//	for _, a := range plan.Articles {
//		fmt.Println(a.Key, a.How, a.Files)
//	}
//
// Files are sought by five methods, the surest first, each among those that
// the ones before it left:
//
//   - [Manifest]: a table says which file is which article in which language;
//   - [Names]: story.fr.txt and story.zh.html in one folder;
//   - [Folders]: fr/story.txt and en/story.html;
//   - [Hreflang]: saved pages that link to each other's addresses;
//   - [Content]: the same date, numbers, names and concepts, a fitting length,
//     and sentences that align.
//
// The first three go by paths and open an article only where a name may be
// read in two ways. The others read what is left, and keep of each a small set
// of features, and of their texts no more than a fixed amount; so memory grows
// by paths and features, never by texts.
//
// What always holds: a file is in one place of the result, in an article, in
// Unpaired or in Failed; an article has two languages or more and each once;
// keys are unique; the same files give the same plan, in whatever order they
// were named. A doubtful pair is not made: a file without a partner is seen
// and can be helped by a manifest, a wrong pair spoils the memory in silence.
package pairing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"calque/align"
	"calque/align/article"
)

// How says by which method the files of an article were found.
type How string

// The methods, in their order.
const (
	Manifest How = "manifest"
	Names    How = "names"
	Folders  How = "folders"
	Hreflang How = "hreflang"
	Content  How = "content"
)

// File is a file with what is known of it before it is imported.
type File struct {
	// Path is the path as given, or the given folder joined with the place
	// of the file in it.
	Path string
	// Lang is und when nothing says the language and the file was not read.
	Lang language.Tag
	// Why says for a file without partner what stood in the way, if anything
	// is known of it.
	Why string
}

// Article is a story with a file a language.
type Article struct {
	// Key names the article: what a manifest says, or the common part of the
	// paths. It is unique in a plan.
	Key string
	How How
	// Why says in a few words what the files have in common.
	Why   string
	Files []File // two or more, by language
}

// Failure is a file that could not be used. Err names it.
type Failure struct {
	Path string
	Err  error
}

// Result is what [Plan] found. Its lists are sorted, by key or path.
type Result struct {
	Articles []Article
	Unpaired []File
	Failed   []Failure
}

// Options say how files are read and compared. The zero Options read files
// by [article.ReadFile].
type Options struct {
	// Read reads the document of a file that its path could not place. It is
	// called for several files at once.
	Read func(ctx context.Context, path string) (*article.Document, error)
	// Lexicon says which words translate each other, where articles are
	// compared by content; the shipped one when nil.
	Lexicon align.Lexicon
}

// Plan finds the articles in paths: files, folders, which are walked, and
// manifests. What is wrong with a file is in the result; the error is that of
// ctx, or says that no path was given.
func Plan(ctx context.Context, paths []string, options Options) (*Result, error) {
	if len(paths) == 0 {
		return nil, fmt.Errorf("pair files: no path is given")
	}
	if options.Read == nil {
		options.Read = func(ctx context.Context, path string) (*article.Document, error) {
			return article.ReadFile(ctx, path, article.Options{})
		}
	}
	found, err := walk(ctx, paths)
	if err != nil {
		return nil, fmt.Errorf("pair files: %w", err)
	}
	p := &planner{options: options, taken: map[string]bool{}, placed: map[string]int{}}
	p.failed = found.failed
	p.byManifests(found.manifests)
	left := p.untaken(found.files)
	left = p.byPaths(ctx, left)
	p.unpaired = append(p.unpaired, p.byReading(ctx, left)...)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("pair files: %w", err)
	}
	return p.result(), nil
}

// planner gathers what the methods find.
type planner struct {
	options  Options
	articles []draft
	unpaired []File
	failed   []Failure
	taken    map[string]bool // identities of files that a manifest names
	placed   map[string]int  // path of a file to the index of its article
	texts    *texts          // of the files that were read
}

// draft is an article whose key may still change to be unique.
type draft struct {
	Article
	fixed bool   // the key is from a manifest
	place string // path of the first file, where a longer key is taken from
}

func (p *planner) fail(path string, err error) {
	p.failed = append(p.failed, Failure{path, err})
}

// add makes an article of files in different languages.
func (p *planner) add(key string, how How, why string, files []File) {
	slices.SortFunc(files, func(a, b File) int {
		return cmp.Or(cmp.Compare(a.Lang.String(), b.Lang.String()), cmp.Compare(a.Path, b.Path))
	})
	for _, f := range files {
		p.placed[f.Path] = len(p.articles)
	}
	p.articles = append(p.articles, draft{
		Article: Article{Key: key, How: how, Why: why, Files: files},
		fixed:   how == Manifest,
		place:   files[0].Path,
	})
}

func (p *planner) untaken(files []file) []file {
	return slices.DeleteFunc(files, func(f file) bool { return p.taken[f.identity] })
}

func (p *planner) result() *Result {
	makeUnique(p.articles)
	r := &Result{Unpaired: p.unpaired, Failed: p.failed}
	for _, d := range p.articles {
		r.Articles = append(r.Articles, d.Article)
	}
	slices.SortFunc(r.Articles, func(a, b Article) int { return strings.Compare(a.Key, b.Key) })
	slices.SortFunc(r.Unpaired, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	slices.SortFunc(r.Failed, func(a, b Failure) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Err.Error(), b.Err.Error()))
	})
	return r
}
