package article

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"
)

// magic names formats by their first bytes, and says what to do about the
// ones that are not read.
var magic = []struct{ prefix, what, do string }{
	{"%PDF-", "is a PDF", "export it as docx, odt or plain text"},
	{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "is an old or encrypted Office file", "save it as docx without a password"},
	{"{\\rtf", "is an RTF file", "save it as docx or plain text"},
	{"\x1f\x8b", "is compressed with gzip", "unpack it first (gunzip)"},
	{"BZh", "is compressed with bzip2", "unpack it first (bunzip2)"},
	{"\xfd7zXZ\x00", "is compressed with xz", "unpack it first (unxz)"},
	{"7z\xbc\xaf\x27\x1c", "is a 7z archive", "unpack it first"},
	{"Rar!", "is a RAR archive", "unpack it first"},
	{"\x89PNG", "is a picture", "leave it out"},
	{"\xff\xd8\xff", "is a picture", "leave it out"},
	{"GIF8", "is a picture", "leave it out"},
	{"\x7fELF", "is a program", "leave it out"},
	{"MZ\x90", "is a program", "leave it out"},
	{"SQLite format 3\x00", "is a database", "leave it out; a calque memory is named with --db"},
}

// formats are the values of Options.Format.
var formats = map[string]bool{"txt": true, "md": true, "html": true, "docx": true, "odt": true}

// canonicalFormat returns the name under which a format is known here; "" stays
// "".
func canonicalFormat(asked string) (string, error) {
	switch {
	case asked == "htm":
		return "html", nil
	case asked == "markdown":
		return "md", nil
	case asked != "" && !formats[asked]:
		return "", wrong(ErrFormat, fmt.Sprintf("format %q is not known", asked), "use txt, md, html, docx or odt")
	}
	return asked, nil
}

// chooseFormat returns the format of data, or "" for text of a kind that
// shows only when it is decoded.
func chooseFormat(data []byte, name, asked string) (string, error) {
	asked, err := canonicalFormat(asked)
	if err != nil {
		return "", err
	}
	for _, m := range magic {
		if bytes.HasPrefix(data, []byte(m.prefix)) {
			return "", wrong(ErrFormat, m.what, m.do)
		}
	}
	packed := bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, []byte("PK\x05\x06"))
	wantsArchive := asked == "docx" || asked == "odt"
	if packed {
		found, err := archiveFormat(data)
		if err != nil {
			return "", err
		}
		if asked != "" && asked != found {
			return "", wrong(ErrFormat, fmt.Sprintf("is %s, not %s", found, asked), "pass --file-format "+found+", or leave it out")
		}
		return found, nil
	}
	ext := strings.TrimPrefix(strings.ToLower(filepath.Ext(name)), ".")
	if wantsArchive || asked == "" && (ext == "docx" || ext == "odt") {
		claimed := asked
		if claimed == "" {
			claimed = ext
		}
		return "", wrong(ErrFormat, fmt.Sprintf("is called %s but is no %s file", claimed, claimed),
			"open it in a word processor and save it again, or pass --file-format txt or html if it is that")
	}
	return asked, nil
}

// archiveFormat tells docx from odt and both from other archives.
func archiveFormat(data []byte) (string, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", wrong(ErrTruncated, "is a damaged or cut off archive", "save or download it again")
	}
	for _, f := range archive.File {
		switch f.Name {
		case "word/document.xml":
			return "docx", nil
		case "mimetype":
			if mimetype(f) == "application/vnd.oasis.opendocument.text" {
				return "odt", nil
			}
		case "xl/workbook.xml":
			return "", wrong(ErrFormat, "is a spreadsheet", "save the sheet as TSV or the text as docx")
		case "ppt/presentation.xml":
			return "", wrong(ErrFormat, "is a presentation", "save its text as docx or txt")
		}
	}
	return "", wrong(ErrFormat, "is an archive without a document in it", "unpack it and name the files in it")
}

func mimetype(f *zip.File) string {
	r, err := f.Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, 100))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// markupStart matches what a page begins with, after white space and
// comments.
var markupStart = pattern(`(?i)^\s*(?:<!--(?s:.*?)-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body|article|meta|title|main|div|section|h1|p)\b`)

// pageStart matches what only a page begins with.
var pageStart = pattern(`(?i)^\s*(?:<!--(?s:.*?)-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body)\b`)

// looksLikeMarkup reports whether bytes in any encoding that keeps ASCII, or
// in UTF-16, begin as a page does.
func looksLikeMarkup(data []byte) bool {
	head := data[:min(len(data), 16<<10)]
	head = bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF"))
	return markupStart().Match(head)
}

var (
	closingTag  = pattern(`(?i)</(?:p|div|h[1-6]|article|body|html|section|span|a)>`)
	atxHeading  = pattern(`(?m)^#{1,6} +\S`)
	setextTitle = pattern(`(?m)^\S.*\n={3,}[ \t]*$`)
	inlineLink  = pattern(`!?\[[^\]\n]+\]\([^)\s]+[^)\n]*\)`)
	strongRun   = pattern(`\*\*\S[^*\n]*\S\*\*`)
	frontMatter = pattern(`^---[ \t]*\n(?:[\w-]+[ \t]*:.*\n)+(?:[ \t-].*\n|[\w-]+[ \t]*:.*\n)*---[ \t]*\n`)
)

// markdownSigns are what tells Markdown from text, each with a part that its
// pattern cannot do without, since a search for that is much quicker.
var markdownSigns = []struct {
	part    string
	pattern func() *regexp.Regexp
}{
	{"# ", atxHeading}, {"\n===", setextTitle}, {"](", inlineLink}, {"**", strongRun}, {"---", frontMatter},
}

// textFormat tells html, md and txt apart.
func textFormat(text, ext string) string {
	head := text[:min(len(text), 64<<10)]
	if pageStart().MatchString(head) || markupStart().MatchString(head) && closingTag().MatchString(head) {
		return "html"
	}
	if strings.Contains(head, "</") && len(closingTag().FindAllStringIndex(head, 6)) > 5 && !strings.HasPrefix(ext, ".m") {
		return "html"
	}
	if ext == ".md" || ext == ".markdown" || ext == ".mdown" {
		return "md"
	}
	// Two independent signs: a lone "# " may be a number, a lone link a
	// footnote of plain text.
	signs := 0
	for _, sign := range markdownSigns {
		if strings.Contains(head, sign.part) && sign.pattern().MatchString(head) {
			signs++
		}
	}
	if signs >= 2 || signs == 1 && (frontMatter().MatchString(head) || strings.HasPrefix(strings.TrimSpace(head), "# ")) {
		return "md"
	}
	return "txt"
}

// checkText refuses what decodes but is no text.
func checkText(text string) error {
	controls := 0
	for i, r := range text {
		if r == 0 {
			return &problem{kind: ErrBinary, what: fmt.Sprintf("is no text file: byte 0 at offset %d", i),
				do: "leave it out, or name its encoding with --encoding if it is text", offset: int64(i)}
		}
		if r < ' ' && !unicode.IsSpace(r) && r != 0x1a && r != 0x1b {
			controls++
			if controls > 8 && controls*200 > i {
				return &problem{kind: ErrBinary, what: "is no text file: it is full of control characters",
					do: "leave it out", offset: int64(i)}
			}
		}
	}
	return nil
}

// textTooLarge is the error for more text than an article has.
func textTooLarge(size int) error {
	return wrong(ErrTooLarge, fmt.Sprintf("holds %d MB of text, which no article does", size>>20),
		"check that it is the right file, or split it")
}
