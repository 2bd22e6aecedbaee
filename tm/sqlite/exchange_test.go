package sqlite_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/sqlite"
	"calque/tm/storetest"
)

// storeUnits stores a number of units and says after each transaction how many
// are done.
func storeUnits(ctx context.Context, args []string) error {
	store, err := sqlite.Open(ctx, args[0], sqlite.Options{Create: true})
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	_, err = store.PutUnits(ctx, storetest.RandomUnits(0, n), tm.PutUnitsOptions{
		Progress: func(r tm.PutUnitsResult) { fmt.Println(r.Stored()) },
	})
	if err != nil {
		return err
	}
	return store.Close()
}

// TestAKilledImportOfUnitsLeavesWholeTransactions kills a process that imports
// at random moments. What it left is a beginning of the file, sound, and the
// next import goes on from there.
func TestAKilledImportOfUnitsLeavesWholeTransactions(t *testing.T) {
	const n = 20_000
	rounds := 5
	if testing.Short() {
		rounds = 2
	}
	path := filepath.Join(t.TempDir(), "calque.db")
	least := 0
	for range rounds {
		done := killWhileImporting(t, path, n)
		store := openAt(t, path, sqlite.Options{Create: true})
		least = checkBeginning(t, store, max(done, least))
		if least == n {
			break
		}
	}
	store := openAt(t, path, sqlite.Options{})
	if _, err := store.PutUnits(t.Context(), storetest.RandomUnits(0, n), tm.PutUnitsOptions{}); err != nil {
		t.Fatal(err)
	}
	if got := checkBeginning(t, store, n); got != n {
		t.Errorf("the last import left %d units of %d", got, n)
	}
}

// killWhileImporting returns how many units the killed process had said to be
// done.
func killWhileImporting(t *testing.T, path string, n int) int {
	t.Helper()
	cmd, out := startJob(t, "import", path, strconv.Itoa(n))
	var timer *time.Timer
	done := 0
	for out.Scan() {
		if timer == nil { // it has begun
			wait := time.Duration(rand.IntN(600_000)) * time.Microsecond
			timer = time.AfterFunc(wait, func() { cmd.Process.Kill() })
		}
		var err error
		if done, err = strconv.Atoi(out.Text()); err != nil {
			t.Fatalf("the process said %q", out.Text())
		}
	}
	cmd.Wait()
	return done
}

// checkBeginning returns how many units there are: the first ones of all, at
// least as many as were said to be done.
func checkBeginning(t *testing.T, store *sqlite.Store, done int) int {
	t.Helper()
	problems, err := store.Check(t.Context())
	if err != nil || len(problems) > 0 {
		t.Fatalf("check: %v %v", problems, err)
	}
	n := 0
	for u, err := range store.Units(t.Context(), tm.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if want := storetest.RandomUnit(n); u.Source.Text != want.Source.Text || u.Target.Text != want.Target.Text {
			t.Fatalf("unit %d is %q", n, u.Source.Text)
		}
		n++
	}
	if n < done {
		t.Errorf("there are %d units and %d were said to be done", n, done)
	}
	if n > 0 {
		last := storetest.RandomUnit(n - 1)
		matches, err := store.Lookup(t.Context(), tm.Query{Text: last.Source.Text, From: language.French, To: language.English, Min: 100})
		if err != nil || len(matches) != 1 {
			t.Errorf("the last unit was found %d times, %v", len(matches), err)
		}
	}
	return n
}
