package srx

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// WriteTo writes a document as SRX 2.0 in UTF-8. The notes of rules become
// comments.
func (d *Document) WriteTo(w io.Writer) (int64, error) {
	c := &counter{w: w}
	c.line(`<?xml version="1.0" encoding="UTF-8"?>`)
	for _, n := range d.Notes {
		c.line(`<!-- ` + commented(n) + ` -->`)
	}
	c.line(`<srx xmlns="http://www.lisa.org/srx20" version="2.0">`)
	cascade := "no"
	if d.Cascade {
		cascade = "yes"
	}
	c.line(`  <header segmentsubflows="yes" cascade="` + cascade + `">`)
	c.line(`    <formathandle type="start" include="no"/>`)
	c.line(`    <formathandle type="end" include="yes"/>`)
	c.line(`    <formathandle type="isolated" include="yes"/>`)
	c.line(`  </header>`)
	c.line(`  <body>`)
	c.line(`    <languagerules>`)
	for _, l := range d.Languages {
		c.line(`      <languagerule languagerulename="` + escaped(l.Name) + `">`)
		for _, r := range l.Rules {
			c.rule(r)
		}
		c.line(`      </languagerule>`)
	}
	c.line(`    </languagerules>`)
	c.line(`    <maprules>`)
	for _, m := range d.Maps {
		c.line(`      <languagemap languagepattern="` + escaped(m.Pattern) + `" languagerulename="` + escaped(m.Name) + `"/>`)
	}
	c.line(`    </maprules>`)
	c.line(`  </body>`)
	c.line(`</srx>`)
	if c.err != nil {
		return c.n, fmt.Errorf("writing SRX: %w", c.err)
	}
	return c.n, nil
}

// counter writes lines until one fails.
type counter struct {
	w   io.Writer
	n   int64
	err error
}

func (c *counter) line(s string) {
	if c.err != nil {
		return
	}
	n, err := io.WriteString(c.w, s+"\n")
	c.n += int64(n)
	c.err = err
}

func (c *counter) rule(r Rule) {
	if r.Note != "" {
		c.line(`        <!-- ` + commented(r.Note) + ` -->`)
	}
	brk := "no"
	if r.Break {
		brk = "yes"
	}
	c.line(`        <rule break="` + brk + `">`)
	c.line(`          <beforebreak>` + escaped(r.Before) + `</beforebreak>`)
	c.line(`          <afterbreak>` + escaped(r.After) + `</afterbreak>`)
	c.line(`        </rule>`)
}

func escaped(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return "" // strings.Builder never fails
	}
	return b.String()
}

// commented makes a text fit for a comment, which may not hold two hyphens.
func commented(s string) string {
	for strings.Contains(s, "--") {
		s = strings.ReplaceAll(s, "--", "- -")
	}
	return s
}
