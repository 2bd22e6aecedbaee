package tmx

import (
	"io"
	"strconv"
	"strings"

	"calque/exports/tmx/xmlscan"
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
		p.Value = contextText(p.Value)
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

// contextText returns the text of a context. memoQ writes a whole segment, with
// its tags and what they hold.
func contextText(s string) string {
	if !strings.HasPrefix(s, "<seg>") || !strings.HasSuffix(s, "</seg>") {
		return s
	}
	var text strings.Builder
	code := 0 // depth of the native code that is open
	scanner := xmlscan.New(strings.NewReader(s), xmlscan.Options{MaxToken: len(s)})
	for {
		kind, err := scanner.Next()
		switch {
		case err == io.EOF:
			return text.String()
		case err != nil:
			return s
		case kind == xmlscan.Text && code == 0:
			text.Write(scanner.Text())
		case kind == xmlscan.Start && code == 0 && inlineElements[element(scanner.Name())].code:
			code = scanner.Depth()
		case kind == xmlscan.End && scanner.Depth() < code:
			code = 0
		}
	}
}

// keepsContext reports whether a context must be kept as its file has it: it is
// wrapped or stands elsewhere than the writer would put it.
func keepsContext(p tm.Property) bool {
	return (p.Name == propBefore || p.Name == propAfter) && (p.Of != tm.PartSource || contextText(p.Value) != p.Value)
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
