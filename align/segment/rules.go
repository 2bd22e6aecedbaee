package segment

import (
	"embed"
	"fmt"
	"path"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
)

//go:embed data/*.rules
var dataFiles embed.FS

// kind is what a word means for segmentation, as a set of bits.
type kind uint32

const (
	title     kind = 1 << iota // stands before a name: Dr.
	inside                     // never ends a sentence: e.g.
	number                     // belongs to the number after it: p. 55
	final                      // ends a sentence when a capital follows: etc.
	wary                       // ends one only when a starter follows: U.S.
	unit                       // as wary, but also ends one before a capital when a number stands before: 5 km.
	starter                    // often begins a sentence and is no name: He
	article                    // begins sentences, but stands within names too: Le
	calendar                   // month or weekday
	speech                     // verb of saying
	exclaim                    // a name that ends in an exclamation mark: Yahoo!
	afterMark                  // as continuer, but only after ! and ?
	small                      // starts sentences without a capital: i, à
	negation                   // shows that no one speaks (zh)
	fresh                      // begins a sentence though it starts like a continuer (ja)
	domain                     // the last part of a web address
	continuer                  // reads on after a quotation that ended (zh, ja)
	heading                    // a word whose number ends a sentence: Seite 12.
	clock                      // a.m., p.m.
)

// abbreviation is every kind that is looked up before a stop.
const abbreviation = title | inside | number | final | wary | unit | clock

// kindNames are the names of lists in rule files.
var kindNames = map[string]kind{
	"title":    title,
	"inside":   inside,
	"number":   number,
	"final":    final,
	"wary":     wary,
	"unit":     unit,
	"starter":  starter,
	"article":  article,
	"calendar": calendar,
	"speech":   speech,
	"exclaim":  exclaim,
	"continue": continuer,
	"heading":  heading,
	"clock":    clock,
	"domain":   domain,
	"fresh":    fresh,
	"negation": negation,
	"small":    small,

	"continue-after-mark": afterMark,
}

// setting is a property of a language.
type setting uint8

const (
	// ordinals: a number with a stop is an ordinal (am 3. Spieltag).
	ordinals setting = 1 << iota
	// spacedQuotes: guillemets stand off from what they enclose (« Oui »).
	spacedQuotes
	// nounCapitals: nouns are written with a capital, which then says little
	// about the start of a sentence.
	nounCapitals
	// elision: articles and pronouns lean on the next word (l'art. 12).
	elision
)

var settingNames = map[string]setting{
	"ordinals":      ordinals,
	"spaced-quotes": spacedQuotes,
	"noun-capitals": nounCapitals,
	"elision":       elision,
}

// rules is a language ready for use. It is never changed once built.
type rules struct {
	language string
	settings setting
	chars    *chars
	words    map[string]kind // abbreviations without spaces and final stop; other words as they stand
	longest  int             // bytes of the longest continuer
}

func (r *rules) has(s setting) bool { return r.settings&s != 0 }

// builders holds one builder per data file; each runs once, on first use, so
// that a short command reads no more languages than it needs.
var builders = func() map[string]func() *rules {
	m := map[string]func() *rules{}
	entries, err := dataFiles.ReadDir("data")
	if err != nil {
		panic(fmt.Sprintf("segment: reading embedded rules: %v", err))
	}
	for _, e := range entries {
		name := strings.TrimSuffix(e.Name(), ".rules")
		m[name] = sync.OnceValue(func() *rules {
			r, err := build(name)
			if err != nil {
				panic(fmt.Sprintf("segment: embedded rules %s: %v", name, err))
			}
			return r
		})
	}
	return m
}()

// rulesFor returns the rules of a language's base, or the default.
func rulesFor(lang language.Tag) *rules {
	base, confidence := lang.Base()
	if confidence != language.No {
		if b, ok := builders[base.String()]; ok {
			return b()
		}
	}
	return builders["default"]()
}

// build reads a data file with all that it includes.
func build(name string) (*rules, error) {
	r := &rules{language: name, chars: newChars(), words: map[string]kind{}}
	if err := r.load(name, 0); err != nil {
		return nil, err
	}
	return r, nil
}

func (r *rules) load(name string, depth int) error {
	const deepest = 4
	if depth > deepest {
		return fmt.Errorf("%s: included in a circle", name)
	}
	f, err := readRules(name)
	if err != nil {
		return err
	}
	for _, inc := range f.includes {
		if err := r.load(inc, depth+1); err != nil {
			return err
		}
	}
	r.apply(f)
	return nil
}

// readRules parses one embedded data file.
func readRules(name string) (*ruleFile, error) {
	file, err := dataFiles.Open(path.Join("data", name+".rules"))
	if err != nil {
		return nil, fmt.Errorf("opening rules: %w", err)
	}
	defer file.Close()
	f, err := parseRules(file)
	if err != nil {
		return nil, fmt.Errorf("parsing %s.rules: %w", name, err)
	}
	return f, nil
}

// apply adds a file's content. What a file says of an abbreviation replaces
// what an included file said of it; two lists of one file add up.
func (r *rules) apply(f *ruleFile) {
	for _, s := range f.settings {
		r.settings |= settingNames[s]
	}
	for _, c := range f.chars {
		for _, ch := range c.chars {
			if ch <= 0xffff {
				r.chars.set(ch, c.class)
			}
		}
	}
	own := map[string]bool{}
	for _, l := range f.lists {
		for _, w := range l.words {
			if key := abbreviationKey(w); l.kind&abbreviation != 0 && !own[key] {
				own[key] = true
				r.words[key] &^= abbreviation
			}
			r.addWord(w, l.kind)
		}
	}
}

// addWord files a word under its key.
func (r *rules) addWord(w string, k kind) {
	if k&abbreviation == 0 {
		r.words[w] |= k
		if k&(continuer|afterMark|fresh) != 0 {
			r.longest = max(r.longest, len(w))
		}
		return
	}
	r.words[abbreviationKey(w)] |= k
}

// abbreviationKey is how an abbreviation is looked up: without spaces and
// without its final stop.
func abbreviationKey(w string) string {
	return strings.TrimSuffix(strings.Join(strings.Fields(w), ""), ".")
}

// with returns the rules changed by options.
func (r *rules) with(opts Options) *rules {
	c := *r
	if opts.SplitAfter != "" {
		c.chars = r.chars.clone()
		for _, ch := range opts.SplitAfter {
			if ch <= 0xffff {
				c.chars.set(ch, c.chars.of(ch)|splitting)
			}
		}
	}
	if len(opts.Abbreviations) > 0 {
		c.words = make(map[string]kind, len(r.words)+len(opts.Abbreviations))
		for w, k := range r.words {
			c.words[w] = k
		}
		for _, w := range opts.Abbreviations {
			c.addWord(w, inside)
		}
	}
	return &c
}

// lookUp returns what a word is. One in small letters stands for all its
// spellings with capitals.
func (r *rules) lookUp(w string) kind {
	if k, ok := r.words[w]; ok {
		return k
	}
	return r.lookUpFolded(w)
}

// lookUpFolded looks a word up in small letters, without allocating.
func (r *rules) lookUpFolded(w string) kind {
	var buf [64]byte
	if len(w) > len(buf)-4 {
		return 0
	}
	out, changed := buf[:0], false
	for _, ch := range w {
		low := ch
		if isUpper(ch) {
			low = unicode.ToLower(ch)
			changed = true
		}
		out = utf8.AppendRune(out, low)
	}
	if !changed {
		return 0
	}
	return r.words[string(out)]
}
