package pairing

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// maxFolders bounds how many of the folders above a file may be the one that
// says its language.
const maxFolders = 6

// byPaths pairs files whose paths differ only in the language that they say,
// and returns the rest.
//
// Every way to read a path votes for a group: the path without the language.
// A group counts when it has two languages. That is the whole proof that a
// short word of a name means a language at all.
func (p *planner) byPaths(ctx context.Context, files []file) []file {
	names, inside, folders := newGroups(), newGroups(), newGroups()
	above := map[string][]folderReading{}
	for _, f := range files {
		folder, name := splitPath(f.path)
		for _, r := range readings(stem(name)) {
			group := names
			if r.inside {
				group = inside
			}
			group.put(groupKey{folder, r.rest}, f, r.lang)
		}
		if _, known := above[folder]; !known {
			above[folder] = folderReadings(folder)
		}
		for _, r := range inFolder(above[folder], stem(name)) {
			folders.put(r.key, f, r.lang)
		}
	}
	used := map[string]bool{}
	p.group(names, Names, used)
	p.groupWithOriginal(ctx, names, files, used)
	p.groupVerified(ctx, inside, used)
	p.group(folders, Folders, used)
	return slices.DeleteFunc(files, func(f file) bool { return used[f.identity] || f.loose })
}

// groupKey is what the paths of an article's files have in common.
type groupKey struct {
	folder string // absolute, with "*" for the folder that says the language
	name   string // without extension and language
}

// folded makes a key for files that came from systems which do not tell upper
// case from lower.
func (k groupKey) folded() groupKey {
	return groupKey{k.folder, strings.ToLower(k.name)}
}

type member struct {
	file file
	lang language.Tag
}

type group struct {
	key       groupKey
	members   []member
	languages int // distinct ones, once sorted
}

type groups map[groupKey]*group

func newGroups() groups { return groups{} }

func (g groups) put(key groupKey, f file, lang language.Tag) {
	folded := key.folded()
	if g[folded] == nil {
		g[folded] = &group{key: key}
	}
	g[folded].members = append(g[folded].members, member{f, lang})
}

// sorted returns the groups of so many languages or more, those with most
// first, since they are the least likely to be chance.
func (g groups) sorted(least int) []*group {
	var list []*group
	for _, group := range g {
		if len(group.members) < least {
			continue
		}
		if group.languages = countLanguages(group.members); group.languages >= least {
			list = append(list, group)
		}
	}
	slices.SortFunc(list, func(a, b *group) int {
		return cmp.Or(
			cmp.Compare(b.languages, a.languages),
			cmp.Compare(a.key.folder, b.key.folder),
			cmp.Compare(a.key.name, b.key.name),
		)
	})
	return list
}

func countLanguages(members []member) int {
	n := 0
	for i, m := range members {
		if !slices.ContainsFunc(members[:i], func(other member) bool { return other.lang == m.lang }) {
			n++
		}
	}
	return n
}

// group makes an article of each group that has two languages among the files
// that are not used yet.
func (p *planner) group(all groups, how How, used map[string]bool) {
	for _, g := range all.sorted(2) {
		first, doubles := g.free(used)
		if len(first) < 2 {
			continue
		}
		why := "the same name but for the language"
		if how == Folders {
			why = "the same path but for the language"
		}
		p.addGroup(g, how, why, first, doubles, used)
	}
}

// groupVerified makes an article of each group that has two languages, after
// reading its files to see that they are what the names seem to say.
func (p *planner) groupVerified(ctx context.Context, all groups, used map[string]bool) {
	for _, g := range all.sorted(2) {
		if first, _ := g.free(used); len(first) < 2 || ctx.Err() != nil {
			continue
		}
		checked := &group{key: g.key, members: p.verified(ctx, slices.Clone(g.members))}
		if first, doubles := checked.free(used); len(first) >= 2 {
			p.addGroup(checked, Names, "the same name but for the language", first, doubles, used)
		}
	}
}

// verified returns the members that are written in the language of their name.
func (p *planner) verified(ctx context.Context, members []member) []member {
	return slices.DeleteFunc(members, func(m member) bool {
		detected, ok := p.languageOf(ctx, m.file)
		return !ok || !sameLanguage(detected, m.lang)
	})
}

// free returns the unused members, one a language, and those in a language
// that another has already.
func (g *group) free(used map[string]bool) (first, doubles []member) {
	seen := map[language.Tag]bool{}
	here := map[string]bool{}
	for _, m := range g.members {
		switch {
		case used[m.file.identity] || here[m.file.identity]:
			continue
		case seen[m.lang]:
			doubles = append(doubles, m)
		default:
			first = append(first, m)
		}
		seen[m.lang], here[m.file.identity] = true, true
	}
	return first, doubles
}

