package pretranslate

import (
	"context"
	"strings"
)

// Plain text: a paragraph ends at a blank line. Within it line ends count as
// white space where the segmenter says that a sentence goes on over them; its
// translation is written on one line.

func fillText(ctx context.Context, data []byte, o *Options) ([]byte, *Report, error) {
	source, err := newOriginal(data, o.Encoding)
	if err != nil {
		return nil, nil, err
	}
	if err := noBinary(source.text); err != nil {
		return nil, nil, err
	}
	f := &flow{original: source, escape: func(text, _ string, _ *block) (string, bool) { return flat(text) }}
	for _, s := range paragraphs(source.text) {
		f.blocks = append(f.blocks, &block{at: s.start, pieces: []piece{{text: source.text[s.start:s.end], start: s.start, end: s.end}}})
	}
	return f.document().fill(ctx, &engine{o: o, original: source, fuzzy: o.Fuzzy}, "txt")
}

// noBinary is an error when a text has control characters that no text has.
func noBinary(text string) error {
	control := func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\v\f\r\x1a\x1b", r) }
	if at := strings.IndexFunc(text, control); at >= 0 {
		return faultAt(text, at, "the control character 0x%02X: this is no text", text[at])
	}
	return nil
}

// paragraphs returns the runs of lines between blank ones.
func paragraphs(text string) []span {
	var out []span
	start, at := -1, 0
	for line := range strings.Lines(text) {
		switch blank := strings.TrimSpace(line) == ""; {
		case blank && start >= 0:
			out, start = append(out, span{start, at}), -1
		case !blank && start < 0:
			start = at
		}
		at += len(line)
	}
	if start >= 0 {
		out = append(out, span{start, at})
	}
	return out
}
