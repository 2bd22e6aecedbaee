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
