package srx

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/language"
)

const srx1 = `<?xml version="1.0"?>
<srx version="1.0" xmlns="http://www.lisa.org/srx10">
 <header segmentsubflows="yes"><formathandle type="start" include="no"/></header>
 <body>
  <languagerules>
   <languagerule languagerulename="French">
    <rule break="no"><beforebreak>\bM\.</beforebreak><afterbreak>\s</afterbreak></rule>
    <rule break="yes"><beforebreak>[.?!]</beforebreak><afterbreak>\s</afterbreak></rule>
   </languagerule>
   <languagerule languagerulename="Other">
    <rule><beforebreak>\.</beforebreak><afterbreak>\s</afterbreak></rule>
   </languagerule>
  </languagerules>
  <maprules>
   <maprule maprulename="first">
    <languagemap languagepattern="FR.*" languagerulename="French"/>
    <languagemap languagepattern=".*" languagerulename="Other"/>
   </maprule>
   <maprule maprulename="second">
    <languagemap languagepattern=".*" languagerulename="French"/>
   </maprule>
  </maprules>
 </body>
</srx>`

func ExampleDocument_Segmenter() {
	doc, err := Read(strings.NewReader(srx1))
	if err != nil {
		fmt.Println(err)
		return
	}
	seg, report, err := doc.Segmenter(language.French)
	if err != nil {
		fmt.Println(err)
		return
	}
	block := "M. Dupont dort. Il rêve."
	for _, span := range seg.Segment(block) {
		fmt.Println(block[span.Start:span.End])
	}
	fmt.Println(report)
	// Output:
	// M. Dupont dort.
	// Il rêve.
	// 2 rules: 2 run in linear time, 0 by backtracking, 0 rejected
}

func TestVersion1HasNoCascadeAndOneMap(t *testing.T) {
	doc, err := Read(strings.NewReader(srx1))
	if err != nil {
		t.Fatal(err)
	}
	if doc.Cascade || len(doc.Maps) != 2 {
		t.Errorf("cascade %v, maps %v", doc.Cascade, doc.Maps)
	}
	for lang, want := range map[string]string{"fr-CA": "French", "fr": "French", "en": "Other"} {
		lists := doc.RulesFor(language.Make(lang))
		if len(lists) != 1 || lists[0].Name != want {
			t.Errorf("%s: %v", lang, lists)
		}
	}
}

func TestVersion2Cascades(t *testing.T) {
	text := strings.NewReplacer(`version="1.0" xmlns="http://www.lisa.org/srx10"`, `version="2.0" xmlns="http://www.lisa.org/srx20"`,
		`<header segmentsubflows="yes">`, `<header segmentsubflows="yes" cascade="yes">`).Replace(srx1)
	doc, err := Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if lists := doc.RulesFor(language.French); len(lists) != 2 || lists[0].Name != "French" || lists[1].Name != "Other" {
		t.Errorf("lists %v", lists)
	}
}

func TestReadsUTF16(t *testing.T) {
	enc := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()
	data, err := enc.Bytes([]byte(strings.Replace(srx1, `version="1.0"?>`, `version="1.0" encoding="UTF-16"?>`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := Read(bytes.NewReader(data))
	if err != nil || len(doc.Languages) != 2 {
		t.Errorf("%v, %v", doc, err)
	}
}

func TestReadSaysWhatIsWrong(t *testing.T) {
	for name, text := range map[string]string{
		"empty":          "",
		"other root":     "<tmx/>",
		"cut off":        srx1[:300],
		"no rules":       `<srx version="2.0"><header/><body/></srx>`,
		"rule outside":   `<srx version="2.0"><rule/></srx>`,
		"entity":         `<!DOCTYPE srx [<!ENTITY a "b">]><srx>&a;</srx>`,
		"not XML at all": "\x00\x01",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), "SRX") {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestReportNamesWhatCannotRun(t *testing.T) {
	doc := oneList(
		Rule{Break: true, Before: `\.`, After: `\s`, Line: 7},
		Rule{Before: `(`, After: `\s`, Line: 8},
		Rule{Before: `\p{Nonsense}`, After: ``, Line: 9},
		Rule{Before: `(?<=a)\.`, After: `\s`, Line: 10},
	)
	doc.Maps = append(doc.Maps, LanguageMap{Pattern: `[`, Name: "all"}, LanguageMap{Pattern: `x`, Name: "none"})
	rep := doc.Check()
	if rep.Rules != 4 || rep.Linear != 1 || rep.Backtracking != 1 || rep.Working() != 0.5 || len(rep.Problems) != 4 {
		t.Errorf("%s", rep)
	}
	if s := rep.String(); !strings.Contains(s, "line 8") || !strings.Contains(s, "Nonsense") {
		t.Errorf("report %q", s)
	}
}

func TestBacktrackingIsLimitedAndReported(t *testing.T) {
	s, rep, err := oneList(Rule{Break: true, Before: `(?<=x)(a+)+b\.`, After: `\s`}).Segmenter(language.French)
	if err != nil || rep.Backtracking != 1 {
		t.Fatal(rep, err)
	}
	s.Segment("x" + strings.Repeat("a", 60) + "cb. d")
	s.Segment(strings.Repeat("a", 60) + "b. d")
	if n := len(s.Timeouts()); n != 1 {
		t.Errorf("%d rules reported", n)
	}
}

func TestNoRulesForALanguage(t *testing.T) {
	doc := oneList(Rule{Break: true, Before: `\.`, After: `\s`})
	doc.Maps[0].Pattern = "fr"
	if _, _, err := doc.Segmenter(language.English); err == nil {
		t.Error("no error")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(srx1)
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := Read(strings.NewReader(text))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if _, err := doc.WriteTo(&b); err != nil {
			t.Fatal(err)
		}
		again, err := Read(&b)
		if err != nil {
			t.Fatalf("written document is not read: %v", err)
		}
		if len(again.Languages) != len(doc.Languages) || len(again.Maps) != len(doc.Maps) {
			t.Fatalf("%d lists and %d maps became %d and %d", len(doc.Languages), len(doc.Maps), len(again.Languages), len(again.Maps))
		}
	})
}
