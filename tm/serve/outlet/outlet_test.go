package outlet_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"golang.org/x/text/language"

	"calque/tm/serve/outlet"
)

// exporter writes what a test says.
type exporter struct {
	parts map[string]string
	units int
	fails error // after what was written
}

func (exporter) Formats() []outlet.Format {
	return []outlet.Format{{Name: "tsv", Ending: ".tsv", Type: "text/tab-separated-values"}}
}
func (exporter) Presets() []string { return nil }
func (exporter) Complete(_ context.Context, r outlet.Request) (outlet.Request, error) {
	return r, nil
}
func (exporter) Peek(ctx context.Context, _ outlet.Request, n int) (outlet.Preview, error) {
	// A unit of a cold cache takes a while.
	select {
	case <-time.After(100 * time.Millisecond):
	case <-ctx.Done():
		return outlet.Preview{}, ctx.Err()
	}
	<-ctx.Done() // whatever the memory holds, a preview ends
	return outlet.Preview{More: n > 0}, nil
}
func (e exporter) Export(_ context.Context, w io.Writer, _ outlet.Request) (int, error) {
	for _, content := range e.parts {
		if _, err := io.WriteString(w, content); err != nil {
			return 0, err
		}
	}
	return e.units, e.fails
}
func (e exporter) InParts(outlet.Request) bool { return len(e.parts) != 1 }
func (e exporter) ExportTo(_ context.Context, folder string, _ outlet.Request) (int, error) {
	for name, content := range e.parts {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o666); err != nil {
			return 0, err
		}
	}
	return e.units, e.fails
}

// send answers one request on a real connection, with what Send returned.
func send(t *testing.T, out *outlet.Outlet, r outlet.Request) (answer *http.Response, body []byte, readErr, sendErr error) {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if sendErr = out.Send(w, request, r); sendErr != nil {
			w.WriteHeader(http.StatusTeapot)
		}
	}))
	server.Start()
	defer server.Close()
	answer, err := server.Client().Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, readErr = io.ReadAll(answer.Body)
	return answer, body, readErr, sendErr
}

func request() outlet.Request {
	return outlet.Request{Format: "tsv", From: language.French, To: language.English}
}

func TestAFileIsSentUnderItsLanguages(t *testing.T) {
	answer, body, err, sendErr := send(t, outlet.New(exporter{parts: map[string]string{"a": "un\tone\n"}, units: 1}), request())
	if err != nil || sendErr != nil || string(body) != "un\tone\n" {
		t.Fatalf("got %q, %v, %v", body, err, sendErr)
	}
	if got := answer.Header.Get("Content-Disposition"); got != "attachment; filename=calque.fr-en.tsv" {
		t.Errorf("it is called %s", got)
	}
	if got := answer.Header.Get("Content-Type"); got != "text/tab-separated-values" {
		t.Errorf("it is of type %s", got)
	}
}

func TestSeveralFilesAreSentAsAnArchive(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	parts := map[string]string{"memory.001.tsv": "un\tone\n", "memory.002.tsv": "deux\ttwo\n"}
	answer, body, err, sendErr := send(t, outlet.New(exporter{parts: parts, units: 2}), request())
	if err != nil || sendErr != nil || answer.Header.Get("Content-Disposition") != "attachment; filename=calque.fr-en.zip" {
		t.Fatalf("got %v, %v, %v", err, sendErr, answer.Header)
	}
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, file := range archive.File {
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		got[file.Name] = string(content)
	}
	if !reflect.DeepEqual(got, parts) {
		t.Errorf("the archive holds %q", got)
	}
	if left, _ := os.ReadDir(os.TempDir()); len(left) > 0 {
		t.Errorf("%s was left behind", left[0].Name())
	}
}

func TestAnErrorBeforeTheFirstByteIsReturned(t *testing.T) {
	broken := errors.New("the disk is full")
	for name, test := range map[string]struct {
		exporter exporter
		request  outlet.Request
		want     error
	}{
		"nothing to write":           {exporter{parts: map[string]string{"a": ""}}, request(), outlet.ErrNothing},
		"nothing to write, in parts": {exporter{}, request(), outlet.ErrNothing},
		"broken":                     {exporter{parts: map[string]string{"a": "un"}, fails: broken}, request(), broken},
		"broken, in parts":           {exporter{fails: broken}, request(), broken},
		"a format that is not known": {exporter{}, outlet.Request{Format: "docx"}, outlet.Wrong{Field: "format", Why: "it is not known"}},
	} {
		if answer, body, _, err := send(t, outlet.New(test.exporter), test.request); !errors.Is(err, test.want) || len(body) > 0 || answer.Header.Get("Content-Disposition") != "" {
			t.Errorf("%s: got %v and %q, want %v", name, err, body, test.want)
		}
	}
}

func TestAFileThatBreaksIsNotSentToItsEnd(t *testing.T) {
	long := string(bytes.Repeat([]byte("un\tone\n"), 100_000))
	_, body, err, _ := send(t, outlet.New(exporter{parts: map[string]string{"a": long}, fails: errors.New("broken")}), request())
	if err == nil {
		t.Errorf("%d bytes were sent as if they were the whole", len(body))
	}
}

func TestAPreviewDoesNotWait(t *testing.T) {
	preview, err := outlet.New(exporter{}).Preview(t.Context(), request())
	if err != nil || !preview.More {
		t.Errorf("got %+v, %v", preview, err)
	}
}

func TestParseRefusesWhatItCannotRead(t *testing.T) {
	for query, field := range map[string]string{
		"min-confidence=2":   "min-confidence",
		"min-confidence=NaN": "min-confidence",
		"all-variants=5":     "all-variants",
		"status=sure":        "status",
		"from=x_y_z!":        "from",
		"until=yesterday":    "until",
		"since=2026-02-30":   "since",
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		var wrong outlet.Wrong
		if _, err := outlet.Parse(values); !errors.As(err, &wrong) || wrong.Field != field {
			t.Errorf("%s: got %v", query, err)
		}
	}
}

// FuzzParse holds an address made of a request to the request.
func FuzzParse(f *testing.F) {
	f.Add("format=tmx&from=fr&to=zh-Hant&status=auto,confirmed&since=2025-01-31&min-confidence=.75&all-variants=true&query=%22le+port%22")
	f.Add("story=port-fleuve&until=2026-12-31&for=omegat&status=rejected&status=superseded")
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		r, err := outlet.Parse(values)
		if err != nil {
			return
		}
		again, err := outlet.Parse(r.Values())
		if err != nil || !reflect.DeepEqual(again, r) {
			t.Errorf("%q is %+v and then %+v, %v", query, r, again, err)
		}
	})
}

func ExampleParse() {
	r, err := outlet.Parse(url.Values{"format": {"tmx"}, "from": {"fr"}, "to": {"en"}, "min-confidence": {"0.9"}})
	fmt.Println(r.Format, r.From, r.To, r.MinConfidence, err)
	// Output: tmx fr en 0.9 <nil>
}
