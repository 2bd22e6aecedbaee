package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver

	"calque/tm"
)

// locate makes path absolute and refuses what cannot be a memory without
// letting SQLite touch it.
func locate(path string, options Options) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("finding the memory %s: %w", path, err)
	}
	info, err := os.Stat(absolute)
	if errors.Is(err, fs.ErrNotExist) {
		return absolute, missing(absolute, options)
	}
	if err != nil {
		return "", unreadable(err)
	}
	if info.IsDir() {
		return "", fmt.Errorf("%s is a folder, not a file: name a file in it, such as %s: %w",
			absolute, filepath.Join(absolute, "calque.db"), tm.ErrForeign)
	}
	if info.Size() == 0 {
		if options.Create && !options.ReadOnly {
			return absolute, nil
		}
		return "", fmt.Errorf("%s is empty: fill it with calque import: %w", absolute, tm.ErrNotFound)
	}
	return absolute, sniff(absolute)
}

// missing says whether a file that is not there may be created.
func missing(path string, options Options) error {
	if !options.Create || options.ReadOnly {
		return fmt.Errorf("no memory at %s: name another, or fill one with calque import: %w", path, tm.ErrNotFound)
	}
	folder := filepath.Dir(path)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return fmt.Errorf("no folder %s to make the memory in: create it first: %w", folder, tm.ErrNotFound)
	}
	return nil
}

// unreadable explains why a file that is there cannot be read.
func unreadable(err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("opening the memory: it may not be read: ask its owner for permission (chmod +rw): %w: %w", err, tm.ErrReadOnly)
	}
	return fmt.Errorf("opening the memory: %w", err)
}

// sniff refuses a file whose first bytes are not those of a SQLite database.
func sniff(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return unreadable(err)
	}
	defer f.Close()
	magic := []byte("SQLite format 3\x00")
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(f, head); err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	if !bytes.Equal(head, magic) {
		return fmt.Errorf("%s is another kind of file: name a calque memory, or a new file: %w", path, tm.ErrForeign)
	}
	return nil
}

// pragmas are set on every connection through its name, since the pool opens
// connections when it likes.
//
//   - foreign_keys: references hold.
//   - synchronous 1 (normal): with a write-ahead log a killed process loses
//     nothing and a power failure the last transactions at most.
//   - temp_store 2: sorting stays in memory.
//   - cache_size: 16 MiB a connection.
var pragmas = map[string]string{
	"foreign_keys": "1",
	"synchronous":  "1",
	"temp_store":   "2",
	"cache_size":   fmt.Sprint(-usualPace.cache),
}

// pace is how the writer trades memory and disk space for speed.
type pace struct {
	cache      int // of pages, in KiB
	checkpoint int // pages to which the write-ahead log grows before it is folded into the file
}

// The usual log of 16 MiB is four times what SQLite does by itself: a page that
// many articles change is then written to the file once. A large import goes
// through the whole index of the texts in each transaction; with a log of 256
// MiB the pages of several transactions are written to the file once.
var (
	usualPace = pace{cache: 16 << 10, checkpoint: 4_000}
	largePace = pace{cache: 64 << 10, checkpoint: 64_000}
)

