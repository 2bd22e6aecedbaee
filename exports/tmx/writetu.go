package tmx

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
)

// What a tu and its variants are indented by.
const (
	ofUnit    = "      "
	ofVariant = "        "
)

// flush writes the pending units as one tu. What is the same for all of them
// stands on the tu, and the rest on their variants.
func (w *Writer) flush() {
	if len(w.pending) == 0 {
		return
	}
	first := w.pending[0]
	common := w.common()

	w.text("    <tu")
	w.unitStamps(common)
	w.keptAttributes(first, tm.PartUnit)
	w.sourceAttribute(first)
	w.text(">\n")
	if common.note {
		w.notes(ofUnit, unitNotes(first))
	}
	w.story(first.Origin)
	if w.options.Context == ContextUnit {
		w.context(ofUnit, first)
	}
	if common.judgement {
		w.judgement(ofUnit, first)
	}
	w.foreign(ofUnit, first, tm.PartUnit)
	w.sourceVariant(first)
	for _, u := range w.pending {
		w.targetVariant(u, common)
	}
	w.text("    </tu>\n")
	w.pending = w.pending[:0]
	if len(w.buffer) >= flushSize {
		w.drain()
	}
}

// common says what the pending units agree in.
type common struct {
	stamps          [4]bool // by their order
	note, judgement bool
}

func (w *Writer) common() common {
	c := common{[4]bool{true, true, true, true}, true, true}
	first := w.pending[0]
	all := stamps(first)
	for _, u := range w.pending[1:] {
		for i, s := range stamps(u) {
			c.stamps[i] = c.stamps[i] && s == all[i]
		}
		c.note = c.note && slices.Equal(unitNotes(u), unitNotes(first))
		c.judgement = c.judgement && u.Status == first.Status && u.Confidence == first.Confidence && u.Pivot == first.Pivot &&
			u.Origin.TargetFile == first.Origin.TargetFile && u.Origin.Aligner == first.Origin.Aligner
	}
	return c
}

// stamp is an attribute that says when or by whom a unit was made or changed.
type stamp struct{ name, value string }

// stamps returns what is to be written. A store gives a unit that came without a
// date of change that of its creation, or of the moment: neither was in a file,
// unless a property says so.
func stamps(u tm.Unit) [4]stamp {
	changed := formatDate(u.Changed)
	_, said := kept(u, "@changedate", tm.PartUnit)
	if !said && impliedChange(u) {
		changed = ""
	}
	return [4]stamp{
		{"creationdate", formatDate(u.Created)}, {"creationid", u.CreatedBy},
		{"changedate", changed}, {"changeid", u.ChangedBy},
	}
}

// impliedChange reports whether the date of change of a unit may be one that a
// store has put there.
func impliedChange(u tm.Unit) bool {
	if u.Created.IsZero() {
		return u.ChangedBy == ""
	}
	return u.Changed.Equal(u.Created) && (u.ChangedBy == "" || u.ChangedBy == u.CreatedBy)
}

// formatDate returns "" for a date that the four digits of a TMX year cannot
// hold.
func formatDate(t time.Time) string {
	if !writable(t) {
		return ""
	}
	return t.UTC().Format(dateLayout)
}

// unitStamps writes when and by whom the pending units were made and changed, as
// far as they agree and unless their file said so on their target variants only.
func (w *Writer) unitStamps(c common) {
	for i, s := range stamps(w.pending[0]) {
		if c.stamps[i] && s.value != "" && !w.onTargets(s) {
			w.attribute(s.name, s.value)
		}
	}
}

func (w *Writer) onTargets(s stamp) bool {
	for _, u := range w.pending {
		_, onUnit := kept(u, "@"+s.name, tm.PartUnit)
		value, onTarget := kept(u, "@"+s.name, tm.PartTarget)
		if onUnit || !onTarget || value != s.value {
			return false
		}
	}
	return true
}

// targetStamps writes what the target variant itself said, and what is not
// common to all units of the tu.
func (w *Writer) targetStamps(u tm.Unit, c common) {
	for i, s := range stamps(u) {
		value, _ := kept(u, "@"+s.name, tm.PartTarget)
		if !c.stamps[i] && s.value != "" {
			value = s.value
		}
		if value != "" {
			w.attribute(s.name, value)
		}
	}
}

// kept returns the value of a property of a part.
func kept(u tm.Unit, name string, of tm.Part) (string, bool) {
	for _, p := range u.Properties {
		if p.Of == of && p.Name == name {
			return p.Value, true
		}
	}
	return "", false
}

// keptAttribute reports whether a property is an attribute that the reader
// kept, and may stand on its part. To a tool that gives a meaning to bare names,
// a tuid is one of them.
func (w *Writer) keptAttribute(p tm.Property) (string, bool) {
	name, isAttribute := strings.CutPrefix(p.Name, "@")
	if !isAttribute || p.Value == "" || p.Lang != "" || p.Encoding != "" {
		return "", false
	}
	if p.Of == tm.PartUnit {
		return name, tuAttributes[name] && !(w.options.PrefixProperties && name == "tuid")
	}
	return name, tuvAttributes[name]
}

// stampNames are the attributes that a unit has fields for; on a variant they
// are kept too.
var stampNames = names("creationdate", "creationid", "changedate", "changeid")

func isStamp(p tm.Property) bool {
	name, isAttribute := strings.CutPrefix(p.Name, "@")
	return isAttribute && stampNames[name]
}

