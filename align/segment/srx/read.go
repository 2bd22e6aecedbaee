package srx

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// largest is how many bytes an SRX file may have. The largest in use have
// less than one million.
const largest = 32 << 20

// ReadFile reads an SRX file by its name; errors name it.
func ReadFile(name string) (*Document, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening SRX: %w", err)
	}
	defer f.Close()
	doc, err := Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return doc, nil
}

// Read reads an SRX 1.0 or 2.0 file. Entities are not expanded and nothing is
// fetched. Errors name the line.
func Read(r io.Reader) (*Document, error) {
	limited := io.LimitReader(r, largest+1)
	data, err := io.ReadAll(limited)
	if err != nil {
		return nil, fmt.Errorf("reading SRX: %w", err)
	}
	if len(data) > largest {
		return nil, fmt.Errorf("SRX file is larger than %d MB", largest>>20)
	}
	p := &parser{doc: new(Document), cascade: unset}
	p.dec = xml.NewDecoder(decoded(data))
	p.dec.CharsetReader = charset.NewReaderLabel
	if err := p.parse(); err != nil {
		line, _ := p.dec.InputPos()
		return nil, fmt.Errorf("SRX line %d: %w", line, err)
	}
	return p.finish()
}

// decoded turns UTF-16 with a byte-order mark into UTF-8 and drops the mark.
func decoded(data []byte) io.Reader {
	mark := unicode.BOMOverride(transform.Nop)
	r := transform.NewReader(bytes.NewReader(data), mark)
	if len(data) < 2 || data[0] != 0xfe && data[0] != 0xff {
		return r
	}
	// The declaration still says UTF-16, which is no longer true.
	br := bufio.NewReader(r)
	if head, err := br.Peek(5); err == nil && string(head) == "<?xml" {
		if _, err := br.ReadString('>'); err != nil {
			return strings.NewReader("")
		}
	}
	return br
}

// setting is an attribute of yes or no that may be absent.
type setting uint8

const (
	unset setting = iota
	yes
	no
)

// parser reads the elements of a file as a stream. Elements are known by
// their local name, so that files without the namespace are read too.
type parser struct {
	dec     *xml.Decoder
	doc     *Document
	cascade setting
	root    bool
	mapDone bool // the first maprule of SRX 1.0 has been read
}

func (p *parser) parse() error {
	for {
		tok, err := p.dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		start, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		if err := p.element(start); err != nil {
			return err
		}
	}
}

func (p *parser) element(e xml.StartElement) error {
	if !p.root {
		if e.Name.Local != "srx" {
			return fmt.Errorf("root element is %q, not srx", e.Name.Local)
		}
		p.root = true
		p.doc.Version = attr(e, "version")
		return nil
	}
	switch e.Name.Local {
	case "header":
		switch attr(e, "cascade") {
		case "yes":
			p.cascade = yes
		case "no":
			p.cascade = no
		}
	case "languagerule":
		p.doc.Languages = append(p.doc.Languages, LanguageRules{Name: attr(e, "languagerulename")})
	case "rule":
		return p.rule(e)
	case "maprule":
		// SRX 1.0 offers several named maps to choose from; the first counts.
		if p.mapDone {
			return p.dec.Skip()
		}
		p.mapDone = true
	case "languagemap":
		p.doc.Maps = append(p.doc.Maps, LanguageMap{
			Pattern: attr(e, "languagepattern"), Name: attr(e, "languagerulename"),
		})
	}
	return nil
}

// rule reads a rule element up to its end.
func (p *parser) rule(e xml.StartElement) error {
	if len(p.doc.Languages) == 0 {
		return errors.New("rule outside a languagerule")
	}
	line, _ := p.dec.InputPos()
	r := Rule{Break: attr(e, "break") != "no", Line: line}
	for {
		tok, err := p.dec.Token()
		if err != nil {
			return err
		}
		switch t := tok.(type) {
		case xml.EndElement:
			last := &p.doc.Languages[len(p.doc.Languages)-1]
			last.Rules = append(last.Rules, r)
			return nil
		case xml.StartElement:
			text, err := p.text()
			if err != nil {
				return err
			}
			switch t.Name.Local {
			case "beforebreak":
				r.Before = text
			case "afterbreak":
				r.After = text
			}
		}
	}
}

// text returns the characters of the element whose start was just read.
func (p *parser) text() (string, error) {
	var b strings.Builder
	for depth := 1; ; {
		tok, err := p.dec.Token()
		if err != nil {
			return "", err
		}
		switch t := tok.(type) {
		case xml.CharData:
			b.Write(t)
		case xml.StartElement:
			depth++
		case xml.EndElement:
			if depth--; depth == 0 {
				return b.String(), nil
			}
		}
	}
}

// finish checks the whole and settles the cascade: SRX 1.0 has none, and a 2.0
// file that does not say is taken to have one, as OmegaT writes it.
func (p *parser) finish() (*Document, error) {
	if !p.root {
		return nil, errors.New("SRX: no srx element")
	}
	if len(p.doc.Languages) == 0 {
		return nil, errors.New("SRX: no language rules")
	}
	p.doc.Cascade = p.cascade == yes || p.cascade == unset && p.doc.Version != "1.0"
	return p.doc, nil
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
