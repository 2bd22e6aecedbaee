package pairing

import (
	"context"
	"strings"
	"sync"

	"calque/align/article"
)

// maxTexts bounds the texts that are kept from the first reading to the
// alignment, in bytes. It is enough for some thousand articles; those beyond
// it are read again.
const maxTexts = 32 << 20

// texts keeps the texts of articles as long as there is room, so that most
// need not be read twice, and memory does not grow with their number.
type texts struct {
	read func(ctx context.Context, path string) (*article.Document, error)

	mu   sync.Mutex
	kept map[*page][]article.Block
	room int
}

func newTexts(read func(context.Context, string) (*article.Document, error), room int) *texts {
	return &texts{read: read, kept: map[*page][]article.Block{}, room: room}
}

// keep keeps the blocks of a document that may hold sentences.
func (t *texts) keep(p *page, doc *article.Document) {
	blocks, size := translatable(doc)
	t.mu.Lock()
	fits := size <= t.room
	if fits {
		t.room -= size
	}
	t.mu.Unlock()
	if !fits {
		return
	}
	for i := range blocks { // a part of a file's text would keep all of it
		blocks[i].Text = strings.Clone(blocks[i].Text)
	}
	t.mu.Lock()
	t.kept[p] = blocks
	t.mu.Unlock()
}

// of returns the blocks of a page that may hold sentences.
func (t *texts) of(ctx context.Context, p *page) ([]article.Block, error) {
	t.mu.Lock()
	blocks, ok := t.kept[p]
	t.mu.Unlock()
	if ok {
		return blocks, nil
	}
	doc, err := t.read(ctx, p.file.path)
	if err != nil {
		return nil, err
	}
	blocks, _ = translatable(doc)
	return blocks, nil
}

func translatable(doc *article.Document) (blocks []article.Block, size int) {
	for _, block := range doc.Blocks {
		if block.Role.Translatable() {
			blocks = append(blocks, block)
			size += len(block.Text)
		}
	}
	return blocks, size
}