// keptAttributes writes the attributes of a part that the reader kept. The
// source language is written by sourceAttribute.
func (w *Writer) keptAttributes(u tm.Unit, of tm.Part) {
	written := map[string]bool{}
	for _, p := range u.Properties {
		if p.Of != of {
			continue
		}
		name, ok := w.keptAttribute(p)
		if !ok || name == "srclang" || written[name] {
			continue
		}
		written[name] = true
		w.attribute(name, p.Value)
	}
}

// sourceStamps writes what the source variant itself said of when and by whom.
func (w *Writer) sourceStamps(u tm.Unit) {
	written := map[string]bool{}
	for _, p := range u.Properties {
		if p.Of == tm.PartSource && isStamp(p) && p.Value != "" && !written[p.Name] {
			written[p.Name] = true
			w.attribute(p.Name[1:], p.Value)
		}
	}
}

// sourceAttribute writes the source language of a tu, where it is not that of
// the header or the file that the unit came from said it too.
func (w *Writer) sourceAttribute(u tm.Unit) {
	_, said := kept(u, "@srclang", tm.PartUnit)
	if code := w.sourceCode(u); said || code != w.source {
		w.attribute("srclang", code)
	}
}

// story writes what is true of the source, whatever its translation.
func (w *Writer) story(o tm.Origin) {
	w.own(ofUnit, propStory, o.Article)
	w.own(ofUnit, propDocument, o.Title)
	w.own(ofUnit, propSourceFile, o.SourceFile)
	w.own(ofUnit, propURL, o.URL)
	if !o.Date.IsZero() {
		w.own(ofUnit, propDate, formatDay(o.Date))
	}
	w.own(ofUnit, propAgency, o.Agency)
	w.own(ofUnit, propRole, string(o.Role))
	w.number(propBlock, o.Block)
	w.number(propSentence, o.Sentence)
	w.number(propSentences, o.Sentences)
}

// judgement writes what is true of one translation. A unit of another tool that
// said nothing of its status counts as confirmed, and so it is written.
func (w *Writer) judgement(indent string, u tm.Unit) {
	w.own(indent, propTargetFile, u.Origin.TargetFile)
	w.own(indent, propAligner, u.Origin.Aligner)
	if u.Status != tm.StatusConfirmed || u.Confidence != 1 || u.Origin.Article != "" {
		w.own(indent, propStatus, string(u.Status))
		w.own(indent, propConfidence, formatConfidence(u.Confidence))
	}
	if u.Pivot != language.Und {
		w.own(indent, propPivot, u.Pivot.String())
	}
}

// formatConfidence rounds to four decimals, which is finer than any
// confidence is meant, and shows no more digits than needed.
func formatConfidence(c float64) string {
	s := strconv.FormatFloat(c, 'f', 4, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

func (w *Writer) context(indent string, u tm.Unit) {
	before, after := propBefore, propAfter
	if w.options.Context == ContextPhrase {
		before, after = "context_prev", "context_next"
	}
	for _, c := range []struct{ name, text, keptName string }{{before, u.Before, propBefore}, {after, u.After, propAfter}} {
		if w.options.Context == ContextVariant && hasKeptContext(u, c.keptName) {
			continue
		}
		if w.options.Context == ContextSegment && c.text != "" {
			escaped, _ := appendEscaped(nil, c.text, false)
			c.text = "<seg>" + string(escaped) + "</seg>"
		}
		w.own(indent, c.name, c.text)
	}
}

// hasKeptContext reports whether a unit keeps a context as its file had it.
func hasKeptContext(u tm.Unit, name string) bool {
	for _, p := range u.Properties {
		if p.Name == name && isOwn(p) && keepsContext(p) {
			return true
		}
	}
	return false
}

func (w *Writer) sourceVariant(u tm.Unit) {
	w.openVariant(u, tm.PartSource, w.sourceCode(u))
	w.text(">\n")
	body := len(w.buffer)
	w.variantNotes(u, tm.PartSource)
	if w.options.Context != ContextUnit {
		w.context(ofVariant, u)
	}
	w.foreign(ofVariant, u, tm.PartSource)
	w.closeVariant(body, u.Source)
}

func (w *Writer) targetVariant(u tm.Unit, c common) {
	w.openVariant(u, tm.PartTarget, w.targetCode(u))
	w.targetStamps(u, c)
	w.text(">\n")
	body := len(w.buffer)
	if !c.note {
		w.notes(ofVariant, unitNotes(u))
	}
	w.variantNotes(u, tm.PartTarget)
	if !c.judgement {
		w.judgement(ofVariant, u)
	}
	w.foreign(ofVariant, u, tm.PartTarget)
	w.closeVariant(body, u.Target)
}

func (w *Writer) openVariant(u tm.Unit, of tm.Part, code string) {
	w.text("      <tuv")
	w.attribute("xml:lang", code)
	w.keptAttributes(u, of)
	if of == tm.PartSource {
		w.sourceStamps(u)
	}
}

// closeVariant writes the segment, on the line of the tag where the variant has
// nothing else: its notes and properties begin at body.
func (w *Writer) closeVariant(body int, v tm.Variant) {
	alone := len(w.buffer) == body
	if alone {
		w.buffer = w.buffer[:body-1]
	} else {
		w.text(ofVariant)
	}
	w.text("<seg>")
	w.segment(v)
	w.text("</seg>")
	if !alone {
		w.text("\n      ")
	}
	w.text("</tuv>\n")
}
