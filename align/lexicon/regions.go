package lexicon

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// RegionNames returns what another language calls a country or another region
// of the world, by its name in the language from: all names in use, the usual
// one first; nothing for what is not the name of one region. The name must be
// spelled as it stands on a map: without an article, not inflected.
func RegionNames(from, to language.Tag, name string) []string {
	ids := regionTable(from).ids[name]
	if len(ids) != 1 {
		return nil
	}
	return regionTable(to).forms[ids[0]]
}

// regionNames are the names of regions in one language.
type regionNames struct {
	ids   map[string][]uint32
	forms map[uint32][]string
}

var regionTables sync.Map // of *regionNames by language.Base

func regionTable(lang language.Tag) *regionNames {
	base, _ := lang.Base()
	if known, ok := regionTables.Load(base); ok {
		return known.(*regionNames)
	}
	t := &regionNames{ids: map[string][]uint32{}, forms: map[uint32][]string{}}
	regions := uint32(len(places()))
	for _, n := range namesIn(base) {
		if n.id >= regions || strings.Contains(n.form, "*") {
			continue // a language, or the beginning of a word
		}
		if !slices.Contains(t.ids[n.form], n.id) {
			t.ids[n.form] = append(t.ids[n.form], n.id)
		}
		if !slices.Contains(t.forms[n.id], n.form) {
			t.forms[n.id] = append(t.forms[n.id], n.form)
		}
	}
	known, _ := regionTables.LoadOrStore(base, t)
	return known.(*regionNames)
}
