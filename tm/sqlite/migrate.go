package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"

	"calque/tm"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is one numbered step of the schema. Numbers count from 1 without
// a gap; a step that was released is never changed.
type migration struct {
	version int
	name    string
	sql     string
}

// migrations reads the embedded steps in order.
var migrations = sync.OnceValue(func() []migration {
	entries, err := fs.ReadDir(migrationFiles, "migrations")
	if err != nil {
		panic(err) // they are part of the program
	}
	var steps []migration
	for i, entry := range entries {
		number, _, _ := strings.Cut(entry.Name(), "_")
		version, err := strconv.Atoi(number)
		if err != nil || version != i+1 {
			panic(fmt.Sprintf("migration %s is not number %d", entry.Name(), i+1))
		}
		text, err := migrationFiles.ReadFile(path.Join("migrations", entry.Name()))
		if err != nil {
			panic(err)
		}
		steps = append(steps, migration{version, entry.Name(), string(text)})
	}
	return steps
})

func latestVersion() int { return len(migrations()) }

// identity is what the header of a file says it is.
type identity struct {
	application int
	version     int
	empty       bool
}

// identify reads what the file is and refuses one that is not ours or that a
// newer calque made.
func (s *Store) identify(ctx context.Context, q querier) (identity, error) {
	var found identity
	err := readIdentity(ctx, q, &found)
	switch {
	case err != nil:
		return found, s.explain("opening the memory", err)
	case found.empty && s.options.Create && !s.options.ReadOnly:
		return found, nil
	case found.empty:
		return found, fmt.Errorf("%s is empty: fill it with calque import: %w", s.path, tm.ErrNotFound)
	case found.application != applicationID:
		return found, fmt.Errorf("%s is a database of another program: name a calque memory, or a new file: %w",
			s.path, tm.ErrForeign)
	case found.version > latestVersion():
		return found, fmt.Errorf("%s has version %d and this calque reads up to %d: use the newer calque: %w",
			s.path, found.version, latestVersion(), tm.ErrNewer)
	}
	return found, nil
}

func readIdentity(ctx context.Context, q querier, found *identity) error {
	if err := q.QueryRowContext(ctx, "PRAGMA application_id").Scan(&found.application); err != nil {
		return err
	}
	if err := q.QueryRowContext(ctx, "PRAGMA user_version").Scan(&found.version); err != nil {
		return err
	}
	if found.application != 0 || found.version != 0 {
		return nil
	}
	return q.QueryRowContext(ctx, "SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)").Scan(&found.empty)
}

// migrate runs the steps that the file has not seen, each in a transaction of
// its own. Another process may be doing the same: the version is read again
// under the lock.
func migrate(ctx context.Context, write *sql.DB) error {
	for _, step := range migrations() {
		if err := step.run(ctx, write); err != nil {
			return fmt.Errorf("migration %s: %w", step.name, err)
		}
	}
	return nil
}

func (m migration) run(ctx context.Context, write *sql.DB) error {
	tx, err := write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var version int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version >= m.version {
		return nil
	}
	header := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d;", applicationID, m.version)
	for _, text := range []string{m.sql, header} {
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return tx.Commit()
}
