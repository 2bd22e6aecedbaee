package tmx

import (
	"cmp"
	"strconv"
	"strings"

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
	if len(variants) == 0 {
		return nil
	}
	sources := r.sources(tu, variants)
	if len(sources) == 0 {
		return nil
	}
	var units []tm.Unit
	for _, target := range variants {
		if target.tag == sources[0].tag {
			continue
		}
		asked, ok := r.wanted(target.tag)
		if !ok {
			continue
		}
		for _, source := range sources {
			units = append(units, r.unit(tu, source, target, asked))
		}
	}
	return units
}

func (r *Reader) spoken(tu *translationUnit) []spoken {
	var variants []spoken
	for i := range tu.variants {
		v := &tu.variants[i]
		tag, err := tm.ParseLang(v.lang)
		if err != nil {
			count(r.report.Languages, v.lang)
			continue
		}
		if strings.TrimSpace(v.text) == "" {
			r.report.Empty++
			continue
		}
		variants = append(variants, spoken{v, tag})
	}
	return variants
}

// sources returns the variants in the source language, all with one tag. A
// variant in another region of it serves when there is none in its own.
func (r *Reader) sources(tu *translationUnit, variants []spoken) []spoken {
	want := r.options.Source
	if want == language.Und {
		for _, named := range []string{tu.srclang, r.srclang} {
			if tag, err := tm.ParseLang(named); err == nil {
				want = tag
				break
			}
		}
	}
	if want == language.Und {
		want = variants[0].tag
	}
	tag := want
	if !speaks(variants, tag) {
		for _, v := range variants {
			if tm.SameLanguage(v.tag, want) {
				tag = v.tag
				count(r.report.Regions, v.lang)
				break
			}
		}
	}
	var sources []spoken
	for _, v := range variants {
		if v.tag == tag {
			sources = append(sources, v)
		}
	}
	return sources
}

func speaks(variants []spoken, tag language.Tag) bool {
	for _, v := range variants {
		if v.tag == tag {
			return true
		}
	}
	return false
}

// wanted returns the target language under which a variant in tag is taken.
func (r *Reader) wanted(tag language.Tag) (language.Tag, bool) {
	if len(r.options.Targets) == 0 {
		return tag, true
	}
	for _, asked := range r.options.Targets {
		if asked == tag {
			return asked, true
		}
	}
	for _, asked := range r.options.Targets {
		if tm.SameLanguage(asked, tag) {
			count(r.report.Regions, tag.String())
			return asked, true
		}
	}
	return language.Und, false
}

func (r *Reader) unit(tu *translationUnit, source, target spoken, asked language.Tag) tm.Unit {
	u := tm.Unit{
		Source:     tm.Variant{Lang: source.tag, Text: source.text},
		Target:     tm.Variant{Lang: asked, Text: target.text},
		Status:     r.options.Status,
		Confidence: r.options.Confidence,
		Note:       notes(tu.notes, source.notes, target.notes),
		Created:    tu.created,
		Changed:    tu.changed,
		CreatedBy:  cmp.Or(tu.createdBy, target.createdBy),
		ChangedBy:  cmp.Or(tu.changedBy, target.changedBy),
	}
	if r.options.Source != language.Und {
		u.Source.Lang = r.options.Source
	}
	if u.Created.IsZero() {
		u.Created = target.created
	}
	if u.Changed.IsZero() {
		u.Changed = target.changed
	}
	taken := map[string]bool{}
	for _, properties := range [][]tm.Property{tu.properties, source.properties, target.properties} {
		for _, p := range properties {
			if !taken[p.Name] && setProperty(&u, p) {
				taken[p.Name] = true
				continue
			}
			u.Properties = append(u.Properties, p)
		}
	}
	return u
}

// notes joins what translators wrote; a unit has one note.
func notes(lists ...[]string) string {
	var all []string
	for _, list := range lists {
		for _, note := range list {
			if strings.TrimSpace(note) != "" {
				all = append(all, note)
			}
		}
	}
	return strings.Join(all, "\n")
}

// setProperty puts a property that the writer makes back into its field. It
// reports false for any other, and for one whose value is not what the writer
// would have written: that came from elsewhere and is kept as it is.
func setProperty(u *tm.Unit, p tm.Property) bool {
	switch p.Name {
	case propBefore, propAfter:
		p.Value = unwrapSegment(p.Value)
	}
	if field := textField(u, p.Name); field != nil {
		*field = p.Value
		return true
	}
	if field := numberField(u, p.Name); field != nil {
		n, err := strconv.Atoi(p.Value)
		if err != nil || n <= 0 {
			return false
		}
		*field = n
		return true
	}
	switch p.Name {
	case propDate:
		day, ok := parseDay(p.Value)
		if ok {
			u.Origin.Date = day
		}
		return ok
	case propRole:
		u.Origin.Role = tm.Role(p.Value)
		return true
	case propStatus:
		return setStatus(u, tm.Status(p.Value))
	case propConfidence:
		c, err := strconv.ParseFloat(p.Value, 64)
		if err != nil || !(c >= 0 && c <= 1) {
			return false
		}
		u.Confidence = c
		return true
	case propPivot:
		tag, err := tm.ParseLang(p.Value)
		if err == nil {
			u.Pivot = tag
		}
		return err == nil
	}
	return false
}

// unwrapSegment takes off the seg tags that memoQ writes around a context.
func unwrapSegment(s string) string {
	inner, opened := strings.CutPrefix(s, "<seg>")
	inner, closed := strings.CutSuffix(inner, "</seg>")
	if !opened || !closed {
		return s
	}
	return inner
}

func setStatus(u *tm.Unit, status tm.Status) bool {
	switch status {
	case tm.StatusAuto, tm.StatusConfirmed, tm.StatusRejected, tm.StatusSuperseded:
		u.Status = status
		return true
	}
	return false
}

func textField(u *tm.Unit, name string) *string {
	switch name {
	case propStory:
		return &u.Origin.Article
	case propDocument:
		return &u.Origin.Title
	case propSourceFile:
		return &u.Origin.SourceFile
	case propTargetFile:
		return &u.Origin.TargetFile
	case propURL:
		return &u.Origin.URL
	case propAgency:
		return &u.Origin.Agency
	case propAligner:
		return &u.Origin.Aligner
	case propBefore:
		return &u.Before
	case propAfter:
		return &u.After
	}
	return nil
}

func numberField(u *tm.Unit, name string) *int {
	switch name {
	case propBlock:
		return &u.Origin.Block
	case propSentence:
		return &u.Origin.Sentence
	case propSentences:
		return &u.Origin.Sentences
	}
	return nil
}
