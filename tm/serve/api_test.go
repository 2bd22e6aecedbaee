package serve_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/match"
	"calque/tm/serve"
	"calque/tm/storetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// api serves a memory with a few units and a story, and returns the root of the
// API.
func api(t testing.TB, options serve.Options) string {
	t.Helper()
	store := memory(t)
	f := storetest.Document("fr", "/froid.fr.txt", "Le froid arrive", "Il neige. | Il vente. | Il gèle.")
	f.Agency, f.Date = "Météo Presse", time.Date(2024, 1, 12, 0, 0, 0, 0, time.UTC)
	e := storetest.Document("en", "/froid.en.txt", "The cold is coming", "It snows and blows. | It freezes.")
	a := storetest.Article("météo/froid", []tm.Document{f, e}, storetest.Align(f, e, "1:1 2:1 1:1", 0.8))
	if _, err := store.PutArticle(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	options.Associate = func(_, _ language.Tag, source, target string) []match.Association {
		at, to := strings.Index(source, "12"), strings.Index(target, "12")
		if at < 0 || to < 0 {
			return nil
		}
		return []match.Association{{Source: match.Span{Start: at, End: at + 2}, Target: match.Span{Start: to, End: to + 2}, Strength: 1, Evidence: "numbers"}}
	}
	options.Realign = func(_ context.Context, a *tm.Article, from, to language.Tag, row int) error {
		a.Alignment(from, to).Beads[row].Confidence = 0.5
		a.Alignment(from, to).Beads[row].Status = tm.StatusAuto
		return nil
	}
	return serveStore(t, store, options) + "/api/v1"
}

const rowsOf = "/stories/m%C3%A9t%C3%A9o%2Ffroid/alignments/fr/en"

// described reads the description and returns a function that holds an answer
// against it.
func described(t *testing.T, root string) func(method, path, body string) {
	t.Helper()
	_, text := call(t, "GET", root+"/openapi.json", "")
	var d struct {
		Paths      map[string]map[string]any
		Components struct{ Schemas map[string]map[string]any }
	}
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	return func(method, path, body string) {
		t.Helper()
		var answer any
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Errorf("%s %s: %v in %s", method, path, err, body)
			return
		}
		operation, _ := d.Paths["/api/v1"+path][method].(map[string]any)
		if operation == nil {
			t.Errorf("%s %s is not described", method, path)
			return
		}
		schema := dig(operation, "responses", "200", "content", "application/json", "schema")
		if wrong := misfit(schema, answer, d.Components.Schemas); wrong != "" {
			t.Errorf("%s %s: %s, in %s", method, path, wrong, body)
		}
	}
}

func dig(o map[string]any, path ...string) map[string]any {
	for _, name := range path {
		o, _ = o[name].(map[string]any)
	}
	return o
}

// misfit says how a value is not as a schema says, with no field unknown.
func misfit(schema map[string]any, value any, schemas map[string]map[string]any) string {
	if ref, ok := schema["$ref"].(string); ok {
		schema = schemas[strings.TrimPrefix(ref, "#/components/schemas/")]
	}
	fits := true
	switch v := value.(type) {
	case map[string]any:
		properties, _ := schema["properties"].(map[string]any)
		for name, field := range v {
			of, _ := properties[name].(map[string]any)
			if of == nil {
				of, _ = schema["additionalProperties"].(map[string]any)
			}
			if of == nil {
				return "unknown field " + name
			}
			if wrong := misfit(of, field, schemas); wrong != "" {
				return name + ": " + wrong
			}
		}
		required, _ := schema["required"].([]any)
		for _, name := range required {
			if _, there := v[name.(string)]; !there {
				return fmt.Sprintf("no %s", name)
			}
		}
		fits = schema["type"] == "object"
	case []any:
		items, _ := schema["items"].(map[string]any)
		for _, item := range v {
			if wrong := misfit(items, item, schemas); wrong != "" {
				return wrong
			}
		}
		fits = schema["type"] == "array"
	case string:
		fits = schema["type"] == "string"
	case bool:
		fits = schema["type"] == "boolean"
	case float64:
		fits = schema["type"] == "number" || schema["type"] == "integer" && v == float64(int64(v))
	case nil:
		fits = false
	}
	if !fits {
		return fmt.Sprintf("%v is no %v", value, schema["type"])
	}
	return ""
}

