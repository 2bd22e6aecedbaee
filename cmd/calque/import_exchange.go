package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/exports"
	"calque/exports/finding"
	"calque/exports/table"
	"calque/tm"
)

// exchangeFlags are the flags of import that are about exchange files.
func exchangeFlags() []cli.Flag {
	return []cli.Flag{
		toFlag("the languages to take from an exchange file, `TAGS` separated by commas; all when not given"),
		&cli.StringFlag{Name: "on-conflict", EnvVars: env("on-conflict"), Value: string(tm.ConflictKeep), Usage: "when an exchange file has another translation of a known text in the same context, `DO`: keep both, replace the known one, skip the new one"},
		&cli.BoolFlag{Name: "strict", EnvVars: env("strict"), Usage: "refuse a broken exchange file whole, instead of taking what stands before the fault"},
	}
}

// exchangeFile is an exchange file that is to be imported.
type exchangeFile struct {
	path   string // "-" for standard input
	format exports.Format
}

// splitInputs parts what was named into exchange files and what the import of
// articles is to look at. A folder may hold both.
func splitInputs(c *cli.Context) (exchange []exchangeFile, articles []string, err error) {
	if forced, ok := exports.Lookup(c.String("file-format")); ok && (forced.NewReader != nil || forced.OpenSet != nil) {
		for _, path := range c.Args().Slice() {
			exchange = append(exchange, exchangeFile{path, forced})
		}
		return exchange, nil, nil
	}
	for _, path := range c.Args().Slice() {
		info, err := os.Stat(path)
		if path == "-" || err != nil {
			articles = append(articles, path) // which says what is wrong with it
			continue
		}
		if project, ok := exports.ByFolder(path); ok {
			exchange = append(exchange, exchangeFile{path, project})
			continue
		}
		if info.IsDir() {
			articles = append(articles, path)
			below, err := exchangeBelow(c.Context, path)
			if err != nil {
				return nil, nil, err
			}
			exchange = append(exchange, below...)
			continue
		}
		if format, ok := exchangeFormat(path); ok {
			exchange = append(exchange, exchangeFile{path, format})
		} else {
			articles = append(articles, path)
		}
	}
	return exchange, articles, nil
}

// exchangeBelow finds the exchange files of a folder, in the order of their
// names. Hidden ones are none of ours; what cannot be read, the import of
// articles reports.
func exchangeBelow(ctx context.Context, dir string) ([]exchangeFile, error) {
	var files []exchangeFile
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return nil
		case path != dir && strings.HasPrefix(entry.Name(), "."):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			return nil
		}
		if format, ok := exchangeFormat(path); ok {
			files = append(files, exchangeFile{path, format})
		}
		return nil
	})
	return files, err
}

// exchangeFormat returns the format of an exchange file, by its name. A table
// may be a manifest too: it is an exchange file if its first row says source
// and target, or has two language codes and nothing else.
func exchangeFormat(path string) (exports.Format, bool) {
	format, ok := exports.ByFile(path)
	if !ok || format.NewReader == nil {
		return exports.Format{}, false
	}
	if format.Name == "tsv" || format.Name == "csv" {
		return format, hasUnitColumns(path)
	}
	return format, true
}

func hasUnitColumns(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	line, err := bufio.NewReader(io.LimitReader(file, 64<<10)).ReadString('\n')
	if err != nil && err != io.EOF {
		return false
	}
	cells := strings.FieldsFunc(strings.ToLower(strings.TrimPrefix(line, "\ufeff")), func(r rune) bool { return strings.ContainsRune("\t,;\"\r\n ", r) })
	_, _, languages := table.Languages(cells)
	return languages || slices.Contains(cells, "source") && slices.Contains(cells, "target")
}

