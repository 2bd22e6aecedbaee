package tmx

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
)

// spoken is a variant whose language was understood.
type spoken struct {
	*variant
	tag language.Tag
}

// units pairs the source variants of a tu with its target variants.
func (r *Reader) units(tu *translationUnit) []tm.Unit {
	variants := r.spoken(tu)
	sources := r.sources(tu, variants)
	if len(sources) == 0 {
		r.found.Lose("unit without a text in the source language", tu.line)
		return nil
	}
	numbers := newNumbering(variants)
	numbers.setSource(sources[0].codes)
	texts := make([]tm.Variant, len(sources))
	for i, source := range sources {
		texts[i] = numbers.withCodes(source)
		if r.options.Source != language.Und {
			texts[i].Lang = r.options.Source
		}
	}
	var units []tm.Unit
	for _, target := range variants {
		if target.tag == sources[0].tag {
			continue
		}
		asked, ok := r.wanted(target)
		if !ok {
			continue
		}
		text := numbers.withCodes(target)
		text.Lang = asked
		for i, source := range sources {
			if texts[i].Lang != asked {
				units = append(units, r.unit(tu, source, target, texts[i], text))
			}
		}
	}
	if len(units) == 0 {
		r.found.Lose("unit without a translation", tu.line)
	}
	return units
}

func (r *Reader) spoken(tu *translationUnit) []spoken {
	variants := make([]spoken, 0, len(tu.variants))
	for i := range tu.variants {
		v := &tu.variants[i]
		tag, ok := r.language(v.lang)
		if !ok {
			r.found.Lose(fmt.Sprintf("variant in a language that is none: %q", clip(v.lang)), v.line)
			continue
		}
		if strings.TrimSpace(v.text) == "" && len(v.codes) == 0 {
			r.found.Lose("variant without text", v.line)
			continue
		}
		variants = append(variants, spoken{v, tag})
	}
	return variants
}

// sources returns the variants in the source language, all with one tag. A
// variant in another region of it serves when there is none in its own.
func (r *Reader) sources(tu *translationUnit, variants []spoken) []spoken {
	if len(variants) == 0 {
		return nil
	}
	asked := r.options.Source != language.Und
	want := r.options.Source
	if !asked {
		want = r.srclang
		if tu.srclang != "" {
			want = language.Und
			if !isAll(tu.srclang) {
				want, _ = r.language(tu.srclang)
			}
		}
	}
	if want == language.Und {
		want = variants[0].tag
	}
	at := slices.IndexFunc(variants, func(v spoken) bool { return v.tag == want })
	if at < 0 {
		at = slices.IndexFunc(variants, func(v spoken) bool { return tm.SameLanguage(v.tag, want) })
		if at >= 0 && asked {
			r.region(variants[at], want)
		} else if at >= 0 {
			r.found.Note(fmt.Sprintf("source in %s where the file says %s", variants[at].lang, want), variants[at].line)
		}
	}
	if at < 0 && !asked && len(variants) > 1 {
		r.found.Note(fmt.Sprintf("unit without a text in %s, the source language of the file; its first is taken as the source", want), tu.line)
	}
	if at < 0 && asked {
		return nil
	}
	at = max(at, 0)
	var sources []spoken
	for _, v := range variants {
		if v.tag == variants[at].tag {
			sources = append(sources, v)
		}
	}
	return sources
}

// region reports a variant that was taken for another region's.
func (r *Reader) region(v spoken, taken language.Tag) {
	r.found.Note(fmt.Sprintf("variant in %s, taken as %s", v.lang, taken), v.line)
}

// wanted returns the target language under which a variant is taken.
func (r *Reader) wanted(v spoken) (language.Tag, bool) {
	if len(r.options.Targets) == 0 || slices.Contains(r.options.Targets, v.tag) {
		return v.tag, true
	}
	for _, asked := range r.options.Targets {
		if tm.SameLanguage(asked, v.tag) {
			r.region(v, asked)
			return asked, true
		}
	}
	r.found.Lose(fmt.Sprintf("variant in %s, which was not asked for", v.tag), v.line)
	return language.Und, false
}

