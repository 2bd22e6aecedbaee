package omegat

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"calque/tm"
)

// articleFiles writes the source texts of articles, one file after the other:
// the units of an article must come together.
type articleFiles struct {
	files Files
	names map[string]bool // that were taken, in lower case
	key   string          // of the article that is open
	last  string          // source text written last
	file  io.WriteCloser  // nil when none is open
	out   *bufio.Writer
}

func newArticleFiles(files Files) articleFiles {
	return articleFiles{files: files, names: map[string]bool{}}
}

// add writes the source of a unit as a paragraph. A text of several lines would
// be several segments for OmegaT, and stays in the memory only.
func (a *articleFiles) add(u tm.Unit) error {
	key, text := u.Origin.Article, u.Source.Text
	if key == "" || strings.ContainsAny(text, "\n\r") || len(u.Source.Codes) > 0 {
		return nil
	}
	if a.file == nil || key != a.key {
		if err := a.open(key); err != nil {
			return err
		}
	}
	if text == a.last {
		return nil // another translation of the same place
	}
	a.last = text
	if _, err := a.out.WriteString(text + "\n\n"); err != nil {
		return fmt.Errorf("write the text of %s: %w", key, err)
	}
	return nil
}

func (a *articleFiles) open(key string) error {
	if err := a.close(); err != nil {
		return err
	}
	file, err := a.files.Create(articles + a.name(key))
	if err != nil {
		return err
	}
	a.key, a.last, a.file, a.out = key, "", file, bufio.NewWriter(file)
	return nil
}

func (a *articleFiles) close() error {
	if a.file == nil {
		return nil
	}
	err := errors.Join(a.out.Flush(), a.file.Close())
	a.file = nil
	if err != nil {
		return fmt.Errorf("write the text of %s: %w", a.key, err)
	}
	return nil
}

// name makes a file name of a key that is safe on every system and that no
// article before has. A key may have folders.
func (a *articleFiles) name(key string) string {
	var parts []string
	for part := range strings.SplitSeq(key, "/") {
		if part = safeName(part); part != "" {
			parts = append(parts, part)
		}
	}
	base := strings.Join(parts, "/")
	if base == "" {
		base = "article"
	}
	name := base
	for n := 2; a.names[strings.ToLower(name)]; n++ {
		name = fmt.Sprintf("%s-%d", base, n)
	}
	a.names[strings.ToLower(name)] = true
	return name + ".txt"
}

// maxName bounds a part of a name, in bytes; file systems allow 255.
const maxName = 120

func safeName(part string) string {
	part = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || strings.ContainsRune(`\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(part, "_"))
	part = strings.Trim(part, ". ")
	for i := range part {
		if i > maxName {
			return part[:i]
		}
	}
	return part
}
