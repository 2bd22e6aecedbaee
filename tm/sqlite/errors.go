package sqlite

import (
	"context"
	"errors"
	"fmt"

	driver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"calque/tm"
	"calque/tm/index"
)

// explain says which file an error came from, what was being done, what kind
// of error it is and what a person can do. It returns nil for nil and leaves
// alone the error of a context that is done.
func (s *Store) explain(doing string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	advice, kind := classify(err)
	if kind == nil {
		return fmt.Errorf("%s (%s): %w", doing, s.path, err)
	}
	return fmt.Errorf("%s (%s): %w: %s: %w", doing, s.path, kind, advice, err)
}

// classify returns what to do about an error of SQLite and its kind, nil where
// there is none.
func classify(err error) (advice string, kind error) {
	if errors.Is(err, index.ErrDamaged) {
		return "run calque check, and go back to the last calque backup", tm.ErrDamaged
	}
	var failure *driver.Error
	if !errors.As(err, &failure) {
		return "", nil
	}
	switch failure.Code() & 0xff {
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED:
		return "try again when the other program is done, or wait longer", tm.ErrBusy
	case codes.SQLITE_FULL:
		return "free some space; what was stored before is safe", tm.ErrFull
	case codes.SQLITE_READONLY, codes.SQLITE_PERM, codes.SQLITE_CANTOPEN:
		return "make the file and its folder writable, or copy the memory to a folder that is", tm.ErrReadOnly
	case codes.SQLITE_CORRUPT, codes.SQLITE_FORMAT:
		return "run calque check, and go back to the last calque backup", tm.ErrDamaged
	case codes.SQLITE_NOTADB:
		return "the file is not a SQLite database, or its first page is damaged: name another, or go back to the last calque backup", tm.ErrForeign
	}
	switch failure.Code() {
	case codes.SQLITE_IOERR_SHORT_READ:
		return "the file is cut short: go back to the last calque backup", tm.ErrDamaged
	case codes.SQLITE_IOERR_WRITE, codes.SQLITE_IOERR_FSYNC, codes.SQLITE_IOERR_TRUNCATE, codes.SQLITE_IOERR_SHMSIZE:
		// A full disk is SQLITE_FULL; this is a quota, a limit on the size of
		// files, or a device that fails.
		return "the file could not be written: look at quotas and limits, and at the disk; what was stored before is safe", tm.ErrFull
	}
	return "", nil
}

// cannotShare reports whether SQLite could not open a file in write-ahead mode
// because it may not make the files beside it.
func cannotShare(err error) bool {
	var failure *driver.Error
	if !errors.As(err, &failure) {
		return false
	}
	switch failure.Code() & 0xff {
	case codes.SQLITE_CANTOPEN, codes.SQLITE_READONLY, codes.SQLITE_PERM, codes.SQLITE_IOERR:
		return true
	}
	return false
}
