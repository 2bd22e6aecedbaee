package exports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"calque/tm"
)

// Set is the files of a format that has several, at a path that a person gave.
// The old files stand until all new ones are complete.
type Set struct {
	path    string
	folder  bool // path is a folder, else the beginning of every name
	files   []*File
	folders []string // that were made, outer before inner
}

func (s *Set) name(name string) string {
	if s.folder {
		return filepath.Join(s.path, filepath.FromSlash(name))
	}
	return s.path + name
}

// Create opens a new file for writing; name is what its path has beyond that of
// the set. Closing it says that it is complete.
func (s *Set) Create(name string) (io.WriteCloser, error) {
	path := s.name(name)
	if s.folder {
		if err := s.makeFolder(filepath.Dir(path)); err != nil {
			return nil, err
		}
	}
	file, err := Create(path)
	if err != nil {
		return nil, err
	}
	s.files = append(s.files, file)
	return setFile{file}, nil
}

// Folder makes a folder of the set, with those that it stands in.
func (s *Set) Folder(name string) error { return s.makeFolder(s.name(name)) }

// Open opens a file that is there already.
func (s *Set) Open(name string) (io.ReadCloser, error) { return os.Open(s.name(name)) }

func (s *Set) makeFolder(path string) error {
	var missing []string
	for at := path; ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) || at == filepath.Dir(at) {
			break
		}
		missing = append(missing, at)
	}
	if err := os.MkdirAll(path, 0o777); err != nil {
		return fmt.Errorf("create: %w", err)
	}
	slices.Reverse(missing)
	s.folders = append(s.folders, missing...)
	return nil
}

// commit puts every file in the place of the old one. Each is replaced as a
// whole, one after the other.
func (s *Set) commit() error {
	for _, file := range s.files {
		if err := file.Commit(); err != nil {
			return err
		}
	}
	s.folders = nil // they stay
	return nil
}

// abort removes what was written, and the folders that were made for it.
func (s *Set) abort() {
	for _, file := range s.files {
		file.Abort()
	}
	for _, folder := range slices.Backward(s.folders) {
		os.Remove(folder) // one that somebody else has put something into stays
	}
}

// setFile closes a file without committing it.
type setFile struct{ *File }

func (f setFile) Close() error { return f.seal() }

// ExportSet writes units in a format of several files, at path and beside it or
// below it, as the format wants. Where no unit passes nothing is written. For
// the rest it does what [Export] does.
func ExportSet(ctx context.Context, path string, format Format, units iter.Seq2[tm.Unit, error], options Options) (Report, error) {
	s := &Set{path: path, folder: format.Folder}
	defer s.abort() // does nothing to what was committed
	report, err := writeUnits(ctx, func() (Writer, error) { return format.NewSetWriter(s, options) }, format, units, options)
	if err != nil || report.Units == 0 {
		return report, err
	}
	return report, s.commit()
}
