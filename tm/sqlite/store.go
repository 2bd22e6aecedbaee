// Package sqlite keeps a translation memory in one SQLite file. It implements
// [tm.Store] on modernc.org/sqlite, which needs no C compiler.
//
// [Open] is the one way in:
//
//	store, err := sqlite.Open(ctx, "calque.db", sqlite.Options{Create: true})
//	if err != nil {
//		return err
//	}
//	defer store.Close()
//	result, err := store.PutArticle(ctx, article)
//
// # The file
//
// The tables are described where they are made, in migrations/*.sql. The file
// carries calque's application id and the number of the last migration as its
// user version, so that a file of another program or of a newer calque is
// refused before anything in it is touched.
//
// # What always holds
//
//   - An article is written in one immediate transaction: a process that is
//     killed leaves it whole or not at all. The journal is a write-ahead log
//     that is synchronised at checkpoints, so a power failure may lose the last
//     transactions but never half of one.
//   - There is one row in table text for each distinct text of a language, and
//     the fuzzy index holds exactly these rows.
//   - The beads of an alignment cover each sentence of both documents once; the
//     texts of a unit with a bead are the texts of the bead's spans.
//   - One connection writes; a bounded number of others read, each look-up in
//     one transaction, and neither waits for the other.
//   - What a person said of a bead stays with its two texts: through a new
//     alignment, and through a version of the article that lacks them.
//   - Two languages of an article that were only aligned with a third have units
//     too, composed of the beads of both; they follow these beads.
//
// # Where to start reading
//
// store.go opens the file and has the two ways into a transaction, inWrite and
// inRead. put.go stores an article; put_beads.go matches its beads with those
// of the last time. exchange.go stores units that belong to no article, edit.go
// changes one unit and takes a change back. lookup.go answers a query and
// units.go streams. compose.go joins two languages through a third. fuzzy.go
// stands between the store and package calque/tm/index; concordance.go asks it
// for words. [Store.History], [Store.Optimize], [Store.Reindex] and
// [Store.LoadIndex] are this store's own, beside what [tm.Store] asks for.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"calque/tm"
)

// applicationID marks a calque memory in the header of its file: "clqm".
const applicationID = 0x636c716d

// Options say how a memory is opened. The zero Options open an existing one
// for reading and writing.
type Options struct {
	// Create makes the memory when there is no file, or an empty one. Without
	// it a missing file is [tm.ErrNotFound] and nothing is created.
	Create bool
	// ReadOnly refuses every change with [tm.ErrReadOnly]. A file or folder
	// that may not be written is opened for reading without it too; only the
	// changes fail.
	ReadOnly bool
	// BusyTimeout is how long to wait for another program's change to finish
	// before [tm.ErrBusy]; 10 seconds when zero.
	BusyTimeout time.Duration
	// Readers bounds the connections that read at one time; 8 when zero. A
	// stream holds one until it ends, and a look-up within it takes another.
	Readers int
	// Mapped reads the file through a map of it instead of a cache of pages.
	// That is three times as fast for a process that asks one question of a large
	// memory and ends; in one that stays, what it has read of the file counts as
	// memory of the process.
	Mapped bool
	// Now tells the time of a change; time.Now when nil.
	Now func() time.Time
}

// Store is a memory in a SQLite file. It is safe for concurrent use.
type Store struct {
	path    string // absolute
	options Options
	index   *fuzzy
	read    *sessions
	watch   watch

	// The writer is opened by the first change, since a look-up is done
	// without it.
	opening sync.Mutex
	write   *sessions
}

var _ tm.Store = (*Store)(nil)

// Open opens the memory at path. Its errors wrap [tm.ErrNotFound],
// [tm.ErrForeign], [tm.ErrNewer], [tm.ErrDamaged], [tm.ErrBusy] or
// [tm.ErrReadOnly] and say what to do.
func Open(ctx context.Context, path string, options Options) (*Store, error) {
	options = options.withDefaults()
	absolute, err := locate(path, options)
	if err != nil {
		return nil, err
	}
	s := &Store{path: absolute, options: options}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (o Options) withDefaults() Options {
	if o.BusyTimeout == 0 {
		o.BusyTimeout = 10 * time.Second
	}
	if o.Readers == 0 {
		o.Readers = 8
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// open connects the readers and, where the file is new or of an older
// version, the writer.
func (s *Store) open(ctx context.Context) error {
	db, err := s.openReaders(ctx)
	if err != nil {
		return err
	}
	s.read = newSessions(db, s.options.Readers)
	s.index = newFuzzy()
	found, err := s.identify(ctx, db)
	if err != nil || found.version == latestVersion() {
		return err
	}
	return s.upgrade(ctx, found)
}

// upgrade brings a new or older file to the latest version.
func (s *Store) upgrade(ctx context.Context, found identity) error {
	if s.options.ReadOnly {
		return fmt.Errorf("%s is of version %d and calque needs %d: open it once for writing: %w",
			s.path, found.version, latestVersion(), tm.ErrReadOnly)
	}
	write, err := s.writer(ctx)
	if err != nil {
		return err
	}
	return s.explain("preparing the memory", migrate(ctx, write.db))
}

// writer returns the pool of the one connection that writes.
func (s *Store) writer(ctx context.Context) (*sessions, error) {
	s.opening.Lock()
	defer s.opening.Unlock()
	if s.write != nil {
		return s.write, nil
	}
	if s.options.ReadOnly {
		return nil, fmt.Errorf("%s was opened for reading only: %w", s.path, tm.ErrReadOnly)
	}
	db, err := s.connectWriter(ctx)
	if err != nil {
		return nil, s.explain("opening the memory for writing", err)
	}
	s.write = newSessions(db, 1)
	return s.write, nil
}

// Close ends all connections; the last one to a file folds the write-ahead log
// into it.
func (s *Store) Close() error {
	s.opening.Lock()
	defer s.opening.Unlock()
	errs := []error{s.watch.close()}
	for _, pool := range []*sessions{s.read, s.write} {
		if pool != nil {
			errs = append(errs, pool.close())
		}
	}
	return s.explain("closing the memory", errors.Join(errs...))
}

// change is a transaction that writes. It is a querier that sees what it has
// written.
type change struct {
	*session
	tx    *sql.Tx
	index *fuzzy
	now   int64            // milliseconds
	ids   map[string]int64 // the last number given to a row of a table
}

// inWrite runs f in an immediate transaction of the one writing connection and
// commits it when f returns nil. What f is given does not watch ctx, which
// spares each small statement a watcher; a change is a matter of milliseconds.
func (s *Store) inWrite(ctx context.Context, doing string, f func(context.Context, *change) error) error {
	write, err := s.writer(ctx)
	if err != nil {
		return err
	}
	err = write.use(ctx, func(session *session) error {
		tx, end, err := session.begin(ctx)
		if err != nil {
			return err
		}
		defer end()
		defer tx.Rollback()
		c := &change{session: session, tx: tx, index: s.index, now: millis(s.options.Now())}
		if err := f(context.WithoutCancel(ctx), c); err != nil {
			return err
		}
		return tx.Commit()
	})
	return s.explain(doing, err)
}

// inRead runs f in one read transaction, so that all it reads is of one
// moment.
func (s *Store) inRead(ctx context.Context, doing string, f func(*session) error) error {
	return s.explain(doing, s.read.snapshot(ctx, f))
}
