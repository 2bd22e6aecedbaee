package repair

import (
	"slices"
	"strings"
)

// daysOf are the days of the months, those of February in a leap year.
var daysOf = [...]int{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// exists reports whether there is such a day, as far as its parts say.
func (d *date) exists() bool {
	if d.day == nil || d.month == nil {
		return true
	}
	year := 0
	if d.year != nil {
		year = d.year.n
	}
	return dayExists(d.day.n, d.month.n, year)
}

// dayExists reports whether a year, 0 for any, has a day.
func dayExists(day, month, year int) bool {
	if month < 1 || month > 12 || day < 1 || day > daysOf[month-1] {
		return false
	}
	leap := year%4 == 0 && (year%100 != 0 || year%400 == 0)
	return day < 29 || month != 2 || leap
}

// impossible reports whether one of the three texts has a date that there is
// not. A person has to say what it should be.
func (j *job) impossible() bool {
	return slices.ContainsFunc([]*scanned{j.source, j.query, j.target}, (*scanned).hasImpossibleDate)
}

func (s *scanned) hasImpossibleDate() bool {
	if slices.ContainsFunc(s.values, func(v value) bool { return v.date != nil && !v.date.exists() }) {
		return true
	}
	for i := range s.tokens {
		if s.noDayAt(i) || s.noCountedAt(i) || s.noNamedAt(i) {
			return true
		}
	}
	return false
}

// noDayAt reports whether figures stand at a token as those of a date do, with a
// year of four digits at one end, that are none in whichever order:
// 2024-02-31, 31/02/2024.
func (s *scanned) noDayAt(i int) bool {
	mark := s.raw(i + 1)
	if mark != "-" && mark != "/" && mark != "." || s.raw(i+3) != mark || s.raw(i-1) == mark || s.raw(i+5) == mark {
		return s.dotted(i)
	}
	for _, token := range []int{i, i + 2, i + 4} {
		if !s.isNumber(token) {
			return false
		}
	}
	return noDay([3]string{s.tokens[i].Key, s.tokens[i+2].Key, s.tokens[i+4].Key})
}

// dotted is noDayAt for a date whose marks belong to one number: 31.02.2024.
func (s *scanned) dotted(i int) bool {
	if !s.isNumber(i) {
		return false
	}
	parts := strings.Split(s.raw(i), ".")
	return len(parts) == 3 && noDay([3]string(parts))
}

func noDay(figures [3]string) bool {
	var n [3]int
	for i, figure := range figures {
		if !digitsOnly(figure) || figure == "" || len(figure) > 4 {
			return false
		}
		n[i] = atoi(figure)
	}
	switch {
	case len(figures[0]) == 4 && len(figures[1]) <= 2 && len(figures[2]) <= 2:
		return !dayExists(n[2], n[1], n[0])
	case len(figures[2]) == 4 && len(figures[0]) <= 2 && len(figures[1]) <= 2:
		return !dayExists(n[0], n[1], n[2]) && !dayExists(n[1], n[0], n[2])
	}
	return false
}

// noCountedAt reports whether a month or a day stands at a token that there is
// not, where months are counted: 13月, 5月32日.
func (s *scanned) noCountedAt(i int) bool {
	if s.locale.spaced() || !s.isNumber(i) || !digitsOnly(s.tokens[i].Key) || len(s.tokens[i].Key) > 2 {
		return false
	}
	n := atoi(s.tokens[i].Key)
	switch s.raw(i + 1) {
	case "月":
		return n < 1 || n > 12
	case "日", "号", "號":
		return s.raw(i-1) == "月" && (n < 1 || n > 31)
	}
	return false
}

// noNamedAt reports whether a day that there is not stands at a token, before the
// name of a month: 32 mai.
func (s *scanned) noNamedAt(i int) bool {
	if !s.locale.spaced() || !s.isNumber(i) || !digitsOnly(s.tokens[i].Key) || len(s.tokens[i].Key) > 2 || s.dayAt(i) != nil {
		return false
	}
	month, _ := s.namedAt(s.joint(i+1, s.locale.joints.dayMonth), s.locale.months)
	return month != nil
}
