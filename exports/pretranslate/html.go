package pretranslate

import (
	"context"
	"strings"

	"golang.org/x/net/html"
)

// HTML: the title, headings, paragraphs, items, cells and captions are
// translated, and the attributes that people read (alt, title, placeholder,
// aria-label, descriptions in meta) where they are quoted. Scripts, styles,
// preformatted text, code, drawings and what is marked translate="no" or
// class="notranslate" are not.
//
// When all of a page was translated, the lang of its html element becomes that
// of the target, and dir what the target's script wants. A page that is
// translated in part keeps both.

func fillHTML(ctx context.Context, data []byte, o *Options) ([]byte, *Report, error) {
	source, err := newOriginal(data, o.Encoding)
	if err != nil {
		return nil, nil, err
	}
	if err := noBinary(source.text); err != nil {
		return nil, nil, err
	}
	r := &htmlReader{text: source.text, flow: &flow{original: source, escape: source.escapeHTML}}
	if err := r.read(0, len(r.text)); err != nil {
		return nil, nil, err
	}
	d := &document{blocks: r.flow.blocks, edits: func() []edit {
		return append(r.flow.edits(), r.languageEdits(o.To)...)
	}}
	return d.fill(ctx, &engine{o: o, original: source, fuzzy: o.Fuzzy, escapes: true}, "html")
}

// names is a set of names of elements or attributes.
func names(list string) map[string]bool {
	set := map[string]bool{}
	for _, name := range strings.Fields(list) {
		set[name] = true
	}
	return set
}

var (
	// inlineTags stand within a sentence; every other one ends it.
	inlineTags = names(`a abbr acronym b bdi bdo big cite code data del dfn em font i img input ins kbd label mark
		meter nobr output progress q rp rt ruby s samp small span strike strong sub sup time tt u var wbr`)
	voidTags = names("area base br col embed hr img input link meta param source track wbr")
	// codeTags hold text that is not to be translated, and that a reader takes
	// for a part of the sentence.
	codeTags = names("code kbd samp var tt")
	// objectTags hold something else than text.
	objectTags = names("script style svg math object iframe canvas audio video applet noembed noframes")
	// keptTags hold text of their own that stays as it is.
	keptTags = names("pre textarea template xmp plaintext listing")
	// readAttrs are attributes that people read.
	readAttrs = names("alt title placeholder aria-label aria-description")
	// readMeta are names of meta elements whose content people read.
	readMeta = names("description og:title og:description og:image:alt twitter:title twitter:description twitter:image:alt")
)

// maxHTMLOpen bounds how many inline elements may be open in one another; the
// outermost are then taken for tags without an end.
const maxHTMLOpen = 256

// htmlReader finds the blocks of a page.
type htmlReader struct {
	text   string
	flow   *flow
	pieces []piece    // of the block at hand
	open   []openedAt // opening tags among them
	pairs  int
	kept   *keptElement // nil outside of what is not to be translated
	root   *htmlTag
}

type openedAt struct {
	name  string
	index int
}

// keptElement is an element that is not looked into.
type keptElement struct {
	name    string
	depth   int // elements of this name that are open
	start   int
	code    bool // it is a code of the block at hand, not between two blocks
	visible bool // its text is a part of the sentence
	content strings.Builder
}

// read finds the blocks of text[from:to].
func (r *htmlReader) read(from, to int) error {
	z := html.NewTokenizer(strings.NewReader(r.text[from:to]))
	at := from
	for {
		kind := z.Next()
		start := at
		at += len(z.Raw())
		switch kind {
		case html.ErrorToken:
			return r.atEnd(start, to)
		case html.TextToken:
			r.textToken(start, at)
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			r.startTag(newHTMLTag(r.text, string(name), start, at))
		case html.EndTagToken:
			name, _ := z.TagName()
			r.endTag(string(name), start, at)
		case html.CommentToken:
			if r.kept == nil {
				r.code(start, at, "")
			}
		}
	}
}

