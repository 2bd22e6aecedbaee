package article

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/text/language"
)

// What can be wrong with a file. An [Error] wraps one of these or an error of
// the file system, so that a caller can tell them apart with errors.Is.
var (
	ErrEmpty     = errors.New("empty")
	ErrBinary    = errors.New("not text")
	ErrTruncated = errors.New("cut off")
	ErrTooLarge  = errors.New("too large")
	ErrDamaged   = errors.New("damaged")
	ErrFormat    = errors.New("format not supported")
	ErrEncoding  = errors.New("wrong encoding")
	ErrLanguage  = errors.New("wrong language")
	ErrVanished  = errors.New("vanished")
)

// Error says which file could not be read, why and what to do about it.
type Error struct {
	Name   string // of the file
	What   string // what is wrong
	Do     string // what a person can do; may be empty
	Offset int64  // of the first bad byte, or -1
	Err    error  // one of this package's, or of the file system
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Name, e.What)
	if e.Do != "" {
		fmt.Fprintf(&b, "; %s", e.Do)
	}
	return b.String()
}

// Unwrap returns the error that says which kind it is.
func (e *Error) Unwrap() error { return e.Err }

// LanguageError says that an article is not in the language it was said to
// be in. [Read] returns it together with the document.
type LanguageError struct {
	Name       string
	Asserted   []language.Tag // what the caller said it is
	Detected   language.Tag   // what it is; the document carries it
	Confidence float64        // 0 to 1
}

func (e *LanguageError) Error() string {
	asserted := make([]string, len(e.Asserted))
	for i, tag := range e.Asserted {
		asserted[i] = tag.String()
	}
	return fmt.Sprintf("%s: the text is in %s, not in %s; correct the language asked for or leave it out",
		e.Name, e.Detected, strings.Join(asserted, " or "))
}

// Is makes errors.Is(err, ErrLanguage) true.
func (e *LanguageError) Is(target error) bool { return target == ErrLanguage }

// problem is an error before the name of the file is known.
type problem struct {
	kind   error
	what   string
	do     string
	offset int64
}

func (p *problem) Error() string { return p.what }

func (p *problem) Unwrap() error { return p.kind }

// wrong makes a problem without an offset.
func wrong(kind error, what, do string) error {
	return &problem{kind: kind, what: what, do: do, offset: -1}
}

// named puts the name of the file to an error.
func named(name string, err error) error {
	var p *problem
	if errors.As(err, &p) {
		return &Error{Name: name, What: p.what, Do: p.do, Offset: p.offset, Err: p.kind}
	}
	return fmt.Errorf("%s: %w", name, err)
}
