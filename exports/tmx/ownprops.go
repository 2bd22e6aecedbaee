package tmx

import (
	"strconv"
	"strings"

	"calque/tm"
)

// setProperty puts a property that the writer makes back into its field. It
// reports false for any other, and for one whose value is not what the writer
// would have written: that came from elsewhere and is kept as it is.
func setProperty(u *tm.Unit, p tm.Property) bool {
	if p.Value == "" {
		return false
	}
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
		if err != nil || n <= 0 || strconv.Itoa(n) != p.Value {
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