// exchangeSummary is what the import of an exchange file did.
type exchangeSummary struct {
	File      string            `json:"file"`
	Format    string            `json:"format"`
	Read      int               `json:"units_read"`
	Added     int               `json:"units_added"`
	Variants  int               `json:"variants"` // of Added
	Updated   int               `json:"units_updated"`
	Unchanged int               `json:"units_unchanged"`
	Skipped   int               `json:"units_skipped"`
	Replaced  int               `json:"units_replaced"`
	Findings  []finding.Finding `json:"findings"`
	Error     string            `json:"error,omitempty"`
}

// exchangeOptions are what the flags say of exchange files.
type exchangeOptions struct {
	read   exports.ReadOptions
	put    tm.PutUnitsOptions
	strict bool
	quiet  bool
}

func newExchangeOptions(c *cli.Context, from language.Tag) (exchangeOptions, error) {
	options := exchangeOptions{
		read:   exports.ReadOptions{Source: from, Status: tm.StatusConfirmed, Confidence: 1},
		put:    tm.PutUnitsOptions{OnConflict: tm.OnConflict(c.String("on-conflict"))},
		strict: c.Bool("strict"), quiet: c.Bool("quiet"),
	}
	if err := options.put.Validate(); err != nil {
		return options, usagef("--on-conflict %s is not known: choose keep, replace, skip", c.String("on-conflict"))
	}
	var err error
	options.read.Targets, err = langsFlag(c, "to")
	return options, err
}

// importExchange imports one exchange file. What is wrong with the file is in
// the summary; an error is of the memory, or says that the import was
// interrupted.
func importExchange(c *cli.Context, store tm.Store, file exchangeFile, options exchangeOptions) (exchangeSummary, error) {
	summary := exchangeSummary{File: file.path, Format: file.format.Name, Findings: []finding.Finding{}}
	if options.strict {
		remove, err := checkExchange(c, &file, options)
		defer remove()
		if ctxErr := c.Context.Err(); ctxErr != nil {
			return summary, ctxErr
		}
		if err != nil {
			summary.Error = err.Error()
			return summary, nil
		}
	}
	reader, in, err := file.open(c, options.read)
	if err != nil {
		summary.Error = err.Error()
		return summary, nil
	}
	defer in.Close()
	defer sparingly()()
	stream := &unitStream{ctx: c.Context, reader: reader, progress: newExchangeProgress(c.App.ErrWriter, summary.File, in)}
	result, err := store.PutUnits(c.Context, stream.units(), options.put)
	stream.progress.clear()

	summary.Read = stream.read
	summary.Added, summary.Variants, summary.Updated = result.Added, result.Conflicts, result.Updated
	summary.Unchanged, summary.Skipped, summary.Replaced = result.Unchanged, result.Skipped, result.Replaced
	if finder, ok := reader.(exports.Finder); ok {
		summary.Findings = append(summary.Findings, finder.Findings()...)
	}
	summary.Findings = append(summary.Findings, stream.invalid.All()...)
	if err != nil && stream.fault != nil && errors.Is(err, stream.fault) && c.Context.Err() == nil {
		summary.Error = err.Error()
		return summary, nil
	}
	return summary, err
}

// sparingly makes the garbage collector run twice as often as usual until the
// function that it returns is called, unless GOGC says how often. What an import
// keeps is little and quickly looked through, what it leaves behind is much.
func sparingly() (end func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	usual := debug.SetGCPercent(50)
	return func() { debug.SetGCPercent(usual) }
}

// checkExchange reads a whole file and returns its fault, if it has one.
// Standard input is kept in a file, since it is read again; remove takes that
// away.
func checkExchange(c *cli.Context, file *exchangeFile, options exchangeOptions) (remove func(), err error) {
	remove = func() {}
	if file.path == "-" {
		kept, err := os.CreateTemp("", "calque-stdin-")
		if err != nil {
			return remove, fmt.Errorf("keeping standard input: %w", err)
		}
		remove = func() { os.Remove(kept.Name()) }
		_, err = io.Copy(kept, &interruptible{ctx: c.Context, in: c.App.Reader})
		if closeErr := kept.Close(); err == nil {
			err = closeErr
		}
		if err != nil {
			return remove, fmt.Errorf("keeping standard input: %w", err)
		}
		file.path = kept.Name()
	}
	reader, in, err := file.open(c, options.read)
	if err != nil {
		return remove, err
	}
	defer in.Close()
	for _, err := range reader.Units() {
		if err == nil {
			err = c.Context.Err()
		}
		if err != nil {
			return remove, err
		}
	}
	return remove, nil
}

