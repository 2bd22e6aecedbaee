package pairing

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"calque/align/article"
	"calque/align/lexicon"
)

// page is what is kept of a file that was read.
type page struct {
	file       file
	doc        File
	url        string            // the address that the page states for itself, normalised
	alternates map[string]string // language to address, both normalised
	features   profile
}

// byReading reads the files that paths could not place, pairs them by links
// and by content, and returns the rest.
func (p *planner) byReading(ctx context.Context, files []file) []File {
	if p.options.Lexicon == nil && len(files) > 1 {
		p.options.Lexicon = lexicon.Shipped()
	}
	p.texts = newTexts(p.options.Read, maxTexts)
	pages := p.byLinks(p.readAll(ctx, files))
	pages = p.byContent(ctx, pages)
	var left []File
	for _, page := range pages {
		left = append(left, page.doc)
	}
	return left
}

// readAll reads files, several at once, and returns the pages in the order of
// the files. It stops early when ctx is done.
func (p *planner) readAll(ctx context.Context, files []file) []*page {
	pages := make([]*page, len(files))
	errs := make([]error, len(files))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		workers.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(files) {
					return
				}
				doc, err := p.options.Read(ctx, files[i].path)
				if err != nil {
					errs[i] = err
					continue
				}
				pages[i] = p.newPage(files[i], doc)
				p.texts.keep(pages[i], doc)
			}
		})
	}
	workers.Wait()
	for i, err := range errs {
		if err != nil {
			p.fail(files[i].path, err)
		}
	}
	return slices.DeleteFunc(pages, func(page *page) bool { return page == nil })
}

func (p *planner) newPage(f file, doc *article.Document) *page {
	lang := canonical(doc.Lang)
	return &page{
		file:       f,
		doc:        File{Path: f.path, Lang: lang},
		url:        normaliseURL(doc.URL, nil),
		alternates: normaliseAlternates(doc.Alternates, doc.URL),
		features:   profileOf(doc, lang, p.options.Lexicon),
	}
}
