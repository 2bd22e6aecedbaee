package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
)

// startServer runs calque serve on a free port and returns its address and what
// kills it.
func startServer(t *testing.T, program, db string, args ...string) (address string, command *exec.Cmd) {
	t.Helper()
	command = exec.Command(program, append([]string{"serve", "--db", db, "--listen", "127.0.0.1:0"}, args...)...)
	stderr, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { command.Process.Kill() })
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		if found := regexp.MustCompile(`http://\S+`).FindString(lines.Text()); found != "" {
			go func() {
				for lines.Scan() { // a full pipe would stop the server
				}
			}()
			return strings.TrimSuffix(found, "/"), command
		}
	}
	t.Fatalf("calque serve says no address: %v", command.Wait())
	return "", nil
}

func sendUnit(address, source string) error {
	body := strings.NewReader(fmt.Sprintf(`{"source":%q,"target":"translation of %s"}`, source, source))
	request, err := http.NewRequest("PUT", address+"/tmserver/fr/en/unit/"+url.PathEscape(source), body)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	return nil
}

// A server that is killed at any moment has every unit that it said it had
// stored, in a sound memory.
func TestKilledServerKeepsWhatItAcknowledged(t *testing.T) {
	program := calqueProgram(t)
	dir := t.TempDir()
	db := filepath.Join(dir, "served.db")
	calqueOutput(t, program, "import", "--db", db, copiesOfStories(t, dir, 1))
	rounds := 50
	if testing.Short() {
		rounds = 5
	}
	random := rand.New(rand.NewPCG(3, 5))
	acknowledged := map[string]bool{}
	for round := range rounds {
		address, server := startServer(t, program, db)
		time.AfterFunc(time.Duration(random.IntN(150))*time.Millisecond, func() { server.Process.Kill() })
		for n := 0; ; n++ {
			source := fmt.Sprintf("phrase numéro %d du tour %d", n, round)
			if err := sendUnit(address, source); err != nil {
				break
			}
			acknowledged[source] = true
		}
		server.Wait()
	}
	calqueOutput(t, program, "check", "--db", db)
	stored := string(calqueOutput(t, program, "export", "--db", db, "--from", "fr", "--to", "en", "--format", "jsonl", "-"))
	for source := range acknowledged {
		if !strings.Contains(stored, `"`+source+`"`) {
			t.Errorf("%q was acknowledged and is gone", source)
		}
	}
	if len(acknowledged) < rounds {
		t.Errorf("in %d rounds only %d units were acknowledged", rounds, len(acknowledged))
	}
	t.Logf("%d rounds, %d units acknowledged", rounds, len(acknowledged))
}

// A server that is asked to stop ends well, and a request at work is answered.
func TestServerStopsInGoodOrder(t *testing.T) {
	program := calqueProgram(t)
	dir := t.TempDir()
	db := filepath.Join(dir, "served.db")
	calqueOutput(t, program, "import", "--db", db, copiesOfStories(t, dir, 1))
	address, server := startServer(t, program, db)
	if err := sendUnit(address, "une phrase"); err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be interrupted from outside here")
	}
	if err := server.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("calque serve ends with %v", err)
	}
	calqueOutput(t, program, "check", "--db", db)
}
