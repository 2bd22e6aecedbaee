package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// watch is a connection that only sees whether others change the file.
// SQLite counts that for each connection by itself: numbers of one connection
// can be compared, those of two cannot.
type watch struct {
	mutex sync.Mutex
	db    *sql.DB
	conn  *sql.Conn
	used  int64 // connections so far
}

// Version implements [tm.Store].
func (s *Store) Version(ctx context.Context) (int64, error) {
	version, err := s.watch.version(context.WithoutCancel(ctx), s.openReaders)
	return version, s.explain("looking whether the memory changed", err)
}

func (w *watch) version(ctx context.Context, open func(context.Context) (*sql.DB, error)) (int64, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.conn == nil {
		if err := w.connect(ctx, open); err != nil {
			return 0, err
		}
	}
	var changes int64
	if err := w.conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&changes); err != nil {
		return 0, errors.Join(err, w.disconnect())
	}
	const bitsOfChanges = 32
	return w.used<<bitsOfChanges | changes, nil
}

func (w *watch) connect(ctx context.Context, open func(context.Context) (*sql.DB, error)) error {
	db, err := open(ctx)
	if err != nil {
		return err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return errors.Join(err, db.Close())
	}
	w.db, w.conn, w.used = db, conn, w.used+1
	return nil
}

func (w *watch) disconnect() error {
	if w.conn == nil {
		return nil
	}
	err := errors.Join(w.conn.Close(), w.db.Close())
	w.db, w.conn = nil, nil
	return err
}

func (w *watch) close() error {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.disconnect()
}
