package pairing

import (
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// byLinks pairs pages by hreflang and returns the rest.
//
// A page names the addresses of its other versions. Two pages are versions of
// each other if one names the other's own address as being in the other's
// language. A page that states no address of its own has the one that it names
// for its own language, or else any that ends in its file name.
//
// Some sites name their front page for every article that has no version in a
// language. Such an address would tie all articles together; it is found out
// because several pages in one language would claim it, and then not used.
func (p *planner) byLinks(pages []*page) []*page {
	sets := newSets(len(pages))
	claims := map[string][]int{} // address to the pages that are it
	for i, page := range pages {
		for _, address := range page.addresses() {
			claims[address] = append(claims[address], i)
		}
	}
	for i, page := range pages {
		for _, lang := range sortedKeys(page.alternates) {
			address := page.alternates[lang]
			for _, j := range slices.Concat(claims[address], claims[lastPart(address)]) {
				if i != j && spokenAs(pages[j], lang) {
					sets.join(i, j)
				}
			}
		}
	}
	var left []*page
	for _, members := range sets.all() {
		if !p.linked(pages, members) {
			for _, i := range members {
				left = append(left, pages[i])
			}
		}
	}
	slices.SortFunc(left, func(a, b *page) int { return strings.Compare(a.doc.Path, b.doc.Path) })
	return left
}

// linked makes an article of pages that link to each other, if each is in a
// language of its own.
func (p *planner) linked(pages []*page, members []int) bool {
	members, copies := withoutCopies(pages, members)
	if len(members) < 2 {
		return false
	}
	var files []File
	for _, i := range members {
		files = append(files, pages[i].doc)
	}
	if twice, ok := languageTwice(files); ok {
		for _, i := range members {
			pages[i].doc.Why = fmt.Sprintf("pages that link to each other are in the same language, %v", twice)
		}
		return false
	}
	p.add(keyOf(files), Hreflang, "the pages name each other as versions", files)
	for _, i := range copies {
		pages[i].doc.Why = "another copy of the page " + pages[i].url + " was taken"
		p.unpaired = append(p.unpaired, pages[i].doc)
	}
	return true
}

// withoutCopies tells pages that were saved more than once from the first of
// each.
func withoutCopies(pages []*page, members []int) (first, copies []int) {
	seen := map[string]bool{}
	for _, i := range members {
		if address := pages[i].url; address != "" && seen[address] {
			copies = append(copies, i)
			continue
		}
		seen[pages[i].url] = true
		first = append(first, i)
	}
	return first, copies
}

func languageTwice(files []File) (language.Tag, bool) {
	for i, f := range files {
		for _, other := range files[:i] {
			if f.Lang == other.Lang {
				return f.Lang, true
			}
		}
	}
	return language.Und, false
}

// keyOf names an article whose files have no name in common, after its French
// version, or the first by language. French is the usual pivot.
func keyOf(files []File) string {
	pivot := 0
	for i, f := range files {
		if sameLanguage(f.Lang, language.French) && !sameLanguage(files[pivot].Lang, language.French) {
			pivot = i
		}
	}
	return plainKey(files[pivot].Path, files[pivot].Lang)
}

// addresses returns what the page may be called in a link: the address that it
// states, or that it gives for its own language, else any that ends in its
// file name.
func (p *page) addresses() []string {
	if p.url != "" {
		return []string{p.url}
	}
	for _, lang := range sortedKeys(p.alternates) {
		if spokenAs(p, lang) {
			return []string{p.alternates[lang]}
		}
	}
	return []string{"/" + filepath.Base(p.doc.Path)}
}

// lastPart returns the last part of an address as a page without an address of
// its own may be called.
func lastPart(address string) string {
	return "/" + path.Base(address)
}

// spokenAs reports whether an hreflang value fits the language of a page.
func spokenAs(p *page, hreflang string) bool {
	tag, err := language.Parse(hreflang)
	return err == nil && sameLanguage(canonical(tag), p.doc.Lang)
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func normaliseAlternates(alternates map[string]string, base string) map[string]string {
	from, err := url.Parse(base)
	if err != nil {
		from = nil
	}
	normal := map[string]string{}
	for lang, address := range alternates {
		if lang = strings.ToLower(lang); lang != "x-default" {
			normal[lang] = normaliseURL(address, from)
		}
	}
	return normal
}

// normaliseURL writes an address in the one way in which it is compared:
// without scheme, www, fragment, and a slash or index page at its end.
func normaliseURL(address string, base *url.URL) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || address == "" {
		return ""
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	clean := path.Clean("/" + u.Path)
	if name := path.Base(clean); strings.TrimSuffix(name, filepath.Ext(name)) == "index" {
		clean = path.Dir(clean)
	}
	host := strings.TrimPrefix(strings.ToLower(u.Host), "www.")
	normal := host + strings.TrimSuffix(clean, "/")
	if u.RawQuery != "" {
		normal += "?" + u.Query().Encode()
	}
	return normal
}

// sets is a union–find structure over small numbers (Tarjan 1975).
type sets []int

func newSets(n int) sets {
	s := make(sets, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func (s sets) find(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

// join keeps the smaller root, so that the result depends on no order.
func (s sets) join(i, j int) {
	a, b := s.find(i), s.find(j)
	s[max(a, b)] = min(a, b)
}

// all returns the members of each set, sets in the order of their first member.
func (s sets) all() [][]int {
	var list [][]int
	place := map[int]int{}
	for i := range s {
		root := s.find(i)
		if _, ok := place[root]; !ok {
			place[root] = len(list)
			list = append(list, nil)
		}
		list[place[root]] = append(list[place[root]], i)
	}
	return list
}
