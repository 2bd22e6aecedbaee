package article

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/text/language"

	"calque/align/article/charset"
)

// The bounds of what an article may be. News is some kilobytes; the bounds
// leave room for a saved page with its pictures inlined, and keep a mistaken
// path from filling the memory.
const (
	DefaultMaxBytes = 64 << 20 // of a file
	maxTextBytes    = 16 << 20 // of the text in it
	maxBlockBytes   = 1 << 20  // of one paragraph
	maxPieces       = 50_000   // paragraphs
)

// Options says what is known about a file beforehand. The zero Options leaves
// everything to be found out.
type Options struct {
	// Format is txt, md, html, docx or odt; empty: by content.
	Format string
	// Encoding overrides what the file says and what is detected; any name
	// that the WHATWG Encoding Standard knows.
	Encoding string
	// Langs are the languages the article may be in; empty: all supported.
	Langs []language.Tag
	// Lang is the language that the article is said to be in. If it is
	// plainly in another, [Read] returns a *LanguageError.
	Lang language.Tag
	// Templates holds templates of the user, as files *.template in its
	// root. They are tried before the ones that are built in.
	Templates fs.FS
	// MaxBytes bounds the size of the file, [DefaultMaxBytes] when 0.
	MaxBytes int64
}

// Validate returns an error when the options name a format or an encoding that
// does not exist, so that no file could be read with them.
func (o Options) Validate() error {
	_, err := canonicalFormat(o.Format)
	if err == nil && o.Encoding != "" {
		if err = charset.Known(o.Encoding); err != nil {
			err = encodingProblem(err)
		}
	}
	var p *problem
	if errors.As(err, &p) {
		return fmt.Errorf("%w; %s", err, p.do)
	}
	return err
}

// Read reads an article from r. The name goes into the document and into
// errors, and its ending is a hint where content does not tell the format.
//
// Errors are *[Error], or *[LanguageError] when the article is in another
// language than Options.Lang or Options.Langs say: the document is then
// returned as well, with the language that was found, and it is the caller's
// choice to use it.
func Read(ctx context.Context, r io.Reader, name string, opts Options) (*Document, error) {
	limit := opts.MaxBytes
	if limit <= 0 {
		limit = DefaultMaxBytes
	}
	data, err := readAll(ctx, r, limit)
	if err != nil {
		return nil, named(name, err)
	}
	doc, err := parse(ctx, data, name, opts)
	if err != nil {
		return nil, named(name, err)
	}
	doc.Name = name
	sum := sha256.Sum256(data)
	doc.SHA256 = hex.EncodeToString(sum[:])
	return doc, setLanguage(doc, opts)
}

// ReadFile reads an article from a file; see [Read].
func ReadFile(ctx context.Context, path string, opts Options) (*Document, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fileError(path, err)
	}
	if info.IsDir() {
		return nil, &Error{Name: path, What: "is a folder", Do: "name the files in it", Offset: -1, Err: ErrFormat}
	}
	limit := opts.MaxBytes
	if limit <= 0 {
		limit = DefaultMaxBytes
	}
	if info.Mode().IsRegular() && info.Size() > limit {
		return nil, named(path, tooLarge(limit))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fileError(path, err)
	}
	defer f.Close()
	return Read(ctx, f, path, opts)
}

// fileError says in plain words why a file cannot be opened.
func fileError(path string, err error) error {
	e := &Error{Name: path, Offset: -1, Err: err}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.What, e.Do = "does not exist", "check the path; it may have been moved or deleted meanwhile"
		e.Err = errors.Join(ErrVanished, err)
	case errors.Is(err, fs.ErrPermission):
		e.What, e.Do = "may not be read", "ask for permission to read it (chmod +r)"
	default:
		e.What = fmt.Sprintf("cannot be opened: %v", err)
	}
	return e
}

