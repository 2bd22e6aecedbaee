package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"

	"calque/tm"
	"calque/tm/match"
)

// writeText prints a concordance for a person: under the name of each story the
// places, one below the other, each with its translation.
func (s *concordanceSearch) writeText(w io.Writer, l layout, found tm.Concordance) error {
	if len(found.Hits) == 0 {
		return nil
	}
	var last tm.Unit
	for i, hit := range found.Hits {
		u := hit.Unit
		if i == 0 || u.Origin.Article != last.Origin.Article {
			if i > 0 {
				fmt.Fprintln(w)
			}
			fmt.Fprintln(w, l.style.paint(dim, visible(storyLine(u))))
		}
		again := i > 0 && u.Source.Text == last.Source.Text && u.Origin.Article == last.Origin.Article
		if !again {
			fmt.Fprintln(w, l.keyword("", u.Source.Text, hit.Places, bold))
		}
		var likely []match.Span
		for _, p := range s.likely(hit) {
			likely = append(likely, p.Span)
		}
		if _, err := fmt.Fprintln(w, l.keyword(u.Target.Lang.String(), u.Target.Text, likely, green)); err != nil {
			return err
		}
		last = u
	}
	return writeCounts(w, l, found)
}

func storyLine(u tm.Unit) string {
	var parts []string
	for _, part := range []string{u.Origin.Article, day(u.Origin.Date), u.Origin.Agency} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return "no story"
	}
	return strings.Join(parts, " · ")
}

// langColumns is the width of the language in front of a translation.
const langColumns = 8

// keyword writes a text in one line so that its first place stands in the middle,
// with as much around it as there is room for. A text without a place is shown
// from its beginning.
func (l layout) keyword(lang, text string, places []match.Span, paint string) string {
	room := l.width - langColumns
	first := match.Span{}
	left := 0
	if len(places) > 0 {
		first = places[0]
		left = room * 2 / 5
	}
	brackets := 0
	if !l.style.colour {
		brackets = 2 * len(places)
	}
	start := cutBefore(text, first.Start, left)
	indent := left - runewidth.StringWidth(visible(text[start:first.Start]))
	end := cutAfter(text, first.Start, room-left-brackets)
	before := " "
	if start > 0 {
		before = "…"
	}
	var b strings.Builder
	b.WriteString(runewidth.FillRight(lang, langColumns-1) + strings.Repeat(" ", max(indent, 0)) + before)
	at := start
	for _, p := range places {
		if p.Start >= end {
			break
		}
		to := min(p.End, end)
		b.WriteString(visible(text[at:p.Start]) + l.marked(paint, visible(text[p.Start:to])))
		at = to
	}
	b.WriteString(visible(text[at:end]))
	if end < len(text) {
		b.WriteString("…")
	}
	return strings.TrimRight(b.String(), " ")
}

// marked makes a piece of a text stand out: in colour, or in brackets.
func (l layout) marked(paint, text string) string {
	if l.style.colour {
		return l.style.paint(paint, text)
	}
	return "[" + text + "]"
}

// cutBefore returns where the text before a place begins when it has so many
// columns at most.
func cutBefore(text string, at, columns int) int {
	for at > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:at])
		if columns -= runewidth.RuneWidth(r); columns < 0 {
			return at
		}
		at -= size
	}
	return 0
}

// cutAfter returns where the text after a place ends when it has so many
// columns at most.
func cutAfter(text string, at, columns int) int {
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		if columns -= runewidth.RuneWidth(r); columns < 1 {
			return at
		}
		at += size
	}
	return at
}

// mostListed is how many stories, agencies and years are listed.
const mostListed = 8

func writeCounts(w io.Writer, l layout, found tm.Concordance) error {
	counts := found.Counts
	var stories, agencies, years []string
	for _, s := range counts.Stories {
		name := s.Article
		if name == "" {
			name = "no story"
		}
		stories = append(stories, fmt.Sprintf("%s %d", visible(name), s.Units))
	}
	named := false
	for _, a := range counts.Agencies {
		name := a.Agency
		if name == "" {
			name = "no agency"
		}
		named = named || a.Agency != ""
		agencies = append(agencies, fmt.Sprintf("%s %d", visible(name), a.Units))
	}
	for _, y := range counts.Years {
		year := "no date"
		if y.Year != 0 {
			year = strconv.Itoa(y.Year)
		}
		years = append(years, fmt.Sprintf("%s: %d", year, y.Units))
	}
	summary := unitTotal(counts)
	if len(found.Hits) < counts.Units || !counts.Complete {
		summary = fmt.Sprintf("%s, of which %d are shown (--limit)", summary, len(found.Hits))
	}
	fmt.Fprintf(w, "\n%s\n", l.style.paint(bold, summary))
	if !counts.Complete {
		fmt.Fprintf(w, "counted are the %d whose texts were added last (--count 0 counts all)\n", counts.Units)
	}
	fmt.Fprintf(w, "by story  %s\n", firstOf(stories))
	if named {
		fmt.Fprintf(w, "by agency %s\n", firstOf(agencies))
	}
	_, err := fmt.Fprintf(w, "by year   %s\n", firstOf(years))
	return err
}

// unitTotal says how many units there are, plainly when they were not all
// counted.
func unitTotal(counts tm.Counts) string {
	if !counts.Complete {
		return fmt.Sprintf("more than %d units", counts.Units)
	}
	return fmt.Sprintf("%s in %s", plural(counts.Units, "unit"), plural(counts.Texts, "text"))
}

func firstOf(names []string) string {
	if more := len(names) - mostListed; more > 0 {
		names = append(names[:mostListed:mostListed], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, ", ")
}
