package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
)

// querier is what reading needs: a session or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// maxStatements bounds the statements that a session keeps prepared. All of
// ours fit; the bound is for SQL that is put together at run time.
const maxStatements = 256

// session is one connection with the statements that were prepared on it: to
// parse a statement takes SQLite longer than to run most of ours. It is used
// by one goroutine at a time.
type session struct {
	conn       *sql.Conn
	statements map[string]*sql.Stmt
}

func newSession(ctx context.Context, db *sql.DB) (*session, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &session{conn: conn, statements: map[string]*sql.Stmt{}}, nil
}

func (s *session) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if statement := s.statements[query]; statement != nil {
		return statement, nil
	}
	statement, err := s.conn.PrepareContext(context.WithoutCancel(ctx), query)
	if err != nil {
		return nil, err
	}
	if len(s.statements) >= maxStatements {
		s.forget()
	}
	s.statements[query] = statement
	return statement, nil
}

// forget closes all statements. One whose rows are still being read lives on
// until these are closed.
func (s *session) forget() {
	for _, statement := range s.statements {
		statement.Close()
	}
	clear(s.statements)
}

func (s *session) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	statement, err := s.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return statement.QueryContext(ctx, args...)
}

func (s *session) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	statement, err := s.prepare(ctx, query)
	if err != nil {
		return s.conn.QueryRowContext(ctx, query, args...) // gives the same error
	}
	return statement.QueryRowContext(ctx, args...)
}

func (s *session) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	statement, err := s.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	return statement.ExecContext(ctx, args...)
}

// begin begins a transaction. Waiting for the lock ends with ctx; once begun,
// the transaction lasts until it is committed or rolled back. If ctx could end
// it, package sql would roll it back in the middle of a change, and the rest of
// the change, whose statements belong to the connection, would be stored by
// itself. The caller calls end after that.
func (s *session) begin(ctx context.Context) (tx *sql.Tx, end func(), err error) {
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	release := context.AfterFunc(ctx, end)
	tx, err = s.conn.BeginTx(life, nil)
	interrupted := !release()
	if err == nil && !interrupted {
		return tx, end, nil
	}
	if err == nil {
		tx.Rollback()
	}
	end()
	if interrupted {
		err = context.Cause(ctx)
	}
	return nil, nil, err
}

func (s *session) close() error {
	s.forget()
	return s.conn.Close()
}

// unusable reports whether the connection of a session must be given up after
// an error: it was lost, or it was interrupted in the middle of something.
func unusable(err error) bool {
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// sessions is a bounded pool. The session that was used last is used first,
// since its connection has the pages in its cache that the next look-up wants.
type sessions struct {
	db     *sql.DB
	places chan struct{} // one in it for each session that may still be used

	mutex sync.Mutex
	idle  []*session // the one used last at the end
}

func newSessions(db *sql.DB, n int) *sessions {
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	p := &sessions{db: db, places: make(chan struct{}, n)}
	for range n {
		p.places <- struct{}{}
	}
	return p
}

// use runs f with a session of its own. It waits for one until ctx is done.
func (p *sessions) use(ctx context.Context, f func(*session) error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case <-p.places:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { p.places <- struct{}{} }()
	s, err := p.take(ctx)
	if err != nil {
		return err
	}
	err = f(s)
	if unusable(err) || ctx.Err() != nil {
		s.close()
		return err
	}
	p.put(s)
	return err
}

func (p *sessions) take(ctx context.Context) (*session, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	last := len(p.idle) - 1
	if last < 0 {
		return newSession(ctx, p.db)
	}
	s := p.idle[last]
	p.idle = p.idle[:last]
	return s, nil
}

func (p *sessions) put(s *session) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.idle = append(p.idle, s)
}

// close ends the sessions that are idle, and the pool behind them.
func (p *sessions) close() error {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	var errs []error
	for _, s := range p.idle {
		errs = append(errs, s.close())
	}
	p.idle = nil
	return errors.Join(append(errs, p.db.Close())...)
}

// snapshot runs f in a read transaction, so that all it reads is of one
// moment.
func (p *sessions) snapshot(ctx context.Context, f func(*session) error) error {
	unwatched := context.WithoutCancel(ctx)
	return p.use(ctx, func(s *session) error {
		if _, err := s.ExecContext(unwatched, "BEGIN"); err != nil {
			return fmt.Errorf("beginning to read: %w", err)
		}
		defer s.ExecContext(unwatched, "ROLLBACK")
		return f(s)
	})
}
