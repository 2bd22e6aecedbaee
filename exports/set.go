package exports

import (
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"

	"calque/tm"
)

// NewFile opens a new file of a set for writing, by what its name has beyond
// that of the set. Closing it says that it is complete.
type NewFile func(name string) (io.WriteCloser, error)

// set is the files of a format that has several. Until commit the old files
// stand.
type set struct {
	path   string
	folder bool // path is a folder, else the beginning of every name
	files  []*File
}

// create is a [NewFile].
func (s *set) create(name string) (io.WriteCloser, error) {
	path := s.path + name
	if s.folder {
		path = filepath.Join(s.path, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return nil, fmt.Errorf("create: %w", err)
		}
	}
	file, err := Create(path)
	if err != nil {
		return nil, err
	}
	s.files = append(s.files, file)
	return setFile{file}, nil
}

// commit puts every file in the place of the old one. Each is replaced as a
// whole, one after the other.
func (s *set) commit() error {
	for _, file := range s.files {
		if err := file.Commit(); err != nil {
			return err
		}
	}
	return nil
}

func (s *set) abort() {
	for _, file := range s.files {
		file.Abort()
	}
}

// setFile closes a file without committing it.
type setFile struct{ *File }

func (f setFile) Close() error { return f.seal() }

// ExportSet writes units in a format of several files, at path and beside it or
// below it, as the format wants. Where no unit passes nothing is written. For
// the rest it does what [Export] does.
func ExportSet(ctx context.Context, path string, format Format, units iter.Seq2[tm.Unit, error], options Options) (Report, error) {
	s := &set{path: path, folder: format.Folder}
	defer s.abort() // does nothing to what was committed
	report, err := writeUnits(ctx, func() (Writer, error) { return format.NewSetWriter(s.create, options) }, format, units, options)
	if err != nil || report.Units == 0 {
		return report, err
	}
	return report, s.commit()
}
