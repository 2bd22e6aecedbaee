package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/sqlite"
	"calque/tm/storetest"
)

// Some tests need another process. It is this test binary, started with the
// name of a job in the environment.
const jobVariable = "CALQUE_SQLITE_TEST_JOB"

var jobs = map[string]func(ctx context.Context, args []string) error{
	"store":  storeVersions,
	"look":   lookOnce,
	"import": storeUnits,
}

func TestMain(m *testing.M) {
	name := os.Getenv(jobVariable)
	if name == "" {
		os.Exit(m.Run())
	}
	if err := jobs[name](context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func startJob(t *testing.T, name string, args ...string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), jobVariable+"="+name)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

// stories is how many articles the storing job goes round: step i stores
// version i/stories of story i%stories.
const stories = 12

// version returns a version of a story: other texts under the same names.
func version(story, v int) *tm.Article {
	a := storetest.Random(story*1000+v, 12)
	a.Key = fmt.Sprintf("story-%d", story)
	for i := range a.Documents {
		a.Documents[i].Source = fmt.Sprintf("/stories/%d.%s.txt", story, a.Documents[i].Lang)
	}
	return a
}

// storeVersions stores step after step and says which it has done.
func storeVersions(ctx context.Context, args []string) error {
	store, err := sqlite.Open(ctx, args[0], sqlite.Options{Create: true})
	if err != nil {
		return err
	}
	first, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	last, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	for step := first; step < last; step++ {
		if _, err := store.PutArticle(ctx, version(step%stories, step/stories)); err != nil {
			return err
		}
		fmt.Println(step)
	}
	return store.Close()
}

// TestAKilledProcessLeavesEachArticleWholeOrNotAtAll kills a storing process at
// random moments, again and again on the same memory, and reads what it left.
func TestAKilledProcessLeavesEachArticleWholeOrNotAtAll(t *testing.T) {
	rounds := 30
	if testing.Short() {
		rounds = 4
	}
	path := filepath.Join(t.TempDir(), "calque.db")
	next := 0
	for range rounds {
		done := killWhileStoring(t, path, next)
		next = checkLeft(t, path, done)
	}
	if next < rounds {
		t.Errorf("%d rounds stored only %d articles: the test shows nothing", rounds, next)
	}
}

// killWhileStoring returns the last step that the killed process had said to
// be done, or the one before first.
func killWhileStoring(t *testing.T, path string, first int) int {
	t.Helper()
	cmd, out := startJob(t, "store", path, strconv.Itoa(first), "1000000")
	wait := time.Duration(rand.IntN(60_000)) * time.Microsecond
	done := first - 1
	var timer *time.Timer
	for out.Scan() {
		if timer == nil { // it has begun
			timer = time.AfterFunc(wait, func() { cmd.Process.Kill() })
		}
		step, err := strconv.Atoi(out.Text())
		if err != nil {
			t.Fatalf("the process said %q", out.Text())
		}
		done = step
	}
	cmd.Wait()
	return done
}

// checkLeft holds the memory against the steps that were done, and returns the
// step that is next. The one after the last that was heard of may be done too,
// since the process may have been killed before it could say so.
func checkLeft(t *testing.T, path string, done int) (next int) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	problems, err := store.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("after step %d: %s: %s", done, p.Where, p.What)
	}
	next = done + 1
	if stands(t, store, version(next%stories, next/stories)) {
		next++
	}
	for story := range stories {
		v := (next - 1 - story + stories) / stories // versions of this story that are done
		if v <= 0 {
			continue
		}
		if !stands(t, store, version(story, v-1)) {
			t.Errorf("after step %d story %d does not stand in version %d", done, story, v-1)
		}
	}
	return next
}

// stands reports whether an article stands in the memory with exactly these
// texts, as sentences and as units.
func stands(t *testing.T, store *sqlite.Store, want *tm.Article) bool {
	t.Helper()
	a, err := store.Article(t.Context(), want.Key)
	if err != nil {
		return false
	}
	for _, lang := range []language.Tag{language.French, language.English} {
		if text(a.Document(lang)) != text(want.Document(lang)) {
			return false
		}
	}
	n := 0
	for u, err := range store.Units(t.Context(), tm.Filter{Article: want.Key}) {
		if err != nil {
			t.Fatal(err)
		}
		if u.Source.Text != want.Documents[0].Text(want.Alignments[0].Beads[n].Source) {
			t.Errorf("unit %d of %s is %q", n, want.Key, u.Source.Text)
		}
		n++
	}
	if n != len(want.Alignments[0].Beads) {
		t.Errorf("%s has %d units of %d", want.Key, n, len(want.Alignments[0].Beads))
	}
	return true
}

