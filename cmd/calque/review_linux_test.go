package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"
	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/sqlite"
)

// terminal is a pseudo-terminal with a person at it.
type terminal struct {
	person *os.File // what is typed and shown
	tty    *os.File
	mu     sync.Mutex
	shown  bytes.Buffer
}

func openTerminal(t *testing.T) *terminal {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo-terminals here: %v", err)
	}
	t.Cleanup(func() { person.Close() })
	var unlock, number int32
	for request, argument := range map[uintptr]*int32{syscall.TIOCSPTLCK: &unlock, syscall.TIOCGPTN: &number} {
		if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, person.Fd(), request, uintptr(unsafe.Pointer(argument))); errno != 0 {
			t.Skipf("no pseudo-terminals here: %v", errno)
		}
	}
	tty, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo-terminals here: %v", err)
	}
	t.Cleanup(func() { tty.Close() })
	screen := &terminal{person: person, tty: tty}
	go func() {
		buffer := make([]byte, 4096)
		for {
			n, err := person.Read(buffer)
			screen.mu.Lock()
			screen.shown.Write(buffer[:n])
			screen.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return screen
}

// waitFor waits until a text is shown.
func (s *terminal) waitFor(t *testing.T, text string) {
	t.Helper()
	for range 600 {
		s.mu.Lock()
		shown := s.shown.String()
		s.mu.Unlock()
		if strings.Contains(shown, text) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%q is not shown", text)
}

func (s *terminal) state(t *testing.T) *term.State {
	t.Helper()
	state, err := term.GetState(int(s.tty.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func TestTheTerminalIsPutBackOnEveryWayOut(t *testing.T) {
	t.Setenv("TERM", "xterm")
	t.Setenv("NO_COLOR", "")
	for _, test := range []struct {
		name  string
		leave func(s *terminal)
		code  int
	}{
		{"q", func(s *terminal) { s.person.WriteString("q") }, exitOK},
		{"Ctrl-C", func(s *terminal) { s.person.WriteString("\x03") }, exitInterrupted},
		{"a signal", func(*terminal) { syscall.Kill(os.Getpid(), syscall.SIGTERM) }, exitInterrupted},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := reviewMemory(t)
			s := openTerminal(t)
			before := s.state(t)
			code := make(chan int)
			go func() {
				code <- run([]string{"calque", "review", "--db", path}, s.tty, s.tty, new(bytes.Buffer))
			}()
			s.waitFor(t, "row 2 of 4, 2 doubtful\r\n")
			s.waitFor(t, "\x1b[2m  1 =  99%  Le froid arrive.") // a neighbour, dim
			if reflect.DeepEqual(before, s.state(t)) {
				t.Error("the terminal does not give each key at once")
			}
			s.person.WriteString("c")
			s.waitFor(t, "row 3 of 4, 1 doubtful\r\n")
			test.leave(s)
			if got := <-code; got != test.code {
				t.Errorf("exit code %d, want %d", got, test.code)
			}
			if !reflect.DeepEqual(before, s.state(t)) {
				t.Error("the terminal is not as it was")
			}
			if got := statuses(t, path); got[1] != tm.StatusConfirmed {
				t.Errorf("the rows are %v", got)
			}
		})
	}
}

// brokenStore panics where a reviewer reads a story.
type brokenStore struct{ tm.Store }

func TestTheTerminalIsPutBackAfterAPanic(t *testing.T) {
	s := openTerminal(t)
	before := s.state(t)
	c := cli.NewContext(newApp(s.tty, s.tty, new(bytes.Buffer)), nil, nil)
	c.Context = t.Context()
	defer func() {
		if err, ok := recover().(error); !ok || !strings.Contains(err.Error(), "nil pointer") {
			t.Errorf("recovered %v", err)
		}
		if !reflect.DeepEqual(before, s.state(t)) {
			t.Error("the terminal is not as it was")
		}
	}()
	r := &reviewer{store: brokenStore{}, to: language.Und, screen: newScreen(c)}
	if err := r.run(c, []string{"froid"}); !errors.Is(err, errQuit) {
		t.Errorf("no panic, but %v", err)
	}
}

// A person does at a terminal all that the page of a review offers.
func TestATerminalCanDoAllActions(t *testing.T) {
	t.Setenv("TERM", "xterm")
	t.Setenv("NO_COLOR", "1")
	path := reviewMemory(t)
	s := openTerminal(t)
	code := make(chan int)
	go func() {
		code <- run([]string{"calque", "review", "--db", path, "froid"}, s.tty, s.tty, new(bytes.Buffer))
	}()
	for _, step := range []struct{ keys, shown string }{
		{"", "› Il neige beaucoup."},
		{"J", "moved a sentence out (row 2)"},
		{"z", "undone"},
		{"g", "got a sentence (row 2)"},
		{"]", "› 2. Il vente aussi."},
		{"E", "Il vente aussi.|"},
		{"\x7f, hélas.\r", "corrected (row 2)"},
		{">", "› It snows a lot."},
		{"t", "It snows |a lot."},
		{"\x1b", "not cut"},
		{"t\x1b[1;5C", "It snows a |lot."},
		{"\r", "cut in two (row 2)"},
		{"f", "made one (row 2)"},
		{"jK", "moved a sentence out (row 3)"},
		{"jjjjk", "› The roads are closed."},
		{"u", "taken apart"},
		{"r", "aligned again"},
		{"?", "r align again from this row on"},
		{"q", ""},
	} {
		s.forget()
		s.person.WriteString(step.keys)
		s.waitFor(t, step.shown)
	}
	if got := <-code; got != exitOK {
		t.Errorf("exit code %d", got)
	}
	store, err := sqlite.Open(t.Context(), path, sqlite.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	a, err := store.Article(t.Context(), "froid")
	if err != nil {
		t.Fatal(err)
	}
	if got := a.Document(language.French).Text(tm.Range{From: 2, To: 3}); got != "Il vente aussi, hélas." {
		t.Errorf("the corrected sentence says %q", got)
	}
	undo, _, err := store.Revisions(t.Context(), "froid", language.French, language.English)
	if err != nil {
		t.Fatal(err)
	}
	var what []string
	for _, step := range undo {
		what = append(what, step.What)
	}
	if got := strings.Join(what, ", "); got != "align again, unlink, push, fuse, cut, edit, pull" {
		t.Errorf("what was done is %s", got)
	}
}

// forget forgets what was shown, so that the next wait is for what comes.
func (s *terminal) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shown.Reset()
}
