package examples

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"golang.org/x/net/html"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// The readers here are the plainest that can tell whether a sentence stands
// in a file. They share no code with calque's own, so that a fault there does
// not hide in the fixture.

func listStories(t *testing.T) []story {
	t.Helper()
	var stories []story
	for _, line := range readLines(t, os.DirFS("testdata"), "files.tsv")[1:] {
		f := strings.Split(line, "\t")
		if len(f) != 4 {
			t.Fatalf("testdata/files.tsv: %d fields in %q, want 4", len(f), line)
		}
		stories = append(stories, story{key: f[0], lang: f[1], charset: f[2], path: f[3]})
	}
	return stories
}

func readFile(t *testing.T, fsys fs.FS, name string) []byte {
	t.Helper()
	raw, err := fs.ReadFile(fsys, name)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// readLines returns a file's lines, without the empty one after the last.
func readLines(t *testing.T, fsys fs.FS, name string) []string {
	t.Helper()
	text := string(readFile(t, fsys, name))
	if !strings.HasSuffix(text, "\n") {
		t.Fatalf("%s does not end with a newline", name)
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// checkCharset says why raw is not a good example of a charset. "-" stands
// for a file that is no text itself.
func checkCharset(raw []byte, charset string) error {
	if charset == "-" {
		if !bytes.HasPrefix(raw, []byte("PK\x03\x04")) {
			return errors.New("listed without a charset, but it is no zip archive")
		}
		return nil
	}
	text, err := decode(raw, charset)
	if err != nil {
		return err
	}
	if charset == "utf-8" {
		return nil
	}
	if utf8.Valid(raw) {
		return fmt.Errorf("reads as UTF-8 as well, so %s is not shown", charset)
	}
	if charset == "utf-16le" && !bytes.HasPrefix(raw, []byte("\xff\xfe")) {
		return errors.New("UTF-16 without its byte-order mark")
	}
	if charset == "windows-1252" && !has(raw, 0x80, 0x9f) {
		return errors.New("no byte from 0x80 to 0x9F, so it could be ISO 8859-1")
	}
	enc, err := htmlindex.Get(charset)
	if err != nil {
		return err
	}
	back, err := enc.NewEncoder().Bytes([]byte(text))
	if err != nil {
		return fmt.Errorf("encoding back to %s: %w", charset, err)
	}
	if !bytes.Equal(bytes.TrimPrefix(back, []byte("\xff\xfe")), bytes.TrimPrefix(raw, []byte("\xff\xfe"))) {
		return fmt.Errorf("does not come back the same from %s", charset)
	}
	return nil
}

func has(raw []byte, low, high byte) bool {
	return slices.ContainsFunc(raw, func(b byte) bool { return b >= low && b <= high })
}

// decode returns text as UTF-8 and refuses what has no meaning in the
// charset.
func decode(raw []byte, charset string) (string, error) {
	if charset == "utf-8" {
		if !utf8.Valid(raw) {
			return "", encoding.ErrInvalidUTF8
		}
		return strings.TrimPrefix(string(raw), "\ufeff"), nil
	}
	enc, err := htmlindex.Get(charset)
	if err != nil {
		return "", err
	}
	text, err := enc.NewDecoder().Bytes(raw)
	if err != nil {
		return "", fmt.Errorf("decoding from %s: %w", charset, err)
	}
	if bytes.ContainsRune(text, utf8.RuneError) {
		return "", fmt.Errorf("bytes that mean nothing in %s", charset)
	}
	return strings.TrimPrefix(string(text), "\ufeff"), nil
}

// storyText returns the visible text of a story, one block a line.
func storyText(raw []byte, name, charset string) (string, error) {
	switch path.Ext(name) {
	case ".docx":
		return zippedText(raw, "word/document.xml", "t", "p")
	case ".odt":
		return zippedText(raw, "content.xml", "", "p", "h")
	}
	text, err := decode(raw, charset)
	if err != nil {
		return "", err
	}
	switch path.Ext(name) {
	case ".html":
		return htmlText(text), nil
	case ".md":
		var page bytes.Buffer
		if err := goldmark.Convert([]byte(text), &page); err != nil {
			return "", err
		}
		return htmlText(page.String()), nil
	}
	return text, nil
}

// inline names the elements that do not end a line of text.
var inline = []string{"a", "em", "i", "b", "strong", "span", "abbr", "cite", "q", "sup", "time"}

func htmlText(page string) string {
	var out strings.Builder
	tokens := html.NewTokenizer(strings.NewReader(page))
	hidden := false
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			return out.String()
		}
		token := tokens.Token()
		switch {
		case kind == html.TextToken && !hidden:
			out.WriteString(collapse(token.Data))
		case token.Data == "script" || token.Data == "style":
			hidden = kind == html.StartTagToken
		case kind != html.TextToken && !slices.Contains(inline, token.Data):
			out.WriteByte('\n')
		}
	}
}

// collapse makes one space of each run of white space, as a browser does: a
// no-break space and an ideographic space are characters and stay.
func collapse(text string) string {
	var out strings.Builder
	space := false
	for _, r := range text {
		if r == ' ' || r == '\n' || r == '\t' || r == '\r' {
			space = true
			continue
		}
		if space {
			out.WriteByte(' ')
			space = false
		}
		out.WriteRune(r)
	}
	if space {
		out.WriteByte(' ')
	}
	return out.String()
}

// zippedText returns the text of one XML file of an archive: what stands in
// elements called run (in any element when run is empty), with a line break
// after each of the elements called blocks.
func zippedText(raw []byte, name, run string, blocks ...string) (string, error) {
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return "", err
	}
	file, err := archive.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	var out strings.Builder
	reading := run == ""
	decoder := xml.NewDecoder(file)
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return out.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			reading = run == "" || token.Name.Local == run
		case xml.CharData:
			if reading {
				out.Write(token)
			}
		case xml.EndElement:
			reading = run == ""
			if slices.Contains(blocks, token.Name.Local) {
				out.WriteByte('\n')
			}
		}
	}
}