func text(d *tm.Document) string {
	if d == nil {
		return ""
	}
	return d.Text(tm.Range{To: len(d.Sentences)})
}

func TestTwoProcessesStoreAtTheSameTime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "calque.db")
	const each = 3 * stories
	// The second begins a version later, so that both touch the same stories.
	a, outA := startJob(t, "store", path, "0", strconv.Itoa(each))
	b, outB := startJob(t, "store", path, strconv.Itoa(each), strconv.Itoa(2*each))
	for _, out := range []*bufio.Scanner{outA, outB} {
		for out.Scan() {
		}
	}
	for _, cmd := range []*exec.Cmd{a, b} {
		if err := cmd.Wait(); err != nil {
			t.Errorf("a process failed: %v", err)
		}
	}
	store := openAt(t, path, sqlite.Options{})
	problems, err := store.Check(t.Context())
	if err != nil || len(problems) > 0 {
		t.Errorf("check: %v %v", problems, err)
	}
	stats, err := store.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if stats.Articles != stories || stats.Units != stories*12 || stats.Statuses[tm.StatusSuperseded] != 5*stories*12 {
		t.Errorf("afterwards: %+v", stats)
	}
}

// lookOnce opens a memory, looks a text up and prints the target.
func lookOnce(ctx context.Context, args []string) error {
	store, err := sqlite.Open(ctx, args[0], sqlite.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	matches, err := store.Lookup(ctx, tm.Query{Text: args[1], From: language.French, To: language.English, Min: 100})
	if err != nil {
		return err
	}
	for _, m := range matches {
		fmt.Println(m.Unit.Target.Text)
	}
	_, err = store.PutArticle(ctx, storetest.Random(1, 3))
	fmt.Println("storing:", err)
	return nil
}

// TestReadersSeeWholeArticlesWhileOthersAreStored reads all units of a story
// again and again while its versions change: one version at a time.
func TestReadersSeeWholeArticlesWhileOthersAreStored(t *testing.T) {
	store := open(t)
	if _, err := store.PutArticle(t.Context(), version(0, 0)); err != nil {
		t.Fatal(err)
	}
	stored := make(chan error, 1)
	go func() {
		for v := range 40 {
			if _, err := store.PutArticle(t.Context(), version(0, v)); err != nil {
				stored <- err
				return
			}
		}
		stored <- nil
	}()
	whole := map[string]bool{}
	for v := range 40 {
		whole[text(version(0, v).Document(language.French))] = true
	}
	for reads := 0; ; reads++ {
		select {
		case err := <-stored:
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d reads", reads)
			return
		default:
		}
		var texts []string
		for u, err := range store.Units(t.Context(), tm.Filter{Article: "story-0"}) {
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, u.Source.Text)
		}
		if !whole[strings.Join(texts, " ")] {
			t.Fatalf("a reader saw %q", texts)
		}
	}
}

// TestAProcessKilledWhileItMakesAMemoryLeavesOneThatCanBeMade kills a process
// soon after it starts on a file that is not there.
func TestAProcessKilledWhileItMakesAMemoryLeavesOneThatCanBeMade(t *testing.T) {
	rounds := 20
	if testing.Short() {
		rounds = 4
	}
	made := 0
	for range rounds {
		path := filepath.Join(t.TempDir(), "calque.db")
		cmd, out := startJob(t, "store", path, "0", "1")
		timer := time.AfterFunc(time.Duration(rand.IntN(40_000))*time.Microsecond, func() { cmd.Process.Kill() })
		for out.Scan() {
		}
		cmd.Wait()
		timer.Stop()
		if _, err := os.Stat(path); err == nil {
			made++
		}
		store := openAt(t, path, sqlite.Options{Create: true})
		if _, err := store.PutArticle(t.Context(), version(0, 0)); err != nil {
			t.Error(err)
		}
		problems, err := store.Check(t.Context())
		if err != nil || len(problems) > 0 {
			t.Errorf("check: %v %v", problems, err)
		}
	}
	t.Logf("in %d of %d rounds there was a file", made, rounds)
}
