package date

// first finds the first date among tokens, then a time of day, and tells
// which tokens it used.
func first(tokens []token) (parts, []bool) {
	used := make([]bool, len(tokens))
	var found parts
	for i := range tokens {
		p, n := dateAt(tokens, i)
		if n == 0 {
			continue
		}
		if !found.dayMonth() || found.time(Unknown).IsZero() && !p.time(Unknown).IsZero() {
			found = p
		}
		mark(used, i, n)
	}
	if !found.dayMonth() {
		return found, used
	}
	for i := range tokens {
		if used[i] {
			continue
		}
		p, n := timeAt(tokens, used, i)
		if n == 0 {
			continue
		}
		if !found.hasTime {
			found.hour, found.minute, found.hasTime = p.hour, p.minute, true
			found.offset, found.hasOffset = p.offset, p.hasOffset
		}
		mark(used, i, n)
	}
	return found, used
}

func mark(used []bool, from, n int) {
	for i := from; i < from+n; i++ {
		used[i] = true
	}
}

// dateAt tries each form at token i and returns how many tokens it took.
func dateAt(tokens []token, i int) (parts, int) {
	for _, form := range []func([]token) (parts, int){calendar, numeric, dayFirst, monthFirst} {
		if p, n := form(tokens[i:]); n > 0 {
			return p, n
		}
	}
	return parts{}, 0
}

// calendar reads 2024年5月8日, 民國113年5月8日, 令和6年5月8日 and 5月8日.
func calendar(t []token) (parts, int) {
	n, era := 0, 0
	if len(t) > 1 && t[0].means.era != 0 {
		era, n = t[0].means.era, 1
	}
	var p parts
	if len(t) > n+1 && t[n].kind == number && t[n+1].is("年") {
		p.year = t[n].value + era
		n += 2
	} else if era != 0 {
		return parts{}, 0
	}
	if len(t) < n+4 || t[n].kind != number || !t[n+1].is("月") || t[n+2].kind != number || !t[n+3].is("日", "号") {
		return parts{}, 0
	}
	p.month, p.day = t[n].value, t[n+2].value
	if p.month < 1 || p.month > 12 || p.day < 1 || p.day > 31 {
		return parts{}, 0
	}
	return p, n + 4
}

// numeric reads 2024-05-08, 08.05.2024 and 25/12/2023.
func numeric(t []token) (parts, int) {
	if len(t) < 5 || t[0].kind != number || t[2].kind != number || t[4].kind != number {
		return parts{}, 0
	}
	if !t[1].is("-", "/", ".", "‑", "–") || t[1].text != t[3].text {
		return parts{}, 0
	}
	a, b, c := t[0].value, t[2].value, t[4].value
	switch {
	case t[0].digits == 4 && plausibleYear(a) && b >= 1 && b <= 12 && c >= 1 && c <= 31:
		return parts{year: a, month: b, day: c}, 5
	case t[4].digits != 4 || !plausibleYear(c) || t[0].digits > 2 || t[2].digits > 2:
		return parts{}, 0
	}
	p := parts{year: c}
	switch {
	case a > 31 || b > 31 || a < 1 || b < 1 || a > 12 && b > 12:
		return parts{}, 0
	case a == b || a > 12, b <= 12 && t[1].is("."):
		// Only the day comes first where full stops are used.
		p.day, p.month = a, b
	case b > 12:
		p.month, p.day = a, b
	default:
		p.day, p.month, p.ambiguous = a, b, true
	}
	return p, 5
}

func plausibleYear(y int) bool { return y >= 1800 && y <= 2199 }

// dayFirst reads 8 mai 2024, 1er mai, 8. Mai 2024, 8 de mayo de 2024.
func dayFirst(t []token) (parts, int) {
	if t[0].kind != number || t[0].digits > 2 || t[0].value < 1 || t[0].value > 31 {
		return parts{}, 0
	}
	n := skipSmall(t, 1)
	month, n := monthAt(t, n)
	if month == 0 {
		return parts{}, 0
	}
	p := parts{day: t[0].value, month: month}
	p.year, n = yearAt(t, n)
	return p, n
}

// monthFirst reads May 8, 2024 and Mai 8, 2024.
func monthFirst(t []token) (parts, int) {
	month, n := monthAt(t, 0)
	if month == 0 || n >= len(t) || t[n].kind != number || t[n].digits > 2 || t[n].value < 1 || t[n].value > 31 {
		return parts{}, 0
	}
	if n+1 < len(t) && t[n+1].is(":") { // "May 12:30" is no day
		return parts{}, 0
	}
	p := parts{month: month, day: t[n].value}
	n++
	if n < len(t) && t[n].means.ordinal && !t[n].spaced {
		n++
	}
	p.year, n = yearAt(t, n)
	return p, n
}

