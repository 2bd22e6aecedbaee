// Package date reads the dates of news in ten languages.
//
// Every site writes its date in its own way, and content systems mix the
// language of the words with the order of another: "Mercredi, Mai 8, 2024 -
// 12:00" is a French page of an American system. The words are a table
// (words.tsv), the order is found by what the numbers can be:
//
//	t, ok := date.Line("Mercredi, Mai 8, 2024 - 12:00", date.Unknown) // 2024-05-08 12:00
//
// [Line] asks whether a line is a date and nothing else, [Find] looks for the
// first date in a longer text. Times without a zone are taken as UTC. A date
// whose day and month cannot be told apart (5/8/2024) is not guessed unless the
// caller knows the order: ok, but a zero time.
package date

import (
	"time"
)

// Order says which number of 5/8/2024 is the day.
type Order int

// The orders of numeric dates.
const (
	Unknown  Order = iota // not guessed: American and British English differ
	DayFirst              // nearly everywhere else
)

// Line reports whether text is nothing but a date, with or without a time,
// weekday and words such as "Published on". The time is zero when the date is
// incomplete (no year) or ambiguous.
func Line(text string, order Order) (time.Time, bool) {
	if len(text) > 300 {
		return time.Time{}, false
	}
	tokens := scan(text)
	if len(tokens) < 2 || len(tokens) > 60 {
		return time.Time{}, false
	}
	found, used := first(tokens)
	if !found.dayMonth() {
		return time.Time{}, false
	}
	for i, t := range tokens {
		// An abbreviation behind the time is the name of its zone.
		zone := t.upper && found.hasTime && i > 0 && (used[i-1] || tokens[i-1].means.filler || tokens[i-1].is("."))
		if !used[i] && !t.filler() && !zone {
			return time.Time{}, false
		}
	}
	return found.time(order), true
}

// Find returns the first complete date in text.
func Find(text string, order Order) (time.Time, bool) {
	if len(text) > 2000 {
		text = text[:2000]
	}
	tokens := scan(text)
	found, _ := first(tokens)
	t := found.time(order)
	return t, !t.IsZero()
}

// parts is a date as far as it is known.
type parts struct {
	year, month, day int
	ambiguous        bool // day and month may be the other way round
	hour, minute     int
	hasTime          bool
	offset           int // seconds east of UTC
	hasOffset        bool
}

func (p parts) dayMonth() bool { return p.month != 0 && p.day != 0 }

// time returns the zero time unless day, month and year are known and exist.
func (p parts) time(order Order) time.Time {
	if p.ambiguous && order == Unknown || p.year == 0 || p.month == 0 || p.day == 0 {
		return time.Time{}
	}
	zone := time.UTC
	if p.hasOffset && p.offset != 0 {
		zone = time.FixedZone("", p.offset)
	}
	t := time.Date(p.year, time.Month(p.month), p.day, p.hour, p.minute, 0, 0, zone)
	if t.Day() != p.day || t.Year() != p.year { // 31 April
		return time.Time{}
	}
	return t
}