// atEnd ends the last block. What the tokenizer left over is a tag that was cut
// off.
func (r *htmlReader) atEnd(at, to int) error {
	if strings.HasPrefix(r.text[at:to], "<") {
		return faultAt(r.text, at, "the file ends within a tag; it was cut off")
	}
	r.flush()
	return nil
}

func (r *htmlReader) textToken(start, end int) {
	pieces := unescapeHTML(r.text[start:end], start)
	if r.kept == nil {
		r.pieces = append(r.pieces, pieces...)
	} else if r.kept.visible {
		r.kept.content.WriteString(plain(pieces))
	}
}

func (r *htmlReader) code(start, end int, text string) {
	r.pieces = append(r.pieces, piece{text: text, start: start, end: end, code: &code{raw: r.text[start:end]}})
}

// flush ends the block at hand.
func (r *htmlReader) flush() {
	if hasLetter(plain(r.pieces)) {
		r.flow.blocks = append(r.flow.blocks, &block{pieces: r.pieces, at: r.pieces[0].start})
	}
	r.pieces, r.open = nil, nil
}

func (r *htmlReader) startTag(tag *htmlTag) {
	if r.kept != nil {
		if tag.name == r.kept.name && !tag.void() {
			r.kept.depth++
		}
		if !r.kept.visible || inlineTags[tag.name] {
			return
		}
		r.endKept(tag.start) // it was never closed
	}
	if tag.name == "html" && r.root == nil {
		r.root = tag
	}
	switch inline := inlineTags[tag.name]; {
	case tag.void():
		if !inline {
			r.flush()
		}
	case objectTags[tag.name]:
		r.keep(tag, true, false)
		return
	case inline && (codeTags[tag.name] || tag.hidden()):
		r.keep(tag, true, true)
		return
	case !inline && (keptTags[tag.name] || tag.hidden()):
		r.flush()
		r.keep(tag, false, false)
		return
	case !inline:
		r.flush()
	}
	if !tag.hidden() {
		r.attributes(tag)
	}
	switch {
	case !inlineTags[tag.name]:
	case tag.void():
		r.code(tag.start, tag.end, "")
	default:
		if len(r.open) == maxHTMLOpen {
			r.open = r.open[1:]
		}
		r.open = append(r.open, openedAt{tag.name, len(r.pieces)})
		r.code(tag.start, tag.end, "")
	}
}

func (r *htmlReader) keep(tag *htmlTag, code, visible bool) {
	r.kept = &keptElement{name: tag.name, depth: 1, start: tag.start, code: code, visible: visible}
}

// endKept ends what is not looked into; its last byte is before end.
func (r *htmlReader) endKept(end int) {
	kept := r.kept
	r.kept = nil
	if kept.code {
		r.code(kept.start, end, kept.content.String())
	}
}

func (r *htmlReader) endTag(name string, start, end int) {
	if kept := r.kept; kept != nil {
		if name == kept.name {
			if kept.depth--; kept.depth == 0 {
				r.endKept(end)
			}
			return
		}
		if !kept.visible || inlineTags[name] {
			return
		}
		r.endKept(start)
	}
	if !inlineTags[name] {
		r.flush()
		return
	}
	r.code(start, end, "")
	for i := len(r.open) - 1; i >= 0; i-- {
		if r.open[i].name != name {
			continue
		}
		r.pairs++
		first, last := r.pieces[r.open[i].index].code, r.pieces[len(r.pieces)-1].code
		first.kind, first.pair, last.kind, last.pair = opening, r.pairs, closing, r.pairs
		r.open = r.open[:i]
		return
	}
}

// attributes adds blocks for the attributes that people read.
func (r *htmlReader) attributes(tag *htmlTag) {
	for _, a := range tag.attrs {
		if a.quote == "" || !tag.isRead(a.name) {
			continue
		}
		if value := r.text[a.start:a.end]; hasLetter(value) {
			r.flow.blocks = append(r.flow.blocks, &block{
				pieces: unescapeHTML(value, a.start), at: a.start, within: true, style: a.quote,
			})
		}
	}
}
