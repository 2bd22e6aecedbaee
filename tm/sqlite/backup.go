package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Backup implements [tm.Store]. The copy is of one moment, and compact; it is
// written under a temporary name in the same folder and takes its own when it
// is whole and on disk. An existing path is refused with [fs.ErrExist].
func (s *Store) Backup(ctx context.Context, path string) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s is there already: name another file for the backup: %w", path, fs.ErrExist)
	}
	name := path
	path, err := filepath.Abs(name)
	if err != nil {
		return fmt.Errorf("finding %s: %w", name, err)
	}
	folder, err := os.MkdirTemp(filepath.Dir(path), ".calque-backup-")
	if err != nil {
		return fmt.Errorf("making room for the backup: %w", err)
	}
	defer os.RemoveAll(folder)
	unfinished := filepath.Join(folder, filepath.Base(path))
	err = s.read.use(ctx, func(q *session) error {
		// The copy is another file: this connection's promise to change
		// nothing does not hold for it.
		if _, err := q.conn.ExecContext(ctx, "PRAGMA query_only = 0"); err != nil {
			return err
		}
		defer q.conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA query_only = 1")
		_, err := q.conn.ExecContext(ctx, "VACUUM INTO ?", unfinished)
		return err
	})
	if err != nil {
		return s.explain("copying the memory to "+path, err)
	}
	if err := finish(ctx, unfinished); err != nil {
		return fmt.Errorf("finishing the backup: %w", err)
	}
	return publish(unfinished, path)
}

// finish gives a copy the write-ahead log that a memory has, so that the first
// change of a restored backup need not wait for all that read it, and sees to
// it that it is on disk.
func finish(ctx context.Context, path string) error {
	copied := &Store{path: path, options: Options{}.withDefaults()}
	db, err := copied.connectWriter(ctx)
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	return syncFile(path)
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// publish gives a finished file its name without ever replacing another. A
// link does that in one step; where the file system has none, the name is
// looked up and then taken.
func publish(finished, path string) error {
	err := os.Link(finished, path)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already: name another file for the backup: %w", path, fs.ErrExist)
	}
	if err == nil {
		return nil
	}
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s is there already: name another file for the backup: %w", path, fs.ErrExist)
	}
	if err := os.Rename(finished, path); err != nil {
		return fmt.Errorf("naming the backup: %w", err)
	}
	return nil
}