// skipSmall passes over what may stand between day and month.
func skipSmall(t []token, n int) int {
	for n < len(t) && n < 4 {
		if t[n].is(".", "-", "/") || t[n].means.ordinal || t[n].is("de", "of", "di", "the", "do", "ta") {
			n++
			continue
		}
		break
	}
	return n
}

// monthAt reads the name of a month, with its full stop, and the second name
// of the same month that Arabic news puts behind a stroke.
func monthAt(t []token, n int) (month, next int) {
	if n >= len(t) || t[n].means.month == 0 {
		return 0, n
	}
	month = t[n].means.month
	n++
	if n < len(t) && t[n].is(".") {
		n++
	}
	if n+1 < len(t) && t[n].is("/", "(") && t[n+1].means.month == month {
		n += 2
		if n < len(t) && t[n].is(")") {
			n++
		}
	}
	return month, n
}

// yearAt reads a year of four digits behind a comma, a stroke or a small
// word; 0 when there is none.
func yearAt(t []token, n int) (year, next int) {
	at := n
	for at < len(t) && at < n+2 && t[at].is(",", "،", ".", "-", "/", "de", "del", "do", "عام", "سنة") {
		at++
	}
	if at < len(t) && t[at].kind == number && t[at].digits == 4 && plausibleYear(t[at].value) {
		return t[at].value, at + 1
	}
	return 0, n
}

// timeAt reads 12:00, 12:00:30, 12h30, 12h, 12时30分, 12.30 Uhr with what
// says morning or afternoon, and the offset of its zone.
func timeAt(t []token, used []bool, i int) (parts, int) {
	if t[i].kind != number || t[i].digits > 2 || t[i].value > 24 || i+1 >= len(t) {
		return parts{}, 0
	}
	p := parts{hour: t[i].value, hasTime: true}
	n := i + 2
	switch {
	case t[i+1].is(":", "h", "时", "時", "点", "點"):
		if n < len(t) && t[n].kind == number && t[n].digits == 2 && t[n].value < 60 {
			p.minute = t[n].value
			n++
		} else if t[i+1].is(":") {
			return parts{}, 0
		}
	case t[i+1].is(".") && i+3 < len(t) && t[i+2].kind == number && t[i+2].digits == 2 && t[i+2].value < 60 &&
		t[i+3].is("uhr", "h", "uhr,"):
		p.minute = t[i+2].value
		n = i + 3
	case t[i+1].means.am || t[i+1].means.pm || t[i+1].is("uhr"):
		n = i + 1
	default:
		return parts{}, 0
	}
	if n+1 < len(t) && t[n].is(":") && t[n+1].kind == number { // seconds
		n += 2
		if n+1 < len(t) && t[n].is(".") && t[n+1].kind == number && !t[n+1].spaced {
			n += 2
		}
	}
	if n < len(t) && t[n].is("分") {
		n++
	}
	p.halfOfDay(t, i, n)
	p.offset, p.hasOffset, n = offsetAt(t, n)
	if p.hour > 23 {
		p.hour = 0
	}
	return p, n - i
}

// halfOfDay looks before and behind the time for "pm" and its like.
func (p *parts) halfOfDay(t []token, from, to int) {
	var m meaning
	if to < len(t) && (t[to].means.am || t[to].means.pm) {
		m = t[to].means
	} else if from > 0 {
		m = t[from-1].means
	}
	switch {
	case m.pm && p.hour < 12:
		p.hour += 12
	case m.am && p.hour == 12:
		p.hour = 0
	}
}

// offsetAt reads Z, +02:00, +0200 or UTC+2.
func offsetAt(t []token, n int) (offset int, ok bool, next int) {
	at := n
	if at < len(t) && t[at].is("z", "utc", "gmt") {
		at++
		ok = true
	}
	if at+1 < len(t) && t[at].is("+", "-", "−") && t[at+1].kind == number && !t[at+1].spaced && (ok || !t[at].spaced) {
		sign := 1
		if !t[at].is("+") {
			sign = -1
		}
		hours, minutes := t[at+1].value, 0
		if t[at+1].digits == 4 {
			hours, minutes = hours/100, hours%100
		}
		at += 2
		if at+1 < len(t) && t[at].is(":") && t[at+1].kind == number {
			minutes = t[at+1].value
			at += 2
		}
		if hours > 14 || minutes > 59 {
			return 0, false, n
		}
		return sign * (hours*3600 + minutes*60), true, at
	}
	if !ok {
		return 0, false, n
	}
	return 0, true, at
}