func tooLarge(limit int64) error {
	return wrong(ErrTooLarge, fmt.Sprintf("is larger than %d MB, which no article is", limit>>20),
		"check that it is the right file, or split it")
}

// readAll reads at most limit bytes and looks at ctx now and then.
func readAll(ctx context.Context, r io.Reader, limit int64) ([]byte, error) {
	var buf bytes.Buffer
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n, err := io.CopyN(&buf, r, min(1<<20, limit+1-int64(buf.Len())))
		if int64(buf.Len()) > limit {
			return nil, tooLarge(limit)
		}
		if err == io.EOF {
			return buf.Bytes(), nil
		}
		if err != nil {
			return nil, wrong(err, fmt.Sprintf("cannot be read: %v", err), "check the disk and the file, then try again")
		}
		if n == 0 {
			return buf.Bytes(), nil
		}
	}
}

// parse makes a document of the bytes of a file.
func parse(ctx context.Context, data []byte, name string, opts Options) (*Document, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, wrong(ErrEmpty, "is empty", "leave it out, or save the article again")
	}
	templates, err := loadTemplates(opts.Templates)
	if err != nil {
		return nil, err
	}
	format, err := chooseFormat(data, name, opts.Format)
	if err != nil {
		return nil, err
	}
	page, err := parseFormat(ctx, data, name, format, templates, opts)
	if err != nil {
		return nil, err
	}
	return page.document(templates)
}

// parseFormat calls the reader of a format; format may still be text, whose
// kind shows only once it is decoded.
func parseFormat(ctx context.Context, data []byte, name, format string, templates []*siteTemplate, opts Options) (*page, error) {
	switch format {
	case "docx":
		return readDocx(ctx, data)
	case "odt":
		return readODT(ctx, data)
	}
	markup := format == "html" || format == "" && looksLikeMarkup(data)
	res, err := charset.Decode(data, charset.Hints{Given: opts.Encoding, Markup: markup})
	if err != nil {
		return nil, encodingProblem(err)
	}
	if err := checkText(res.Text); err != nil {
		return nil, err
	}
	text := strings.ReplaceAll(strings.ReplaceAll(res.Text, "\r\n", "\n"), "\r", "\n")
	if format == "" {
		format = textFormat(text, strings.ToLower(filepath.Ext(name)))
	}
	if format != "html" && len(text) > maxTextBytes { // a page may have pictures inlined
		return nil, textTooLarge(len(text))
	}
	var p *page
	switch format {
	case "html":
		p, err = readHTML(ctx, text, templates)
	case "md":
		p, err = readMarkdown(text)
	default:
		p, err = readText(text)
	}
	if err != nil {
		return nil, err
	}
	p.doc.Format, p.doc.Encoding, p.doc.EncodingBy = format, res.Name, string(res.By)
	if res.Note != "" {
		p.doc.Notes = append(p.doc.Notes, res.Note)
	}
	return p, nil
}

// encodingProblem says what to do about bytes that cannot be decoded.
func encodingProblem(err error) error {
	var bad *charset.Error
	var unknown *charset.UnknownError
	switch {
	case errors.As(err, &bad) && bad.Truncated:
		return &problem{kind: ErrTruncated, what: bad.Error(), do: "the file was cut off: save or download it again", offset: bad.Offset}
	case errors.As(err, &bad):
		do := "name the right one with --encoding, or save the file as UTF-8"
		if bad.Suggest != "" {
			do = fmt.Sprintf("it looks like %s: pass --encoding %s, or save the file as UTF-8", bad.Suggest, bad.Suggest)
		}
		return &problem{kind: ErrEncoding, what: bad.Error(), do: do, offset: bad.Offset}
	case errors.As(err, &unknown):
		return wrong(ErrEncoding, unknown.Error(), "use a name such as utf-8, windows-1252, gb18030 or shift_jis")
	}
	return wrong(ErrBinary, "is in no text encoding that calque knows", "check that it is a text file, or name its encoding with --encoding")
}
