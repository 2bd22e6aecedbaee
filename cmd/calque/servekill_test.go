package main

import (
	"bufio"
	"encoding/json"
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

// judgeRow confirms or clears the first row of the story as a reviewer does, by
// turns.
func judgeRow(address, story string) error {
	alignment := address + "/api/v1/stories/" + url.PathEscape(story) + "/alignments/fr/en"
	response, err := http.Get(alignment)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var seen struct {
		Version string
		Rows    []struct{ Status string }
	}
	if err := json.NewDecoder(response.Body).Decode(&seen); err != nil {
		return err
	}
	do := "confirm"
	if seen.Rows[0].Status == "confirmed" {
		do = "clear"
	}
	body := strings.NewReader(fmt.Sprintf(`{"do":%q,"row":0,"seen":%q}`, do, seen.Version))
	answer, err := http.Post(alignment+"/actions", "application/json", body)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", answer.StatusCode)
	}
	return nil
}

// A server that is killed at any moment has every unit that it said it had
// stored, and every action of a review, in a sound memory.
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
	story := firstStory(t, program, db)
	actions := 0
	for round := range rounds {
		address, server := startServer(t, program, db)
		last := random.IntN(8) // so many are answered for sure, on a slow machine too
		for n := 0; ; n++ {
			if n == last {
				time.AfterFunc(time.Duration(random.IntN(20_000))*time.Microsecond, func() { server.Process.Kill() })
			}
			source := fmt.Sprintf("phrase numéro %d du tour %d", n, round)
			if err := sendUnit(address, source); err != nil {
				break
			}
			acknowledged[source] = true
			if err := judgeRow(address, story); err != nil {
				break
			}
			actions++
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
	dump := string(calqueOutput(t, program, "dump", "--db", db, "-"))
	if kept := strings.Count(dump, `{"is":"revision"`); kept < actions {
		t.Errorf("%d actions of a review were acknowledged and %d are kept", actions, kept)
	}
	if len(acknowledged) < rounds {
		t.Errorf("in %d rounds only %d units were acknowledged", rounds, len(acknowledged))
	}
	t.Logf("%d rounds, %d units and %d actions acknowledged", rounds, len(acknowledged), actions)
}

// firstStory is the key of a story of a memory.
func firstStory(t *testing.T, program, db string) string {
	t.Helper()
	var stories []struct{ Key string }
	if err := json.Unmarshal(calqueOutput(t, program, "articles", "list", "--db", db, "--format", "json"), &stories); err != nil || len(stories) == 0 {
		t.Fatalf("%d stories, %v", len(stories), err)
	}
	return stories[0].Key
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
