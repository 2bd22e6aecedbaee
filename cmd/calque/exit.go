package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"syscall"

	"calque/tm"
)

// The exit codes of calque. The README lists them for users; unknown codes are
// failures.
const (
	exitOK          = 0
	exitFailure     = 1   // the command did not do what was asked
	exitUsage       = 2   // a flag or argument is wrong; nothing was done
	exitPartial     = 3   // done, but some of the input was skipped; stderr says which
	exitMemory      = 4   // the memory cannot be used: missing, foreign, newer, damaged, locked, full
	exitInterrupted = 130 // Ctrl-C or SIGTERM; what was stored stays
)

// exitError gives an error its exit code.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

// usagef returns an error of wrong usage.
func usagef(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...)}
}

// partialf returns the error of a command that did its work but for some input.
func partialf(format string, args ...any) error {
	return &exitError{exitPartial, fmt.Errorf(format, args...)}
}

// report writes an error for a person and returns the exit code.
func report(ctx context.Context, stderr io.Writer, err error) int {
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, syscall.EPIPE):
		// The reader of our output has gone (calque … | head): no failure of ours.
		return exitOK
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "calque: interrupted; what was stored before is safe")
		return exitInterrupted
	}
	fmt.Fprintf(stderr, "calque: %s\n", strings.TrimSpace(withAdvice(err)))
	return exitCode(err)
}

func exitCode(err error) int {
	var exit *exitError
	if errors.As(err, &exit) {
		return exit.code
	}
	for _, memory := range []error{tm.ErrForeign, tm.ErrNewer, tm.ErrDamaged, tm.ErrBusy, tm.ErrFull, tm.ErrReadOnly} {
		if errors.Is(err, memory) {
			return exitMemory
		}
	}
	return exitFailure
}

// withAdvice returns what an error says, with what to do in the place of what
// the system says of a file that cannot be opened.
func withAdvice(err error) string {
	message := err.Error()
	var path *fs.PathError
	if !errors.As(err, &path) {
		return message
	}
	advice := ""
	switch {
	case errors.Is(path, fs.ErrNotExist):
		advice = "does not exist; check the path"
	case errors.Is(path, fs.ErrPermission):
		advice = "may not be opened; check its permissions, and those of its folder"
	case errors.Is(path, syscall.ENOTDIR):
		advice = "is not a folder; check the path"
	case errors.Is(path, syscall.EISDIR):
		advice = "is a folder; name a file in it"
	default:
		return message
	}
	advice = path.Path + ": " + advice
	message = strings.ReplaceAll(message, path.Path+": "+path.Error(), advice)
	return strings.ReplaceAll(message, path.Error(), advice)
}
