package exports

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// File is a file that takes the place of another as a whole: what is written
// goes to a temporary file in the same folder, and until [File.Commit] the old
// file stands. A failed or killed export leaves it as it was.
type File struct {
	temporary *os.File
	path      string // that Commit replaces; empty for a device or a pipe
	sealed    bool   // complete and closed
	done      bool
}

// Create begins to write the file at path. A symbolic link is followed. A
// device or a named pipe is written directly, since it cannot be replaced.
func Create(path string) (*File, error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil, fmt.Errorf("create %s: it is a folder", path)
	case err == nil && !info.Mode().IsRegular():
		device, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return nil, fmt.Errorf("create: %w", err)
		}
		return &File{temporary: device}, nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("create: %w", err)
	}
	temporary, err := createBeside(path)
	if err != nil {
		return nil, fmt.Errorf("create %s: %w", path, err)
	}
	if info != nil {
		// Keep the rights of the file that is replaced, as far as we may.
		temporary.Chmod(info.Mode().Perm())
	}
	return &File{temporary: temporary, path: path}, nil
}

// createBeside makes a new file in the folder of path, with the rights that
// any new file gets there; os.CreateTemp would keep it from everybody else.
func createBeside(path string) (*os.File, error) {
	for range 100 {
		name := fmt.Sprintf(".%s.%08x.tmp", filepath.Base(path), rand.Uint32())
		file, err := os.OpenFile(filepath.Join(filepath.Dir(path), name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			return file, err
		}
	}
	return nil, errors.New("no free name for a temporary file")
}

// Write writes to the temporary file.
func (f *File) Write(p []byte) (int, error) { return f.temporary.Write(p) }

// Commit makes what was written durable and puts it in the place of the old
// file.
func (f *File) Commit() error {
	if f.done {
		return fmt.Errorf("commit %s: %w", f.path, fs.ErrClosed)
	}
	defer f.Abort() // does nothing once the file has its name
	if err := f.seal(); err != nil {
		return err
	}
	if f.path == "" {
		f.done = true
		return nil
	}
	if err := os.Rename(f.temporary.Name(), f.path); err != nil {
		return fmt.Errorf("commit %s: %w", f.path, err)
	}
	f.done = true
	syncFolder(filepath.Dir(f.path))
	return nil
}

// seal makes what was written durable. Nothing can be written after it.
func (f *File) seal() error {
	if f.sealed {
		return nil
	}
	f.sealed = true
	if f.path == "" {
		return f.temporary.Close()
	}
	if err := errors.Join(f.temporary.Sync(), f.temporary.Close()); err != nil {
		return fmt.Errorf("write %s: %w", f.path, err)
	}
	return nil
}

// Abort removes what was written. It may be called after Commit, and then does
// nothing, so that it can be deferred.
func (f *File) Abort() {
	if f.done {
		return
	}
	f.done = true
	if !f.sealed {
		f.temporary.Close()
	}
	if f.path != "" {
		os.Remove(f.temporary.Name())
	}
}

// syncFolder makes a rename durable. Some file systems cannot, and there the
// rename itself has still been done.
func syncFolder(path string) {
	folder, err := os.Open(path)
	if err != nil {
		return
	}
	defer folder.Close()
	folder.Sync()
}
