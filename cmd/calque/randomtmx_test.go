package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// tmxMaker makes TMX files that hold whatever TMX has, in ways that programs
// write it.
type tmxMaker struct {
	*rand.Rand
	out     strings.Builder
	serial  int
	numbers int // of the codes of a segment
}

func randomTMX(random *rand.Rand) string {
	m := &tmxMaker{Rand: random}
	m.printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n<tmx version=\"1.4\">\n")
	m.printf(`<header creationtool="made" creationtoolversion="1" segtype="sentence" o-tmf="made" adminlang="en" srclang="%s" datatype="xml"/>`+"\n<body>\n",
		m.pick("fr", "FR", "en_US", "*all*"))
	for range 1 + m.IntN(40) {
		m.unit()
	}
	m.printf("</body>\n</tmx>\n")
	return m.out.String()
}

func (m *tmxMaker) printf(format string, args ...any) { fmt.Fprintf(&m.out, format, args...) }

func (m *tmxMaker) pick(all ...string) string { return all[m.IntN(len(all))] }

func (m *tmxMaker) chance(percent int) bool { return m.IntN(100) < percent }

func (m *tmxMaker) unit() {
	m.serial++
	m.printf("<tu")
	if m.chance(40) {
		m.printf(` tuid="%d"`, m.serial)
	}
	if m.chance(10) {
		m.printf(` segtype="%s"`, m.pick("block", "phrase"))
	}
	if m.chance(10) {
		m.printf(` srclang="%s"`, m.pick("en-US", "fr", "*all*"))
	}
	m.attributes()
	m.printf(">")
	m.described()
	for _, lang := range []string{"fr", m.pick("en", "en-US", "EN_us"), m.pick("zh-CN", "zh", "de")} {
		if lang == "fr" || m.chance(80) {
			m.variant(lang)
		}
	}
	m.printf("</tu>\n")
}

func (m *tmxMaker) attributes() {
	dates := []string{"20200102T030405Z", "2021-02-03T04:05:06Z"}
	if m.chance(30) {
		m.printf(` creationdate="%s"`, m.pick(dates...))
	}
	if m.chance(30) {
		m.printf(` changedate="%s" changeid="%s"`, m.pick(dates...), m.pick("eve", "b&amp;b"))
	}
	if m.chance(20) {
		m.printf(` creationid='%s'`, m.pick("eve", "o&quot;c"))
	}
	if m.chance(10) {
		m.printf(` usagecount="%d" lastusagedate="20220101T000000Z" o-encoding="cp1252"`, m.IntN(9))
	}
}

func (m *tmxMaker) described() {
	for m.chance(25) {
		m.printf(`<note%s>%s</note>`, m.pick("", ` xml:lang="fr"`, ` o-encoding="x"`), m.text())
	}
	for m.chance(30) {
		m.printf(`<prop type="%s"%s>%s</prop>`, m.pick("file", "x-client", "Txt::Field", "x-status"), m.pick("", ` xml:lang="en"`), m.text())
	}
	if m.chance(10) {
		m.printf(`<prop type="%s">%s</prop>`, m.pick("x-context-pre", "x-context-post"), m.pick("avant", "&lt;seg&gt;avant &lt;ph/&gt;&lt;/seg&gt;"))
	}
}

func (m *tmxMaker) variant(lang string) {
	m.printf("\n<tuv %s=\"%s\"", m.pick("xml:lang", "xml:lang", "lang"), lang)
	if m.chance(30) {
		m.attributes()
	}
	m.printf(">")
	if m.chance(30) {
		m.described()
	}
	m.numbers = 0
	m.printf("<seg>m%d ", m.serial)
	for range m.IntN(5) {
		m.content(2)
	}
	m.printf("</seg></tuv>")
}

// words may hold what must be escaped; a reference may stand at their end.
func (m *tmxMaker) words() string {
	return m.pick("mots", " a b ", "é & <b>{1}", "中文\u3000字", "𝄞", "x\u00a0;", "ligne\nligne", "]]>", "{2}", "\t") +
		m.pick("", "", " fin", "&#x1F600;")
}

// text returns words as XML, escaped in one of the ways.
func (m *tmxMaker) text() string {
	raw := m.words()
	reference := ""
	if i := strings.Index(raw, "&#x"); i >= 0 {
		raw, reference = raw[:i], raw[i:]
	}
	if m.chance(20) && !strings.Contains(raw, "]]>") {
		return "<![CDATA[" + raw + "]]>" + reference
	}
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(raw) + reference
}

func (m *tmxMaker) content(depth int) {
	m.numbers++
	n := m.numbers
	switch m.IntN(8) {
	case 0:
		m.printf(`<bpt i="%d"  x='%d'>&lt;b></bpt>%s<ept i="%d"/>`, n, n, m.text(), n)
	case 1:
		m.printf(`<it pos="%s">&lt;i&gt;</it>`, m.pick("begin", "end"))
	case 2:
		m.printf(`<ph x="%d" type="var">%%s<sub>%s<bpt i="1">&lt;u></bpt></sub></ph >`, n, m.text())
	case 3:
		m.printf(`<ut>\n</ut>`)
	case 4:
		m.printf(`<hi type="%s">`, m.pick("term", "a&amp;b"))
		if depth > 0 {
			m.content(depth - 1)
		}
		m.printf(`</hi>`)
	default:
		m.printf("%s", m.text())
	}
}