func TestAnswersAreAsTheDescriptionSays(t *testing.T) {
	root := api(t, serve.Options{Write: true})
	check := described(t, root)
	edited := strings.Replace(snow, "12", "13", 1)
	_, alignment := call(t, "GET", root+rowsOf, "")
	version := field(t, alignment, "version")
	_, looked := call(t, "GET", root+"/lookup?from=fr&to=en&text="+url.QueryEscape(snow), "")
	unit := regexp.MustCompile(`"id":(\d+)`).FindStringSubmatch(looked)[1]
	changed := regexp.MustCompile(`"changed":"([^"]+)"`).FindStringSubmatch(looked)[1]
	for _, test := range []struct{ method, path, address, body, want string }{
		{"get", "/languages", "/languages", "", `"languages":["fr","en","zh"]`},
		{"get", "/lookup", "/lookup?from=fr&to=en&text=" + url.QueryEscape(edited), "", `"highlights":[{"start":`},
		{"get", "/lookup", "/lookup?from=fr&to=en&text=nothing", "", `"matches":[]`},
		{"get", "/concordance", "/concordance?q=neige&to=en", "", `"places":[{"start":3,"end":8}]`},
		{"get", "/concordance", "/concordance?q=nothing", "", `"hits":[],"units":0,"complete":true,"stories":[],"agencies":[],"years":[],"statuses":[]`},
		{"get", "/lookup", "/lookup?from=fr&to=en&agency=M%C3%A9t%C3%A9o+Presse&year=2024&status=auto,confirmed&story=m%C3%A9t%C3%A9o/froid&text=" + url.QueryEscape("Il gèle."), "",
			`"units":1,"complete":true,"stories":[{"article":"météo/froid","units":1}],"agencies":[{"agency":"Météo Presse","units":1}],"years":[{"year":2024,"units":1}],"statuses":[{"status":"auto","units":1}]`},
		{"get", "/concordance", "/concordance?q=g%C3%A8le&lang=fr&agency=M%C3%A9t%C3%A9o+Presse&year=2024&status=auto", "",
			`"units":1,"complete":true,"stories":[{"article":"météo/froid","units":1}],"agencies":[{"agency":"Météo Presse","units":1}],"years":[{"year":2024,"units":1}],"statuses":[{"status":"auto","units":1}]`},
		{"get", "/lookup", "/lookup?from=fr&to=en&year=2023&text=" + url.QueryEscape("Il gèle."), "", `"matches":[],"units":0`},
		{"get", "/lookup", "/lookup?from=fr&to=en&agency=AFP&text=" + url.QueryEscape("Il gèle."), "", `"matches":[],"units":0`},
		{"get", "/concordance", "/concordance?q=g%C3%A8le&lang=fr&year=2023", "", `"hits":[],"units":0`},
		{"get", "/concordance", "/concordance?q=g%C3%A8le&lang=fr&agency=AFP", "", `"hits":[],"units":0`},
		{"get", "/concordance", "/concordance?q=g%C3%A8le&lang=fr&status=confirmed", "", `"hits":[],"units":0`},
		{"get", "/stories", "/stories?limit=1", "", `"key":"météo/froid"`},
		{"get", "/stories/{key}", "/stories/m%C3%A9t%C3%A9o%2Ffroid", "", `"rows":3`},
		{"get", "/stories/{key}/alignments/{from}/{to}", rowsOf, "", `"text":"It snows and blows."`},
		{"post", "/stories/{key}/alignments/{from}/{to}/actions", rowsOf + "/actions", `{"do":"join","row":1,"last":2,"seen":"` + version + `"}`, `"undo":{"id":1,"what":"join"`},
		{"get", "/stats", "/stats", "", `"stories":1`},
		{"post", "/units", "/units", `{"units":[{"source":{"lang":"fr","text":"Oui"},"target":{"lang":"en","text":"Yes"}}]}`, `"added":1`},
		{"patch", "/units/{id}", "/units/" + unit, `{"seen":"` + changed + `","note":"seen"}`, `"done":true`},
	} {
		status, body := call(t, strings.ToUpper(test.method), root+test.address, test.body)
		if status != http.StatusOK || !strings.Contains(body, test.want) {
			t.Errorf("%s %s: %d %s, want %s", test.method, test.address, status, body, test.want)
			continue
		}
		check(test.method, test.path, body)
	}
	_, alignment = call(t, "GET", root+rowsOf, "")
	status, again := call(t, "POST", root+rowsOf+"/realign", `{"row":1,"seen":"`+field(t, alignment, "version")+`"}`)
	if status != http.StatusOK || !strings.Contains(again, `"undo":{"id":2,"what":"realign"`) {
		t.Errorf("realign: %d %s", status, again)
	}
	check("post", "/stories/{key}/alignments/{from}/{to}/realign", again)
	for _, step := range []string{"undo", "redo"} {
		_, alignment := call(t, "GET", root+rowsOf, "")
		status, body := call(t, "POST", root+rowsOf+"/"+step, "{}", "If-Match", `"`+field(t, alignment, "version")+`-1"`)
		if status != http.StatusOK {
			t.Errorf("%s: %d %s", step, status, body)
			continue
		}
		check("post", "/stories/{key}/alignments/{from}/{to}/"+step, body)
	}
}

func field(t *testing.T, body, name string) string {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal([]byte(body), &o); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	s, _ := o[name].(string)
	return s
}

