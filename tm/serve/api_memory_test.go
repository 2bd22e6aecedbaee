package serve_test

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/clean"
	"calque/tm/serve"
	"calque/tm/serve/figures"
	"calque/tm/serve/intake"
	"calque/tm/serve/outlet"
)

// importer pairs and imports nothing.
type importer struct{}

func (importer) Plan(context.Context, string) (intake.Plan, error) {
	return intake.Plan{Stories: []intake.Story{{Key: "froid", How: "by names", Files: []intake.File{{Lang: "fr", Name: "froid.fr.txt"}}}},
		Unpaired: []intake.Leftover{{Name: "lone.txt", Why: "no partner"}}, Skipped: []intake.Skipped{{Name: "client.tmx", Format: "tmx"}}}, nil
}
func (importer) Import(context.Context, string) ([]intake.Imported, error) {
	return []intake.Imported{{Key: "froid", Units: 3}}, nil
}

// exporter writes lines; a request with a query finds nothing, one for a tool
// fails in the middle.
type exporter struct{}

func (exporter) Formats() []outlet.Format {
	return []outlet.Format{{Name: "tmx", Title: "TMX", Ending: ".tmx", Type: "application/xml"}}
}
func (exporter) Presets() []string { return []string{"omegat"} }
func (exporter) Complete(_ context.Context, r outlet.Request) (outlet.Request, error) {
	return r, nil
}
func (exporter) Peek(context.Context, outlet.Request, int) (outlet.Preview, error) {
	return outlet.Preview{Units: []tm.Unit{{ID: 1}}, Text: "line\n", More: true}, nil
}
func (exporter) Export(_ context.Context, w io.Writer, r outlet.Request) (int, error) {
	if r.Query != "" {
		return 0, nil
	}
	_, err := io.WriteString(w, strings.Repeat("line\n", 100_000))
	if r.Preset != "" {
		return 0, io.ErrUnexpectedEOF
	}
	return 100_000, err
}
func (exporter) InParts(outlet.Request) bool { return false }
func (exporter) ExportTo(context.Context, string, outlet.Request) (int, error) {
	return 0, nil
}

// form is a body with files.
func form(t *testing.T, names ...string) (body, kind string) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for _, name := range names {
		part, err := w.CreateFormFile("files", name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(part, "Il neige.")
	}
	w.Close()
	return out.String(), w.FormDataContentType()
}

func full() serve.Options {
	return serve.Options{Write: true, Import: importer{}, Export: exporter{},
		CleanRules: func(context.Context) (clean.Rules, error) { return clean.Rules{}, nil },
		Lexicons: func(context.Context) ([]figures.Lexicon, error) {
			return []figures.Lexicon{{Name: "calque", From: language.French, Languages: []figures.Words{{Lang: language.English, Words: 5, Pairs: 7}}}}, nil
		},
		Detect: func(_ string, candidates []language.Tag) (language.Tag, float64) { return candidates[0], 1 }}
}