func (p *planner) addGroup(g *group, how How, why string, members, doubles []member, used map[string]bool) {
	var files []File
	for _, m := range members {
		used[m.file.identity] = true
		files = append(files, File{Path: m.file.path, Lang: m.lang})
	}
	p.add(g.title(), how, why, files)
	for _, m := range doubles {
		i := slices.IndexFunc(files, func(f File) bool { return f.Lang == m.lang })
		if i < 0 {
			continue // the first in its language was not what its name says
		}
		used[m.file.identity] = true
		p.unpaired = append(p.unpaired, File{Path: m.file.path, Lang: m.lang,
			Why: fmt.Sprintf("its article has a file in %v already: %s", m.lang, files[i].Path)})
	}
}

// title is the key of a group for a person: the name, or that of the folder
// where files are called fr.txt and en.txt.
func (g *group) title() string {
	if g.key.name != "" {
		return g.key.name
	}
	parts := strings.Split(g.key.folder, "/")
	for _, part := range slices.Backward(parts) {
		if part != "" && part != "*" {
			return part
		}
	}
	return "article"
}

// splitPath returns the absolute folder, with "/" on every system, and the
// name of a file.
func splitPath(path string) (folder, name string) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		absolute = path
	}
	return filepath.ToSlash(filepath.Dir(absolute)), filepath.Base(absolute)
}

// folderReading is a way to read the folders above a file.
type folderReading struct {
	key  groupKey
	lang language.Tag
}

// folderReadings reads each of the folders above a file as the one that says
// the language. The keys have no name yet.
func folderReadings(folder string) []folderReading {
	var found []folderReading
	parts := strings.Split(folder, "/")
	for i := len(parts) - 1; i >= max(0, len(parts)-maxFolders); i-- {
		for _, r := range readings(parts[i]) {
			if r.inside {
				continue
			}
			key := strings.Join(parts[:i], "/") + "/" + r.rest + "*/" + strings.Join(parts[i+1:], "/")
			found = append(found, folderReading{groupKey{folder: key}, r.lang})
		}
	}
	return found
}

// inFolder completes the readings of a folder for a file in it. Its name may
// say the language once more: fr/story_fr.txt.
func inFolder(above []folderReading, name string) []folderReading {
	if len(above) == 0 {
		return nil
	}
	var found []folderReading
	again := readings(name)
	for _, r := range above {
		found = append(found, folderReading{groupKey{r.key.folder, name}, r.lang})
		for _, twice := range again {
			if twice.lang == r.lang {
				found = append(found, folderReading{groupKey{r.key.folder, twice.rest}, r.lang})
			}
		}
	}
	return found
}

// groupWithOriginal pairs story.txt with story.en.txt: the original often goes
// without a language. Only reading tells which it is in, and where it has but
// one translation, that its name means the language that it seems to.
func (p *planner) groupWithOriginal(ctx context.Context, names groups, files []file, used map[string]bool) {
	plain := map[groupKey]file{}
	for _, f := range files {
		folder, name := splitPath(f.path)
		key := groupKey{folder, stem(name)}.folded()
		if _, twice := plain[key]; !twice && !used[f.identity] && names[key] != nil {
			plain[key] = f
		}
	}
	for _, g := range names.sorted(1) {
		original, ok := plain[g.key.folded()]
		if !ok || used[original.identity] || g.key.name == "" || ctx.Err() != nil {
			continue
		}
		p.joinOriginal(ctx, g, original, used)
	}
}

func (p *planner) joinOriginal(ctx context.Context, g *group, original file, used map[string]bool) {
	said, ok := p.languageOf(ctx, original)
	if !ok {
		return // byReading meets it again and reports what is wrong
	}
	if i := p.articleOf(g); i >= 0 {
		a := &p.articles[i]
		if !slices.ContainsFunc(a.Files, func(f File) bool { return sameLanguage(f.Lang, said) }) {
			a.Files = append(a.Files, File{Path: original.path, Lang: said})
			used[original.identity] = true
		}
		return
	}
	members, doubles := g.free(used)
	members = slices.DeleteFunc(p.verified(ctx, members), func(m member) bool { return sameLanguage(m.lang, said) })
	if len(members) == 0 {
		return
	}
	members = append(members, member{original, said})
	p.addGroup(g, Names, "the same name, the original without a language", members, doubles, used)
}

// articleOf returns the index of the article that was made of a group, or -1.
func (p *planner) articleOf(g *group) int {
	for _, m := range g.members {
		if i, ok := p.placed[m.file.path]; ok {
			return i
		}
	}
	return -1
}

func (p *planner) languageOf(ctx context.Context, f file) (language.Tag, bool) {
	doc, err := p.options.Read(ctx, f.path)
	if err != nil || doc.Lang == language.Und {
		return language.Und, false
	}
	return canonical(doc.Lang), true
}