// setPace changes the pace of the writer.
func (s *Store) setPace(ctx context.Context, p pace) error {
	write, err := s.writer(ctx)
	if err != nil {
		return err
	}
	return write.use(ctx, func(q *session) error {
		for _, statement := range []string{
			fmt.Sprintf("PRAGMA cache_size = -%d", p.cache),
			fmt.Sprintf("PRAGMA wal_autocheckpoint = %d", p.checkpoint),
		} {
			if _, err := q.conn.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
}

// uri names the file to the driver. It begins with "file:" since the driver
// ignores mode otherwise.
func (s *Store) uri(parameters url.Values) string {
	for name, value := range pragmas {
		parameters.Add("_pragma", name+"("+value+")")
	}
	parameters.Set("_busy_timeout", strconv.FormatInt(s.options.BusyTimeout.Milliseconds(), 10))
	parameters.Set("_defensive", "1") // SQL cannot damage the file
	parameters.Set("_dqs", "0")       // "name" is a name, never a string
	parameters.Set("_error_rc", "1")  // a message that belongs to its code
	path := filepath.ToSlash(s.path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	file := url.URL{Scheme: "file", Path: path, RawQuery: parameters.Encode()}
	return file.String()
}

// openReaders connects the pool that reads. A reader opens the file for
// writing where it may, whatever the options say, so that the last one to leave
// can fold the write-ahead log away instead of leaving it behind; query_only
// holds it to reading.
func (s *Store) openReaders(ctx context.Context) (*sql.DB, error) {
	mode := "rw"
	if s.options.Create && !s.options.ReadOnly {
		mode = "rwc"
	}
	db, err := s.connectReaders(ctx, url.Values{"mode": {mode}, "_query_only": {"1"}})
	if err != nil && cannotShare(err) && s.settled() {
		// In a folder that may not be written SQLite cannot make the file
		// that readers and writers share. With an empty write-ahead log the
		// file alone is the whole memory and can be read as it is.
		db, err = s.connectReaders(ctx, url.Values{"mode": {"ro"}, "immutable": {"1"}, "_query_only": {"1"}})
	}
	return db, s.explain("opening the memory", err)
}

// connectReaders opens one connection to see that it works; the pool opens
// the others the same way.
func (s *Store) connectReaders(ctx context.Context, parameters url.Values) (*sql.DB, error) {
	if s.options.Mapped {
		const most = 1 << 40 // SQLite maps less where it cannot have that much
		parameters.Add("_pragma", fmt.Sprintf("mmap_size(%d)", int64(most)))
	}
	db, err := sql.Open("sqlite", s.uri(parameters))
	if err != nil {
		return nil, err
	}
	var version int
	err = db.QueryRowContext(ctx, "PRAGMA schema_version").Scan(&version)
	if err == nil {
		err = assertPragmas(ctx, db, map[string]string{"query_only": "1", "foreign_keys": "1"})
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// settled reports whether there is no write-ahead log beside the file.
func (s *Store) settled() bool {
	info, err := os.Stat(s.path + "-wal")
	return errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0
}

// connectWriter opens the one connection that writes. SQLite does not wait when
// two programs give a new file its write-ahead log at the same time, so that
// the wait is here.
func (s *Store) connectWriter(ctx context.Context) (*sql.DB, error) {
	const pause = 20 * time.Millisecond
	for end := time.Now().Add(s.options.BusyTimeout); ; {
		db, err := s.tryWriter(ctx)
		if _, kind := classify(err); kind != tm.ErrBusy || time.Now().After(end) {
			return db, err
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(pause):
		}
	}
}

// tryWriter opens the connection that writes once. Its transactions take
// the lock when they begin: one that reads first and writes later would fail
// at once when another program wrote in between, whatever the busy timeout.
func (s *Store) tryWriter(ctx context.Context) (*sql.DB, error) {
	db, err := sql.Open("sqlite", s.uri(url.Values{
		"mode":     {"rw"},
		"_txlock":  {"immediate"},
		"_journal": {"wal"},
		"_pragma":  {fmt.Sprintf("wal_autocheckpoint(%d)", usualPace.checkpoint)},
	}))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	err = assertPragmas(ctx, db, map[string]string{
		"journal_mode": "wal", "foreign_keys": "1", "synchronous": "1", "query_only": "0",
	})
	if err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// assertPragmas makes sure that a connection has what was asked of it: the
// driver ignores a setting that it does not know, and SQLite one that it
// cannot have, such as a write-ahead log on a network drive.
func assertPragmas(ctx context.Context, db *sql.DB, want map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(want)) {
		var got string
		if err := db.QueryRowContext(ctx, "PRAGMA "+name).Scan(&got); err != nil {
			return fmt.Errorf("reading the setting %s: %w", name, err)
		}
		if got != want[name] {
			return fmt.Errorf("its %s is %s and must be %s: keep the memory on a disk of this machine", name, got, want[name])
		}
	}
	return nil
}
