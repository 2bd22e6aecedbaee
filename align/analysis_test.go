package align

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// A heard word is a term of a name or word, without its number.
type heard struct {
	channel channel
	form    string
}

// hearWords finds the names and words of a text as the analyser does, but works
// everything out anew where a word stands.
func hearWords(base string, text []Sentence) map[heard][]int32 {
	out := map[heard][]int32{}
	han := base == "zh" || base == "ja"
	for i, s := range text {
		initial := true
		for _, t := range tokenize(s.Text, nil) {
			if !t.word() {
				initial = initial || slices.Contains([]string{".", "?", "!", ":", "…", "«", "“", "\"", "„", "-", "–", "—"}, t.text)
				continue
			}
			first := initial
			initial = false
			n := utf8.RuneCountInString(t.text)
			name := false
			switch t.script {
			case latinScript, cyrillicScript, greekScript:
				name = han || n >= 2 && t.text == strings.ToUpper(t.text) || t.capital() && !first
				if n < 2 || !name && n < 4 {
					continue
				}
			case kataScript:
				if name = n >= 3; n < 2 {
					continue
				}
			case arabicScript:
				if n < 3 {
					continue
				}
			default:
				if n < 2 || t.script == hanScript || t.script == hiraScript || t.script == hangulScript {
					continue
				}
			}
			h := heard{wordChannel, fold(t.text)}
			if name {
				h.channel = nameChannel
			}
			if k := len(out[h]); k == 0 || out[h][k-1] != int32(i) {
				out[h] = append(out[h], int32(i))
			}
		}
	}
	return out
}

// soundsForeign reports what the analyser says of a line, for languages of one
// script, by folding each word where it stands.
func soundsForeign(text, own, other string) bool {
	words, mine, theirs := 0, 0, 0
	for _, t := range tokenize(text, nil) {
		if !t.word() {
			continue
		}
		words++
		if functionWords()[own][fold(t.text)] {
			mine++
		}
		if functionWords()[other][fold(t.text)] {
			theirs++
		}
	}
	return theirs >= 2 && theirs >= 3*mine && theirs*6 >= words
}

func TestSpellingsGiveTheTermsThatEachPlaceGives(t *testing.T) {
	seen, foreign := 0, 0
	for _, x := range tasks(t, 100) {
		base, _ := x.a.source.Base()
		other, _ := x.a.target.Base()
		s := new(analyser).analyse(x.source, x.a.source, x.a.target, x.a.lexicons)
		got := map[heard][]int32{}
		for n := range s.terms {
			if t := &s.terms[n]; t.channel == nameChannel || t.channel == wordChannel {
				got[heard{t.channel, t.form}] = t.sents
			}
		}
		want := hearWords(base.String(), x.source)
		if !maps.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("%s: terms %v, want %v", base, got, want)
		}
		seen += len(want)
		if scripts := expectedScripts(base.String()); scripts != expectedScripts(other.String()) || scripts[hanScript] {
			continue
		}
		for i := range s.lines {
			if want := soundsForeign(x.source[i].Text, base.String(), other.String()); s.lines[i].foreign != want {
				t.Fatalf("%s: foreign %v, want %v: %s", base, s.lines[i].foreign, want, x.source[i].Text)
			} else if want {
				foreign++
			}
		}
	}
	if seen < 1000 || foreign == 0 {
		t.Errorf("only %d terms and %d foreign lines compared", seen, foreign)
	}
}
