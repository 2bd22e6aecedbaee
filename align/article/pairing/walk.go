package pairing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// file is a file that may be an article.
type file struct {
	path     string // as it is shown
	identity string // absolute, symbolic links resolved
	link     bool   // path is a symbolic link
	// loose: only its language code makes a walk take it for an article, so
	// that without a partner it is something else.
	loose bool
}

// found is what a walk brings home, each list by path.
type found struct {
	files     []file
	manifests []file
	failed    []Failure
}

// walker walks folders. A file or folder that is reached twice, by a link or
// because two of the paths overlap, is taken once; so a loop of links ends.
type walker struct {
	found
	folders map[string]bool
	seen    map[string]int // identity of a file to its index in files
}

func walk(ctx context.Context, paths []string) (found, error) {
	w := walker{folders: map[string]bool{}, seen: map[string]int{}}
	for _, path := range slices.Sorted(slices.Values(paths)) {
		if err := w.root(ctx, path); err != nil {
			return found{}, err
		}
	}
	byPath := func(a, b file) int { return cmp.Compare(a.path, b.path) }
	slices.SortFunc(w.files, byPath)
	slices.SortFunc(w.manifests, byPath)
	return w.found, ctx.Err()
}

// root takes a path that a person named. Such a file is an article whatever
// it is called, and a table is a manifest.
func (w *walker) root(ctx context.Context, path string) error {
	path = filepath.Clean(path)
	identity, err := identify(path)
	if err != nil {
		w.fail(path, err)
		return nil
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		w.fail(path, err)
	case info.IsDir():
		return w.folder(ctx, path, identity)
	case isTable(path):
		w.manifest(path, identity)
	default:
		w.file(file{path: path, identity: identity, link: isLink(path)})
	}
	return nil
}

func isLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

func (w *walker) folder(ctx context.Context, path, identity string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if w.folders[identity] {
		return nil
	}
	w.folders[identity] = true
	entries, err := os.ReadDir(path)
	if err != nil {
		w.fail(path, err) // and what could be listed is still taken
	}
	pages := pageStems(entries)
	for _, entry := range entries {
		if hidden(entry.Name()) || entry.IsDir() && belongsToPage(entry.Name(), pages) {
			continue
		}
		if err := w.entry(ctx, filepath.Join(path, entry.Name()), filepath.Join(identity, entry.Name()), entry); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) entry(ctx context.Context, path, identity string, entry fs.DirEntry) error {
	mode := entry.Type()
	link := mode&fs.ModeSymlink != 0
	if link {
		resolved, err := identify(path)
		if err != nil {
			w.fail(path, err)
			return nil
		}
		info, err := os.Stat(path)
		if err != nil {
			w.fail(path, err)
			return nil
		}
		identity, mode = resolved, info.Mode().Type()
	}
	switch {
	case mode.IsDir():
		return w.folder(ctx, path, identity)
	case !mode.IsRegular():
	case isManifestName(entry.Name()):
		w.manifest(path, identity)
	case extensionOf(entry.Name()) != "":
		w.file(file{path: path, identity: identity, link: link})
	case endsInLanguage(entry.Name()):
		w.file(file{path: path, identity: identity, link: link, loose: true})
	}
	return nil
}

// file notes a file. Of several paths to it the one that is no link counts,
// then the first in the order of the alphabet, so that it does not matter
// which was met first.
func (w *walker) file(f file) {
	i, twice := w.seen[f.identity]
	if !twice {
		w.seen[f.identity] = len(w.files)
		w.files = append(w.files, f)
		return
	}
	known := &w.files[i]
	loose := known.loose && f.loose
	if known.link && !f.link || known.link == f.link && f.path < known.path {
		*known = f
	}
	known.loose = loose
}

func (w *walker) manifest(path, identity string) {
	for _, m := range w.manifests {
		if m.identity == identity {
			return
		}
	}
	w.manifests = append(w.manifests, file{path: path, identity: identity})
}

func (w *walker) fail(path string, err error) {
	w.failed = append(w.failed, Failure{path, describe(path, err)})
}

// describe says in plain words what is wrong with a path.
func describe(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s does not exist: check the path; it may have been moved or deleted meanwhile: %w", path, fs.ErrNotExist)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s may not be read: ask for permission to read it: %w", path, fs.ErrPermission)
	}
	return fmt.Errorf("%s cannot be read: %w", path, err)
}

// identify returns the one absolute path that all ways to a file lead to.
func identify(path string) (string, error) {
	resolved, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", err
	}
	return filepath.Abs(resolved)
}

// extensions of the files that a walk takes for articles.
var extensions = []string{".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".docx", ".odt"}

// extensionOf returns the extension of an article's name, or "" if what
// stands after the last point says nothing of the format.
func extensionOf(name string) string {
	extension := filepath.Ext(name)
	if slices.Contains(extensions, strings.ToLower(extension)) {
		return extension
	}
	return ""
}

// endsInLanguage reports whether a language code stands where others have the
// extension: story.fr, story.zh.
func endsInLanguage(name string) bool {
	_, known := languageCode(strings.TrimPrefix(filepath.Ext(name), "."))
	return known
}

func isTable(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".tsv", ".csv":
		return true
	}
	return false
}

// isManifestName reports whether a file in a walked folder is a manifest.
// There a table may be anything else, so it must be called so.
func isManifestName(name string) bool {
	return isTable(name) && strings.EqualFold(strings.TrimSuffix(name, filepath.Ext(name)), "manifest")
}

// hidden reports whether a name is that of a file that is not meant to be
// seen, of a backup that an editor left, or of an office lock file.
func hidden(name string) bool {
	if name[0] == '.' || strings.HasSuffix(name, "~") || strings.HasPrefix(name, "~$") {
		return true
	}
	if name[0] == '#' && strings.HasSuffix(name, "#") {
		return true
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".bak", ".old", ".orig", ".swp", ".tmp":
		return true
	}
	return false
}

// pageStems returns the names of the web pages among entries, without their
// extension.
func pageStems(entries []fs.DirEntry) map[string]bool {
	stems := map[string]bool{}
	for _, entry := range entries {
		switch extension := filepath.Ext(entry.Name()); strings.ToLower(extension) {
		case ".html", ".htm", ".xhtml":
			stems[strings.TrimSuffix(entry.Name(), extension)] = true
		}
	}
	return stems
}

// belongsToPage reports whether a folder was saved by a browser together with
// a page: story.html comes with story_files, and with another word for files
// in a browser that speaks another language.
func belongsToPage(folder string, pages map[string]bool) bool {
	cut := strings.LastIndexAny(folder, "_-.")
	if cut < 0 || !pages[folder[:cut]] {
		return false
	}
	switch strings.ToLower(folder[cut+1:]) {
	case "files", "file", "fichiers", "dateien", "archivos", "ficheiros", "arquivos", "bestanden", "elemei", "filer", "soubory", "dosyalar":
		return true
	}
	return false
}
