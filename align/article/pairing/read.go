package pairing

import (
	"context"

	"calque/align/article"
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
	var pages []*page
	for _, f := range files {
		if ctx.Err() != nil {
			return nil
		}
		doc, err := p.options.Read(ctx, f.path)
		if err != nil {
			p.fail(f.path, err)
			continue
		}
		pages = append(pages, p.newPage(f, doc))
	}
	pages = p.byLinks(pages)
	pages = p.byContent(pages)
	var left []File
	for _, page := range pages {
		left = append(left, page.doc)
	}
	return left
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