func TestTheDescriptionIsTheOneOnRecord(t *testing.T) {
	_, text := call(t, "GET", api(t, serve.Options{Version: "1.0.0"})+"/openapi.json", "")
	var d any
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	pretty, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "openapi.json")
	if *update {
		if err := os.WriteFile(path, append(pretty, '\n'), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != string(pretty)+"\n" {
		t.Errorf("the API is not the one that %s describes: a client may break; go test ./tm/serve -update writes it anew", path)
	}
}

func TestErrorsAreProblemDocuments(t *testing.T) {
	root := api(t, serve.Options{Write: true})
	closed := api(t, serve.Options{})
	for _, test := range []struct {
		method, address, body string
		status                int
		detail                string
	}{
		{"GET", root + "/lookup?from=fr&to=en", "", 400, "give text"},
		{"GET", root + "/lookup?from=klingon!&to=en&text=a", "", 400, "from:"},
		{"GET", root + "/lookup?from=fr&to=en&text=a&min=200", "", 400, "from 0 to 100"},
		{"GET", root + "/lookup?from=fr&to=en&text=a&since=yesterday", "", 400, "YYYY-MM-DD"},
		{"GET", root + "/lookup?from=fr&to=en&text=a&status=perhaps", "", 400, "perhaps"},
		{"GET", root + "/concordance?q=a&year=0", "", 400, "from 1 to 9999"},
		{"GET", root + "/concordance?q=%22open", "", 422, "open"},
		{"GET", root + "/concordance?q=a&case=perhaps", "", 400, "true or false"},
		{"GET", root + "/stories/nowhere", "", 404, "no such thing"},
		{"GET", root + "/stories/m%C3%A9t%C3%A9o%2Ffroid/alignments/fr/ja", "", 404, "no such thing"},
		{"GET", root + "/nowhere", "", 404, "openapi.json"},
		{"DELETE", root + "/lookup", "", 404, "DELETE"},
		{"POST", root + rowsOf + "/actions", `{"do":"join","row":1,"last":2}`, 400, "version"},
		{"POST", root + rowsOf + "/actions", `{"do":"join","row":1,"last":2,"seen":"00"}`, 409, "somebody else"},
		{"POST", root + rowsOf + "/actions", `{"do":"join","rom":1}`, 400, "rom"},
		{"POST", root + rowsOf + "/actions", ``, 400, "no body"},
		{"POST", root + rowsOf + "/undo", `{"seen":"x"}`, 409, "somebody else"},
		{"POST", root + "/units", `{"units":[{"source":{"lang":"fr","text":""},"target":{"lang":"en","text":"a"}}]}`, 400, "unit 1"},
		{"POST", root + "/units", `{"units":[],"on_conflict":"fight"}`, 422, "fight"},
		{"PATCH", root + "/units/first", `{}`, 400, "number"},
		{"PATCH", root + "/units/99999", `{"seen":"2024-01-01T00:00:00Z","note":"a"}`, 404, "no such thing"},
		{"POST", closed + "/units", `{"units":[]}`, 403, "reading only"},
	} {
		status, body := call(t, test.method, test.address, test.body)
		var problem struct {
			Status        int
			Title, Detail string
		}
		if err := json.Unmarshal([]byte(body), &problem); err != nil || status != test.status || problem.Status != status ||
			problem.Title == "" || !strings.Contains(problem.Detail, test.detail) {
			t.Errorf("%s %s: %d %s, want %d with %q", test.method, test.address, status, body, test.status, test.detail)
		}
	}
}

func TestStoriesComeInPages(t *testing.T) {
	store := memory(t)
	for n := range 5 {
		if _, err := store.PutArticle(t.Context(), storetest.Random(n, 2)); err != nil {
			t.Fatal(err)
		}
	}
	root := serveStore(t, store, serve.Options{}) + "/api/v1/stories?limit=2"
	var keys []string
	for next := ""; ; {
		_, body := call(t, "GET", root+"&after="+url.QueryEscape(next), "")
		for _, key := range regexp.MustCompile(`"key":"([^"]+)"`).FindAllStringSubmatch(body, -1) {
			keys = append(keys, key[1])
		}
		if next = field(t, body, "next"); next == "" {
			break
		}
	}
	if got := strings.Join(keys, " "); got != "story-000000 story-000001 story-000002 story-000003 story-000004" {
		t.Errorf("the pages list %s", got)
	}
}

func TestAnAlignmentIsNotSentAgainWhenItIsTheSame(t *testing.T) {
	root := api(t, serve.Options{Write: true})
	request, err := http.NewRequest("GET", root+rowsOf, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	tag := response.Header.Get("ETag")
	if status, body := call(t, "GET", root+rowsOf, "", "If-None-Match", tag); status != http.StatusNotModified || body != "" {
		t.Errorf("the same again: %d %s", status, body)
	}
	if status, body := call(t, "POST", root+rowsOf+"/actions", `{"do":"confirm","row":0}`, "If-Match", tag); status != http.StatusOK {
		t.Errorf("a change of what was seen: %d %s", status, body)
	}
	if status, _ := call(t, "GET", root+rowsOf, "", "If-None-Match", tag); status != http.StatusOK {
		t.Errorf("after a change: %d", status)
	}
	if status, _ := call(t, "POST", root+rowsOf+"/actions", `{"do":"confirm","row":1}`, "If-Match", tag); status != http.StatusConflict {
		t.Errorf("a change of what others changed: %d", status)
	}
}