func TestTheAPIDoesWhatThePagesDo(t *testing.T) {
	root := api(t, full())
	check := described(t, root)
	ask := func(method, path, address, body, want string, headers ...string) string {
		t.Helper()
		status, answer := call(t, strings.ToUpper(method), root+address, body, headers...)
		if status != http.StatusOK || !strings.Contains(answer, want) {
			t.Errorf("%s %s: %d %s, want %s", method, address, status, answer, want)
			return answer
		}
		check(method, path, answer)
		return answer
	}
	ask("get", "/stats", "/stats", "", `"pairs":7`)
	ask("get", "/lookup", "/lookup?to=en&text=Il+neige", "", `"from":"fr"`)
	ask("get", "/units/{id}", "/units/1", "", `"id":1`)
	ask("get", "/export/formats", "/export/formats", "", `"tools":["omegat"]`)
	ask("get", "/export/preview", "/export/preview?from=fr", "", `"text":"line\n"`)
	ask("post", "/cleaning", "/cleaning", `{"do":"look"}`, `"suspects":`)
	for range 200 {
		if _, answer := call(t, "GET", root+"/cleaning", ""); strings.Contains(answer, `"looked"`) {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	ask("get", "/cleaning", "/cleaning", "", `"last":{"work":"looking"`)
	ask("get", "/cleaning/units", "/cleaning/units", "", `"units":[`)
	ask("post", "/cleaning", "/cleaning", `{"do":"take-out","kinds":["empty"]}`, `"kinds":[`)

	body, kind := form(t, "froid.fr.txt", "froid.en.txt")
	shown := ask("post", "/imports", "/imports?dry_run=true", body, `"stories":[]`, "Content-Type", kind)
	upload := field(t, shown, "upload")
	ask("post", "/imports/{id}", "/imports/"+upload, "", `"stories":[{"key":"froid","units":3`)
	shown = ask("post", "/imports", "/imports?dry_run=true", body, `"upload":"`, "Content-Type", kind)
	ask("delete", "/imports/{id}", "/imports/"+field(t, shown, "upload"), "", `"done":true`)
	ask("post", "/imports", "/imports", body, `"why":"no partner"}],"skipped":[{"name":"client.tmx","why":"an exchange file (tmx): import it with calque import FILE"}],"stories":[{"key":"froid"`, "Content-Type", kind)

	if status, file := call(t, "GET", root+"/export?from=fr", ""); status != http.StatusOK || len(file) != 500_000 {
		t.Errorf("the export: %d, %d bytes", status, len(file))
	}
	twice, twiceKind := form(t, "a.txt", "a.txt")
	for _, wrong := range []struct {
		method, address, body, kind string
		status                      int
	}{
		{"GET", "/export?query=nothing", "", "", 404}, {"GET", "/export?since=yesterday", "", "", 400}, {"GET", "/export/preview?min-confidence=2", "", "", 400},
		{"POST", "/imports", "{}", "application/json", 400}, {"POST", "/imports", twice, twiceKind, 400}, {"POST", "/imports/" + upload, "", "", 404},
		{"DELETE", "/imports/nothing", "", "", 404}, {"POST", "/cleaning", `{"do":"dance"}`, "", 400}, {"POST", "/cleaning", `{"do":"take-out"}`, "", 400},
		{"POST", "/cleaning", `{"do":"take-out","kinds":["none"]}`, "", 400}, {"GET", "/cleaning/units?kind=none", "", "", 400},
		{"GET", "/units/99999", "", "", 404}, {"POST", "/units/1/undo", "", "", 404},
	} {
		status, answer := call(t, wrong.method, root+wrong.address, wrong.body, "Content-Type", wrong.kind)
		if status != wrong.status || !strings.Contains(answer, `"detail":"`) {
			t.Errorf("%s %s: %d %s, want %d", wrong.method, wrong.address, status, answer, wrong.status)
		}
	}
}

// Who takes a file that could not be written to its end sees that.
func TestABrokenExportBreaksTheConnection(t *testing.T) {
	handler, err := serve.New(memory(t), full())
	if err != nil {
		t.Fatal(err)
	}
	defer handler.Close()
	server := httptest.NewServer(handler)
	defer server.Close()
	response, err := http.Get(server.URL + "/api/v1/export?for=omegat")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.ReadAll(response.Body); err == nil {
		t.Error("a part of a file passes for the whole")
	}
}

func TestNothingIsImportedOrTakenOutWhereOneMayOnlyRead(t *testing.T) {
	options := full()
	options.Write = false
	root := api(t, options)
	body, kind := form(t, "a.txt")
	for address, of := range map[string][2]string{"/imports": {body, kind}, "/cleaning": {`{"do":"undo"}`, "application/json"}} {
		if status, answer := call(t, "POST", root+address, of[0], "Content-Type", of[1]); status != http.StatusForbidden {
			t.Errorf("%s: %d %s", address, status, answer)
		}
	}
}