func (r *Reader) unit(tu *translationUnit, source, target spoken, sourceText, targetText tm.Variant) tm.Unit {
	u := tm.Unit{
		Source:     sourceText,
		Target:     targetText,
		Status:     r.options.Status,
		Confidence: r.options.Confidence,
		Created:    firstTime(tu.created, target.created),
		Changed:    firstTime(tu.changed, target.changed),
		CreatedBy:  cmp.Or(tu.createdBy, target.createdBy),
		ChangedBy:  cmp.Or(tu.changedBy, target.changedBy),
	}
	if tu.srclang != "" && !isAll(tu.srclang) {
		if tag, ok := r.language(tu.srclang); ok && tm.SameLanguage(tag, source.tag) {
			u.Properties = append(u.Properties, tm.Property{Name: "@srclang", Value: tu.srclang})
		}
	}
	taken := map[string]bool{}
	for _, side := range []struct {
		of tm.Part
		*described
	}{{tm.PartUnit, &tu.described}, {tm.PartSource, &source.described}, {tm.PartTarget, &target.described}} {
		if side.of != tm.PartUnit {
			u.Properties = side.stamps(u.Properties, side.of)
		}
		for _, p := range side.properties {
			p.Of = side.of
			if p.Lang == "" && p.Encoding == "" && !taken[p.Name] && isOwn(p) && setProperty(&u, p) {
				taken[p.Name] = true
				if !keepsContext(p) {
					continue
				}
			}
			u.Properties = append(u.Properties, p)
		}
	}
	setNotes(&u, tu.notes, source.notes, target.notes)
	u.Properties = tu.unitStamps(u.Properties, u, target.described)
	return u
}

// unitStamps appends the dates of a tu that the writer could not tell from
// those of the target variant, or of a store.
func (d *described) unitStamps(to []tm.Property, u tm.Unit, target described) []tm.Property {
	mark := func(name, value string) { to = append(to, tm.Property{Name: name, Value: value}) }
	if !d.created.IsZero() && d.created.Equal(target.created) {
		mark("@creationdate", d.created.Format(dateLayout))
	}
	if !d.changed.IsZero() && (d.changed.Equal(target.changed) || impliedChange(u)) {
		mark("@changedate", d.changed.Format(dateLayout))
	}
	if d.createdBy != "" && d.createdBy == target.createdBy {
		mark("@creationid", d.createdBy)
	}
	if d.changedBy != "" && d.changedBy == target.changedBy {
		mark("@changeid", d.changedBy)
	}
	return to
}

// isOwn reports whether a property may be one that the writer makes, by where
// it stands: the context of a target is not that of its source.
func isOwn(p tm.Property) bool {
	return p.Of != tm.PartTarget || p.Name != propBefore && p.Name != propAfter
}

// stamps appends what a variant itself says of when and by whom it was made.
func (d *described) stamps(to []tm.Property, of tm.Part) []tm.Property {
	for _, stamp := range []struct {
		name string
		at   time.Time
	}{{"@creationdate", d.created}, {"@changedate", d.changed}} {
		if !stamp.at.IsZero() {
			to = append(to, tm.Property{Name: stamp.name, Value: stamp.at.Format(dateLayout), Of: of})
		}
	}
	for _, stamp := range []struct{ name, who string }{{"@creationid", d.createdBy}, {"@changeid", d.changedBy}} {
		if stamp.who != "" {
			to = append(to, tm.Property{Name: stamp.name, Value: stamp.who, Of: of})
		}
	}
	return to
}

func firstTime(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}

// setNotes gives a unit its note, and keeps each of several apart.
func setNotes(u *tm.Unit, unit, source, target []tm.Property) {
	var all []string
	plain := len(unit) == 1 && len(source) == 0 && len(target) == 0 && unit[0].Lang == "" && unit[0].Encoding == ""
	for _, part := range []struct {
		of    tm.Part
		notes []tm.Property
	}{{tm.PartUnit, unit}, {tm.PartSource, source}, {tm.PartTarget, target}} {
		for _, n := range part.notes {
			all = append(all, n.Value)
			if !plain {
				n.Of = part.of
				u.Properties = append(u.Properties, n)
			}
		}
	}
	u.Note = joinNotes(all)
}

// joinNotes is how the notes of a file become the one that a unit has.
func joinNotes(notes []string) string { return strings.Join(notes, "\n") }
