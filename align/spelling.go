package align

import (
	"strings"
	"unicode/utf8"
)

// A spelling is a word as it is written, with what is found out about it once
// for all the places where it stands.
type spelling struct {
	folded  string
	runes   int
	capital bool            // begins with a capital
	acronym bool            // has nothing but capitals
	term    [channels]int32 // 1 + the number of its term
	small   [2]bool         // of one script only: a small word of this side's language, of the other's
}

// spell looks up how words are spelled. Chinese characters, each a token, are
// left out.
func (a *analyser) spell(tokens []token) {
	for k := range tokens {
		t := &tokens[k]
		if !t.word() || t.script == hanScript {
			continue
		}
		n, known := a.spelled[t.text]
		if !known {
			n = int32(len(a.spellings))
			a.spelled[t.text] = n
			a.spellings = append(a.spellings, a.newSpelling(*t))
		}
		t.spelling = n
	}
}

func (a *analyser) newSpelling(t token) spelling {
	s := spelling{folded: fold(t.text), runes: utf8.RuneCountInString(t.text), capital: t.capital()}
	lower := 'a' <= t.text[0] && t.text[0] <= 'z' // told without making upper case of it
	s.acronym = !lower && s.runes >= 2 && t.text == strings.ToUpper(t.text)
	if !a.crossing {
		small := functionWords()
		s.small = [2]bool{small[a.side.base][s.folded], small[a.other][s.folded]}
	}
	return s
}

// wordTerms adds names and words by which look-alikes are found.
func (a *analyser) wordTerms(i int, l *line) {
	initial := true
	for k, t := range a.tokens {
		if !t.word() {
			switch t.text {
			case ".", "?", "!", ":", "…", "«", "“", "\"", "„", "-", "–", "—":
				initial = true
			}
			continue
		}
		if t.script == hanScript || t.script == hiraScript {
			initial = false
			continue
		}
		a.wordTerm(i, l, k, initial)
		initial = false
	}
}

func (a *analyser) wordTerm(i int, l *line, k int, initial bool) {
	t := a.tokens[k]
	spelling := &a.spellings[t.spelling]
	if spelling.runes < 2 {
		return
	}
	name := false
	weight := float32(0)
	switch t.script {
	case latinScript, cyrillicScript, greekScript:
		name = spelling.acronym || spelling.capital && !initial
		if name {
			weight = 1
			if a.side.base == "de" && !spelling.acronym {
				weight = 0
			}
		}
		if a.side.han { // any Latin word in Chinese is as good as a name
			name, weight = true, 1
		}
		if !name && spelling.runes < 4 {
			return
		}
	case kataScript:
		name, weight = spelling.runes >= 3, 0.5
	case arabicScript:
		if spelling.runes < 3 {
			return
		}
	case hangulScript:
		return
	}
	channel := wordChannel
	if name {
		channel = nameChannel
	}
	if spelling.term[channel] == 0 {
		spelling.term[channel] = 1 + a.word(t, spelling.folded, channel, weight)
	}
	a.occurs(i, l, spelling.term[channel]-1)
}

// word gives the number of the term of a word, which it makes if need be.
func (a *analyser) word(t token, form string, channel channel, weight float32) int32 {
	n, ok := a.byForm[channel][form]
	if ok {
		return n
	}
	if weight > 0 && a.insideConcept(t) {
		weight = 0 // the lexicon answers for it
	}
	word := term{channel: channel, form: form, text: t.text, script: t.script, weight: weight, sound: soundForm(form)}
	if a.crossing || channel == nameChannel {
		word.skeleton = skeleton(word.sound)
	}
	n = a.create(word)
	a.byForm[channel][form] = n
	return n
}

func (a *analyser) insideConcept(t token) bool {
	for _, c := range a.covered {
		if c.Start <= t.start && t.end <= c.End {
			return true
		}
	}
	return false
}