// inOrder reports whether the sentences stand in the text one after the
// other, and the first that does not.
func inOrder(text string, sentences []string) (string, bool) {
	for _, s := range sentences {
		at := strings.Index(text, s)
		if at < 0 {
			return s, false
		}
		text = text[at+len(s):]
	}
	return "", true
}

func TestInOrderNeedsEverySentenceInItsPlace(t *testing.T) {
	text := "Un.\nDeux. Trois.\n"
	tests := []struct {
		name      string
		sentences []string
		missing   string
	}{
		{"all", []string{"Un.", "Deux.", "Trois."}, ""},
		{"some", []string{"Un.", "Trois."}, ""},
		{"one that is not there", []string{"Un.", "Quatre."}, "Quatre."},
		{"wrong order", []string{"Deux.", "Un."}, "Un."},
		{"across a block break", []string{"Un. Deux."}, "Un. Deux."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			missing, ok := inOrder(text, tt.sentences)
			if missing != tt.missing || ok != (tt.missing == "") {
				t.Errorf("inOrder = %q, %v, want %q", missing, ok, tt.missing)
			}
		})
	}
}

func TestCheckCharsetRefusesWhatShowsNothing(t *testing.T) {
	tests := []struct {
		name, raw, charset string
		ok                 bool
	}{
		{"windows-1252", "l\x92\xe9t\xe9", "windows-1252", true},
		{"ISO 8859-1 would do", "\xe9t\xe9", "windows-1252", false},
		{"UTF-8 under another name", "l’été", "windows-1252", false},
		{"ASCII", "ete", "gb18030", false},
		{"not UTF-8", "\xe9t\xe9", "utf-8", false},
		{"UTF-16 with its mark", "\xff\xfe\xe9\x00", "utf-16le", true},
		{"UTF-16 without its mark", "\xe9\x00\xe9\x00", "utf-16le", false},
		{"cut in a character", "\xd6\xd0\xce", "gb18030", false},
		{"an archive", "PK\x03\x04", "-", true},
		{"text listed as an archive", "l’été", "-", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := checkCharset([]byte(tt.raw), tt.charset); (err == nil) != tt.ok {
				t.Errorf("checkCharset = %v, want ok %v", err, tt.ok)
			}
		})
	}
}