// unitStream hands the units of a file to the memory: those that a memory can
// hold, until the import is interrupted.
type unitStream struct {
	ctx      context.Context
	reader   exports.Reader
	progress *exchangeProgress
	read     int
	invalid  finding.List
	fault    error // of the file
}

func (s *unitStream) units() iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		for u, err := range s.reader.Units() {
			if err == nil {
				err = s.ctx.Err()
			}
			if err != nil {
				s.fault = err
				yield(u, err)
				return
			}
			s.read++
			s.progress.step(s.read)
			if err := u.Validate(); err != nil {
				s.invalid.Lose("unit that is not valid: "+strings.TrimPrefix(err.Error(), tm.ErrInvalid.Error()+": "), 0)
				continue
			}
			if !yield(u, nil) {
				return
			}
		}
	}
}

// exchangeInput is an open exchange file, which counts what is read of it.
type exchangeInput struct {
	io.Reader
	io.Closer
	size int64 // 0 when unknown
	read int64
}

func (in *exchangeInput) Read(p []byte) (int, error) {
	n, err := in.Reader.Read(p)
	in.read += int64(n)
	return n, err
}

// open opens a file and its reader.
func (file exchangeFile) open(c *cli.Context, options exports.ReadOptions) (exports.Reader, *exchangeInput, error) {
	if file.format.NewReader == nil {
		reader, closer, err := file.format.OpenSet(file.path, options)
		return reader, &exchangeInput{Closer: closer}, err
	}
	in := &exchangeInput{Reader: &interruptible{ctx: c.Context, in: c.App.Reader}, Closer: io.NopCloser(nil)}
	if file.path != "-" {
		opened, err := os.Open(file.path)
		if err != nil {
			return nil, nil, err
		}
		in.Reader, in.Closer = opened, opened
		if info, err := opened.Stat(); err == nil {
			in.size = info.Size()
		}
	}
	reader, err := file.format.Read(in, options)
	if err != nil {
		in.Close()
	}
	return reader, in, err
}

// interruptible ends reading when ctx is done, although a read from a terminal
// or a pipe cannot be: that goes on beside it until the process ends.
type interruptible struct {
	ctx    context.Context
	in     io.Reader
	chunks chan chunk
	left   []byte
}

type chunk struct {
	data []byte
	err  error
}

func (r *interruptible) Read(p []byte) (int, error) {
	if r.chunks == nil {
		r.chunks = make(chan chunk)
		go r.pump()
	}
	for len(r.left) == 0 {
		select {
		case next, more := <-r.chunks:
			if !more {
				return 0, io.EOF
			}
			if next.err != nil {
				return 0, next.err
			}
			r.left = next.data
		case <-r.ctx.Done():
			return 0, r.ctx.Err()
		}
	}
	n := copy(p, r.left)
	r.left = r.left[n:]
	return n, nil
}

// pump reads ahead by one chunk.
func (r *interruptible) pump() {
	defer close(r.chunks)
	for {
		buffer := make([]byte, 64<<10)
		n, err := r.in.Read(buffer)
		for _, next := range []chunk{{data: buffer[:n]}, {err: err}} {
			if len(next.data) == 0 && next.err == nil {
				continue
			}
			select {
			case r.chunks <- next:
			case <-r.ctx.Done():
				return
			}
		}
		if err != nil {
			return
		}
	}
}
