package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/align/article"
)

// readerFlags are the flags of every command that reads articles.
func readerFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "encoding", EnvVars: env("encoding"), Usage: "the `CHARSET` of all files; found out when not given"},
		&cli.StringFlag{Name: "file-format", EnvVars: env("file-format"), Usage: "the `FORM` of all files: txt, md, html, docx, odt, or for import an exchange format such as tmx; found out when not given"},
		&cli.StringFlag{Name: "templates", EnvVars: env("templates"), Usage: "site templates of your own, a `FOLDER` of *.template files"},
	}
}

// articleReader reads files as the flags say, and standard input for "-".
type articleReader struct {
	options article.Options
	stdin   io.Reader
}

func newReader(c *cli.Context) (articleReader, error) {
	options := article.Options{Encoding: c.String("encoding"), Format: c.String("file-format")}
	if dir := c.String("templates"); dir != "" {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return articleReader{}, usagef("--templates %s: name a folder that holds *.template files", dir)
		}
		options.Templates = os.DirFS(dir)
	}
	if err := options.Validate(); err != nil {
		return articleReader{}, usagef("%w", err)
	}
	return articleReader{options, c.App.Reader}, nil
}

// read reads one article, asserting its language unless und.
func (r articleReader) read(ctx context.Context, path string, lang language.Tag) (*article.Document, error) {
	options := r.options
	options.Lang = lang
	if path == "-" {
		return article.Read(ctx, r.stdin, path, options)
	}
	return article.ReadFile(ctx, path, options)
}

func (r articleReader) readAny(ctx context.Context, path string) (*article.Document, error) {
	return r.read(ctx, path, language.Und)
}

// spool copies standard input into a file for the "-" among paths, since an
// import reads an article twice: to find its partner and to align it. The
// caller calls remove when it is done.
func spool(stdin io.Reader, paths []string) (spooled []string, remove func(), err error) {
	remove = func() {}
	for _, path := range paths {
		if path != "-" {
			spooled = append(spooled, path)
			continue
		}
		dir, err := os.MkdirTemp("", "calque-stdin-")
		if err != nil {
			return nil, remove, fmt.Errorf("keeping standard input: %w", err)
		}
		remove = func() { os.RemoveAll(dir) }
		path = filepath.Join(dir, "stdin")
		if err := copyBounded(path, stdin); err != nil {
			return nil, remove, fmt.Errorf("keeping standard input: %w", err)
		}
		spooled = append(spooled, path)
		stdin = nil
	}
	return spooled, remove, nil
}

// copyBounded writes a file of one byte more than an article may have, so that
// reading it says that it is too large.
func copyBounded(path string, in io.Reader) error {
	if in == nil {
		return usagef("- can be given once")
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, io.LimitReader(in, article.DefaultMaxBytes+1))
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	return err
}
