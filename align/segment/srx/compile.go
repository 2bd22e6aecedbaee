package srx

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"time"

	"github.com/dlclark/regexp2/v2"
	"golang.org/x/text/language"
)

// timeLimit is how long the backtracking engine may work on one place.
const timeLimit = 100 * time.Millisecond

// Report tells what became of the rules of a document.
type Report struct {
	Rules        int // rules looked at
	Linear       int // run by Go's regexp, in linear time
	Backtracking int // run by the backtracking engine
	Problems     []Problem
}

// Working is the share of rules that are run, 0 to 1.
func (r Report) Working() float64 {
	if r.Rules == 0 {
		return 1
	}
	return float64(r.Linear+r.Backtracking) / float64(r.Rules)
}

// String is a summary for a person, one line per problem.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d rules: %d run in linear time, %d by backtracking, %d rejected",
		r.Rules, r.Linear, r.Backtracking, r.Rules-r.Linear-r.Backtracking)
	for _, p := range r.Problems {
		b.WriteString("\n" + p.String())
	}
	return b.String()
}

// Problem is a rule or a language map that cannot be used.
type Problem struct {
	Language string // name of its list
	Line     int    // line in the file, 0 when unknown
	Pattern  string // the expression
	Reason   string
}

func (p Problem) String() string {
	return fmt.Sprintf("line %d, %s: %s: %q", p.Line, p.Language, p.Reason, p.Pattern)
}

// compiled is a rule ready to run. It is never changed once built.
type compiled struct {
	order  int
	brk    bool
	before *regexp.Regexp // on the text before the place, backwards; nil matches
	after  *regexp.Regexp // on the text after the place; nil matches
	cond   condition
	last   runeSet         // what stands before the place; nil for anything
	first  runeSet         // what stands after it; nil for anything
	slow   *regexp2.Regexp // on both sides at once, when RE2 cannot
	prefix *regexp2.Regexp // with slow: on what stands before, forwards
	keys   []string
	source Rule
}

// compileRule compiles one rule. slow tells that the backtracking engine runs
// it.
func compileRule(r Rule) (*compiled, error) {
	before, err := parsePattern(r.Before)
	if err != nil {
		return nil, fmt.Errorf("beforebreak: %w", err)
	}
	after, err := parsePattern(r.After)
	if err != nil {
		return nil, fmt.Errorf("afterbreak: %w", err)
	}
	c := &compiled{brk: r.Break, source: r}
	left, leftCond, leftFails := resolveBefore(before.tree)
	right, rightCond, rightFails := resolveAfter(after.tree)
	c.edges(left, right)
	if before.residue+after.residue+leftFails+rightFails != "" {
		return c, c.compileSlow(before, after)
	}
	c.cond = leftCond.and(rightCond)
	if c.before, err = compileTree(reversed(left).String()); err != nil {
		return nil, fmt.Errorf("beforebreak: %w", err)
	}
	if c.after, err = compileTree(right.String()); err != nil {
		return nil, fmt.Errorf("afterbreak: %w", err)
	}
	return c, nil
}

// and joins two conditions.
func (c condition) and(d condition) condition {
	return condition{
		boundary: c.boundary || d.boundary, noBoundary: c.noBoundary || d.noBoundary,
		lineBefore: c.lineBefore || d.lineBefore, lineAfter: c.lineAfter || d.lineAfter,
		never: c.never || d.never,
	}
}

// compileTree anchors an expression at the place. An empty one matches.
func compileTree(expr string) (*regexp.Regexp, error) {
	if expr == "(?:)" || expr == "" {
		return nil, nil
	}
	return regexp.Compile(`\A(?:` + expr + `)`)
}

// edges notes what a match can end and start with at the place, and the keys.
func (c *compiled) edges(left, right *syntax.Regexp) {
	if set, null := lastSet(left); !null {
		c.last = set
	}
	if set, null := firstSet(right); !null {
		c.first = set
	}
	c.keys = keysOf(reversed(left))
}

// compileSlow hands a rule to the backtracking engine.
func (c *compiled) compileSlow(before, after *pattern) error {
	if before.refers && before.looks {
		return errors.New("back reference together with look-around")
	}
	expr := `\G`
	switch {
	case before.refers:
		// A look-behind is matched from its end, where the group that is
		// referred to is not known yet. So this one is matched forwards.
		re, err := compileLimited(`(?:` + before.net + `)\z`)
		if err != nil {
			return err
		}
		c.prefix = re
	case before.net != "":
		expr += `(?<=` + before.net + `)`
	}
	if after.net != "" {
		expr += `(?=` + after.net + `)`
	}
	var err error
	c.slow, err = compileLimited(expr)
	return err
}

// compileLimited compiles for the backtracking engine, with its time limit.
func compileLimited(expr string) (*regexp2.Regexp, error) {
	re, err := regexp2.Compile(expr, regexp2.None)
	if err != nil {
		return nil, fmt.Errorf("beyond both engines: %w", err)
	}
	re.MatchTimeout = timeLimit
	return re, nil
}

// compileList compiles the rules of lists in order and reports on them.
func compileList(lists []LanguageRules) ([]*compiled, Report) {
	var rules []*compiled
	var rep Report
	for _, l := range lists {
		for _, r := range l.Rules {
			rep.Rules++
			c, err := compileRule(r)
			if err != nil {
				rep.Problems = append(rep.Problems, Problem{l.Name, r.Line, r.Before + " ¦ " + r.After, err.Error()})
				continue
			}
			if c.slow != nil {
				rep.Backtracking++
			} else {
				rep.Linear++
			}
			c.order = len(rules)
			rules = append(rules, c)
		}
	}
	return rules, rep
}

// Check compiles all rules and maps of a document, of every language, and
// reports on them.
func (d *Document) Check() Report {
	_, rep := compileList(d.Languages)
	names := map[string]bool{}
	for _, l := range d.Languages {
		names[l.Name] = true
	}
	for _, m := range d.Maps {
		if _, err := m.compile(); err != nil {
			rep.Problems = append(rep.Problems, Problem{m.Name, 0, m.Pattern, "language pattern: " + err.Error()})
		}
		if !names[m.Name] {
			rep.Problems = append(rep.Problems, Problem{m.Name, 0, m.Pattern, "language map names no list"})
		}
	}
	return rep
}

// matches tells whether a map holds for a language. Codes are compared with
// hyphens and with underscores, since files use both.
func (m LanguageMap) matches(lang language.Tag) bool {
	re, err := m.compile()
	if err != nil {
		return false
	}
	code := lang.String()
	return re.MatchString(code) || re.MatchString(strings.ReplaceAll(code, "-", "_"))
}

func (m LanguageMap) compile() (*regexp.Regexp, error) {
	return regexp.Compile(`(?i)\A(?:` + m.Pattern + `)\z`)
}
