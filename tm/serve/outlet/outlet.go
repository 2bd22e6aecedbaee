// Package outlet sends exports over HTTP: first the beginning of what would be
// written, then the whole of it, unit by unit as it is read.
//
//	request, err := outlet.Parse(r.URL.Query())
//	…
//	preview, err := out.Preview(ctx, request)
//	…
//	err = out.Send(w, r, request)
//
// What always holds:
//
//   - A file of one part is sent while it is written. One of several parts is
//     written to a folder that is removed afterwards, and sent as a zip archive.
//   - A file that could not be written to its end is not sent to its end: the
//     connection breaks, so that nobody takes a part for the whole.
//   - A client that takes nothing for [stall] is let go, and no more than
//     [atOnce] exports run at once.
package outlet

import (
	"archive/zip"
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
)

// Exporter writes units in the formats of calque export.
type Exporter interface {
	Formats() []Format
	// Presets are the names of the tools that a file can be made for.
	Presets() []string
	// Complete fills in the languages that a request does not name, and refuses
	// with [Wrong] what cannot be exported so.
	Complete(ctx context.Context, r Request) (Request, error)
	// Peek returns the first n units that Export would write for a request that
	// is complete, and how the file begins. When ctx is done it returns what it
	// found until then.
	Peek(ctx context.Context, r Request, n int) (Preview, error)
	// Export writes a file to w, and returns how many units are in it.
	Export(ctx context.Context, w io.Writer, r Request) (units int, err error)
	// InParts reports whether there are several files, or may be: then ExportTo
	// is to be used.
	InParts(r Request) bool
	// ExportTo writes a file, or several, to a folder.
	ExportTo(ctx context.Context, folder string, r Request) (units int, err error)
}

// Format is a format that can be written.
type Format struct {
	Name, Title string
	Ending      string // with the dot
	Type        string // of its content, for HTTP
	Binary      bool   // a person cannot read it
}

// Preview is the beginning of an export.
type Preview struct {
	Units []tm.Unit
	Text  string // of the file; empty when it is not for people
	More  bool   // there are other units, or there may be
}

const (
	atOnce    = 4
	stall     = 2 * time.Minute
	previewed = 10 // units
	// previewFor bounds the search for them. The first request finds nothing in
	// memory yet, and 50 ms often ended before the first unit even of a small
	// store; a quarter of a second leaves time for that, and whoever waits for
	// the page hardly notices it.
	previewFor = 250 * time.Millisecond
	sendBuffer = 64 << 10
)

// Errors of an export.
var (
	ErrNothing = errors.New("no unit passes")
	ErrBusy    = fmt.Errorf("other exports are at work: try again later: %w", tm.ErrBusy)
)

// Outlet sends the exports of a memory.
type Outlet struct {
	Exporter
	places chan struct{}
}

// New returns an outlet for an exporter.
func New(exporter Exporter) *Outlet {
	return &Outlet{Exporter: exporter, places: make(chan struct{}, atOnce)}
}

// Preview returns the beginning of an export, as far as it can be found in a
// moment.
func (o *Outlet) Preview(ctx context.Context, r Request) (Preview, error) {
	ctx, cancel := context.WithTimeout(ctx, previewFor)
	defer cancel()
	return o.Peek(ctx, r, previewed)
}

// Format returns the format of a request.
func (o *Outlet) Format(r Request) (Format, bool) {
	for _, f := range o.Formats() {
		if f.Name == r.Format {
			return f, true
		}
	}
	return Format{}, false
}

// Send answers a request with the whole export. An error is returned as long as
// nothing was sent; later ones break the connection.
func (o *Outlet) Send(w http.ResponseWriter, request *http.Request, r Request) error {
	select {
	case o.places <- struct{}{}:
		defer func() { <-o.places }()
	default:
		return ErrBusy
	}
	format, ok := o.Format(r)
	if !ok {
		return Wrong{"format", "it is not known"}
	}
	if o.InParts(r) {
		return o.sendParts(w, request, r, format)
	}
	to := &sending{w: w, control: http.NewResponseController(w), name: fileName(r) + format.Ending, kind: format.Type}
	buffer := bufio.NewWriterSize(to, sendBuffer)
	units, err := o.Export(request.Context(), buffer, r)
	if err == nil && units == 0 {
		err = ErrNothing
	}
	return to.end(buffer, err)
}

// sendParts writes the files to a folder first.
func (o *Outlet) sendParts(w http.ResponseWriter, request *http.Request, r Request, format Format) error {
	folder, err := os.MkdirTemp("", "calque-export-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	control := http.NewResponseController(w)
	control.SetWriteDeadline(time.Time{}) // until there is something to send
	units, err := o.ExportTo(request.Context(), folder, r)
	if err != nil {
		return err
	}
	if units == 0 {
		return ErrNothing
	}
	parts, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	to := &sending{w: w, control: control, name: fileName(r) + format.Ending, kind: format.Type}
	if len(parts) == 1 && !parts[0].IsDir() {
		return sendFile(to, os.DirFS(folder), parts[0].Name())
	}
	to.name, to.kind = fileName(r)+".zip", "application/zip"
	buffer := bufio.NewWriterSize(to, sendBuffer)
	archive := zip.NewWriter(buffer)
	err = archive.AddFS(os.DirFS(folder))
	return to.end(buffer, errors.Join(err, archive.Close()))
}

func sendFile(to *sending, folder fs.FS, name string) error {
	file, err := folder.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	buffer := bufio.NewWriterSize(to, sendBuffer)
	_, err = io.Copy(buffer, file)
	return to.end(buffer, err)
}

// fileName is what a browser calls the file, without ending: languages are in
// it, as in the names of calque export.
func fileName(r Request) string {
	name := "calque"
	if r.From != language.Und {
		name += "." + r.From.String()
		if r.To != language.Und {
			name += "-" + r.To.String()
		}
	}
	return name
}

// sending writes to a client for as long as that takes what it is sent.
type sending struct {
	w          http.ResponseWriter
	control    *http.ResponseController
	name, kind string
	begun      bool
}

func (s *sending) Write(p []byte) (int, error) {
	if !s.begun {
		s.begun = true
		s.w.Header().Set("Content-Type", s.kind)
		s.w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": s.name}))
	}
	s.control.SetWriteDeadline(time.Now().Add(stall)) // where the connection has deadlines
	return s.w.Write(p)
}

// end sends what is left, or tells an error.
func (s *sending) end(buffer *bufio.Writer, err error) error {
	if err != nil && !s.begun {
		return err
	}
	if err == nil {
		err = buffer.Flush()
	}
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}
