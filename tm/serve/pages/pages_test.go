package pages_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/clean"
	"calque/tm/clean/sweep"
	"calque/tm/match"
	"calque/tm/serve/figures"
	"calque/tm/serve/intake"
	"calque/tm/serve/outlet"
	"calque/tm/serve/pages"
	"calque/tm/sqlite"
	"calque/tm/storetest"
)

const evil = `<script>alert("1")</script> & 'deux'`

// folders plans and imports nothing, and remembers what lay in the folder.
type folders struct{ names []string }

func (f *folders) Plan(_ context.Context, folder string) (intake.Plan, error) {
	entries, err := os.ReadDir(folder)
	for _, e := range entries {
		f.names = append(f.names, e.Name())
	}
	return intake.Plan{Stories: []intake.Story{{Key: evil, How: "by names", Known: "old" + evil, Files: []intake.File{{Lang: "fr", Name: evil}}}},
		Unpaired: []intake.Leftover{{Name: "lone.txt", Why: evil}},
		Skipped:  []intake.Skipped{{Name: evil, Format: "tmx"}, {Name: "photo.png"}}}, err
}

func (f *folders) Import(_ context.Context, folder string) ([]intake.Imported, error) {
	_, err := os.Stat(folder)
	return []intake.Imported{{Key: "froid", Units: 3, Added: 2, Skipped: []string{evil}}, {Key: evil, Err: evil}, {Key: "same", Unchanged: true}}, err
}

// exporter exports one unit.
type exporter struct{}

func (exporter) Formats() []outlet.Format {
	return []outlet.Format{{Name: "tmx", Title: "TMX", Ending: ".tmx", Type: "application/xml"}}
}
func (exporter) Presets() []string { return []string{"omegat"} }
func (exporter) Complete(_ context.Context, r outlet.Request) (outlet.Request, error) {
	if r.Format != "tmx" {
		return r, outlet.Wrong{Field: "format", Why: evil}
	}
	return r, nil
}
func (exporter) Peek(context.Context, outlet.Request, int) (outlet.Preview, error) {
	u := tm.Unit{Source: tm.Variant{Lang: language.French, Text: evil}, Target: tm.Variant{Lang: language.Arabic, Text: "البرد"}}
	return outlet.Preview{Units: []tm.Unit{u}, Text: "<tmx>" + evil, More: true}, nil
}
func (exporter) Export(_ context.Context, w io.Writer, _ outlet.Request) (int, error) {
	io.WriteString(w, "<tmx/>")
	return 1, nil
}
func (exporter) InParts(outlet.Request) bool { return false }
func (exporter) ExportTo(context.Context, string, outlet.Request) (int, error) {
	return 0, nil
}

func serve(t *testing.T, options pages.Options) (*http.ServeMux, *pages.Pages) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "calque.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	f := storetest.Document("fr", "/froid.fr.txt", "Le froid "+evil, "Il neige le 12 mai à Paris. | Il vente. | Il gèle.")
	a := storetest.Document("ar", "/froid.ar.txt", "البرد", "تثلج في باريس في 12 مايو. | تتجمد.")
	e := storetest.Document("en", "/froid.en.txt", "The cold "+evil, "It snows in Paris on 12 May and blows. | It freezes.")
	article := storetest.Article("météo/froid", []tm.Document{f, a, e}, storetest.Align(f, a, "1:1 2:1 1:1", 0.6), storetest.Align(f, e, "1:1 2:1 1:1", 0.95))
	if _, err := store.PutArticle(t.Context(), article); err != nil {
		t.Fatal(err)
	}
	options.Associate = func(_, _ language.Tag, source, target string) []match.Association {
		s, d := strings.Index(source, "12"), strings.Index(target, "12")
		if s < 0 || d < 0 {
			return nil
		}
		return []match.Association{{Source: match.Span{Start: s, End: s + 2}, Target: match.Span{Start: d, End: d + 2}, Strength: 1, Evidence: "numbers"}}
	}
	if options.Cleaning == nil {
		options.Cleaning = sweep.NewDesk(store, func(context.Context) (clean.Rules, error) { return clean.Rules{}, nil })
		t.Cleanup(options.Cleaning.Close)
	}
	options.Export = outlet.New(exporter{})
	options.Figures = figures.New(store, func(context.Context) ([]figures.Lexicon, error) {
		return []figures.Lexicon{{Name: "calque", From: language.French, Languages: []figures.Words{
			{Lang: language.French, Words: 61}, {Lang: language.English, Words: 53, Pairs: 71}}}}, nil
	})
	p, err := pages.New(store, options)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	p.Register(mux)
	return mux, p
}

func get(t *testing.T, mux http.Handler, address string, headers ...string) (int, string) {
	t.Helper()
	request := httptest.NewRequest("GET", address, nil)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	return answer(mux, request)
}

func answer(mux http.Handler, request *http.Request) (int, string) {
	recorder := httptest.NewRecorder()
	mux.ServeHTTP(recorder, request)
	return recorder.Code, recorder.Body.String()
}

const review = "/stories/m%C3%A9t%C3%A9o%2Ffroid/fr/ar"

func TestPagesShowTheMemoryWithoutScripts(t *testing.T) {
	mux, _ := serve(t, pages.Options{Write: true, Uploads: intake.New(&folders{})})
	for _, test := range []struct {
		address string
		want    []string
	}{
		{"/", []string{`<textarea id="q"`, "Type what you want to translate"}},
		{"/?q=" + url.QueryEscape("Il neige le 13 mai à Paris. Il vente.") + "&from=fr&to=en", []string{
			"<del>12</del>", "<ins>13</ins>", "<mark>12</mark>", "fr → en", "météo/froid", "repaired, ", "on <ins>13</ins> May"}},
		{"/?q=" + url.QueryEscape("neige") + "&from=fr&to=ar", []string{"<mark>neige</mark>", `lang="ar" dir="auto"`, `<td><span lang="fr" dir="auto"`}},
		{"/?q=" + url.QueryEscape(`"open`) + "&from=fr&to=en", []string{"Concordance"}},
		{"/stories", []string{"météo/froid", `type="file"`, "ar"}},
		{"/stories/m%C3%A9t%C3%A9o%2Ffroid", []string{`href="/stories/m%C3%A9t%C3%A9o%2Ffroid/fr/ar"`, "fr → en"}},
		{review, []string{`data-row="1"`, `<b class="link">12</b>`, "<svg class=\"plot\"", `class="likely`, "data-doubtful", "3 rows, 0 confirmed, 3 doubtful"}},
		{"/memory", []string{"Pairs of languages", "<svg class=\"chart\"", "fr → en", "Units of stories", `class="number">71</td>`, `<svg class="chart line"`, "/memory/export"}},
		{"/memory/cleaning", []string{"Look for them", `name="token"`}},
		{"/memory/export", []string{`name="format"`, `href="/memory/export/file?format=tmx&amp;min-confidence=0.5"`, "&lt;tmx&gt;", "البرد"}},
		{"/memory/export?since=yesterday", []string{`role="alert"`, "YYYY-MM-DD"}},
	} {
		status, body := get(t, mux, test.address)
		if status != http.StatusOK {
			t.Errorf("%s: %d %s", test.address, status, body)
		}
		for _, want := range test.want {
			if !strings.Contains(body, want) {
				t.Errorf("%s has no %s:\n%s", test.address, want, body)
			}
		}
	}
}

// A page brings no script and no style of its own, every text is escaped, and
// each cell of a text says its language and lets its direction be seen.
func TestPagesAreSafeAndSayTheirLanguages(t *testing.T) {
	mux, _ := serve(t, pages.Options{Write: true, Uploads: intake.New(&folders{})})
	for _, address := range []string{"/?q=froid&from=fr&to=en", "/?q=" + url.QueryEscape(evil), "/stories", "/stories/m%C3%A9t%C3%A9o%2Ffroid", review, "/memory", "/memory/cleaning", "/memory/export", "/memory/export?format=none", "/" + url.PathEscape(evil)} {
		_, body := get(t, mux, address)
		if strings.Contains(body, evil) || strings.Contains(body, "<script>") {
			t.Errorf("%s has a script in its text", address)
		}
		if regexp.MustCompile(`\son\w+=|\sstyle=|<style`).MatchString(body) {
			t.Errorf("%s has script or style in its tags", address)
		}
		root, err := html.Parse(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for node := range root.Descendants() {
			if node.Data == "span" && attribute(node, "class") == "text" && (attribute(node, "lang") == "" || attribute(node, "dir") != "auto") {
				t.Errorf("%s: a text without language or direction", address)
			}
			if node.Data == "input" && attribute(node, "type") != "hidden" && attribute(node, "id") == "" {
				t.Errorf("%s: a field without a label", address)
			}
		}
	}
}

func attribute(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func TestTheInterfaceSpeaksTheLanguageOfTheBrowser(t *testing.T) {
	mux, _ := serve(t, pages.Options{})
	for accept, want := range map[string]string{
		"fr-CA,fr;q=0.9": `<html lang="fr">`, "zh-CN": `<html lang="zh">`, "zh-TW": `<html lang="zh">`, "de": `<html lang="en">`, "": `<html lang="en">`, "*": `<html lang="en">`,
	} {
		if _, body := get(t, mux, "/stories", "Accept-Language", accept); !strings.Contains(body, want) {
			t.Errorf("%q: no %s in %.60s", accept, want, body)
		}
	}
}

func TestEveryMessageIsThereAndUsed(t *testing.T) {
	file, err := os.ReadFile("messages.tsv")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for line := range strings.Lines(string(file)) {
		known[strings.Split(line, "\t")[0]] = true
	}
	delete(known, "key")
	used := map[string]bool{}
	for _, pattern := range []string{"*.go", "templates/*.html"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, key := range regexp.MustCompile(`"([a-z]+\.[a-z]+)"`).FindAllStringSubmatch(string(text), -1) {
				used[key[1]] = true
			}
			for _, key := range regexp.MustCompile(`\.T "([^"]+)"`).FindAllStringSubmatch(string(text), -1) {
				if !known[key[1]] {
					t.Errorf("%s: no message %s", name, key[1])
				}
			}
		}
	}
	for key := range known {
		if !used[key] && !strings.HasPrefix(key, "format.") { // formats are named by who can write them
			t.Errorf("message %s is not used", key)
		}
	}
}

func TestFormatsAreNamedInTheLanguageOfThePage(t *testing.T) {
	mux, _ := serve(t, pages.Options{})
	for lang, want := range map[string]string{"fr": "pour tous les outils de TAO", "en": "for every CAT tool", "zh": "适用于各种翻译工具"} {
		if status, body := get(t, mux, "/memory/export", "Accept-Language", lang); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: %d, and no %q", lang, status, want)
		}
	}
}

func TestWhatIsNotThereIsSaidOnAPage(t *testing.T) {
	mux, _ := serve(t, pages.Options{})
	for address, want := range map[string]int{
		"/nowhere": 404, "/stories/nowhere": 404, "/stories/m%C3%A9t%C3%A9o%2Ffroid/fr/ja": 404, "/stories/m%C3%A9t%C3%A9o%2Ffroid/x!/ja": 400,
		"/?q=a&from=klingon!": 400, "/?q=a&from=fr&to=en&year=x": 400, "/?q=" + strings.Repeat("a", 3000): 400, "/static/nothing.js": 404,
	} {
		if status, body := get(t, mux, address); status != want {
			t.Errorf("%.60s: %d %s", address, status, body)
		}
	}
	if status, body := get(t, mux, "/nowhere", "Accept-Language", "fr"); !strings.Contains(body, "Cela n’a pas marché") {
		t.Errorf("%d %s", status, body)
	}
}

// drop sends files as a browser does.
func drop(t *testing.T, mux http.Handler, names ...string) (int, string) {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, name := range names {
		part, err := form.CreateFormFile("files", name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(part, "Il neige.")
	}
	form.Close()
	request := httptest.NewRequest("POST", "/stories", &body)
	request.Header.Set("Content-Type", form.FormDataContentType())
	return answer(mux, request)
}

func TestDroppedFilesAreShownBeforeTheyAreStored(t *testing.T) {
	importer := &folders{}
	mux, _ := serve(t, pages.Options{Write: true, Uploads: intake.New(importer)})
	status, body := drop(t, mux, "froid.fr.txt", "../../etc/passwd", `C:\temp\a b?.txt`, ".hidden", "雪.zh.txt")
	if status != http.StatusOK || strings.Contains(body, evil) {
		t.Fatalf("%d %s", status, body)
	}
	if got := fmt.Sprint(importer.names); got != "[a b_.txt froid.fr.txt hidden passwd 雪.zh.txt]" {
		t.Errorf("the files are %s", got)
	}
	for _, want := range []string{"an exchange file (tmx): import it with calque import FILE", "photo.png</span>: not read as an article"} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is not on the page: %s", want, body)
		}
	}
	id := regexp.MustCompile(`name="upload" value="(\w+)"`).FindStringSubmatch(body)
	if id == nil {
		t.Fatalf("no upload in %s", body)
	}
	send := func(form url.Values) (int, string) {
		request := httptest.NewRequest("POST", "/stories/import", strings.NewReader(form.Encode()))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return answer(mux, request)
	}
	if status, body := send(url.Values{"upload": {id[1]}, "answer": {"yes"}}); status != http.StatusOK || !strings.Contains(body, "3 units, 2 of them new, 0 doubtful") || strings.Contains(body, evil) {
		t.Errorf("%d %s", status, body)
	}
	if status, _ := send(url.Values{"upload": {id[1]}, "answer": {"yes"}}); status != http.StatusBadRequest {
		t.Errorf("the same upload again: %d", status)
	}
	if status, _ := drop(t, mux, "a.txt", "a.txt"); status != http.StatusBadRequest {
		t.Errorf("two files of one name: %d", status)
	}
	if status, _ := drop(t, mux); status != http.StatusBadRequest {
		t.Errorf("no file: %d", status)
	}
}

func TestNothingIsTakenWhereItMayNot(t *testing.T) {
	reading, _ := serve(t, pages.Options{Uploads: intake.New(&folders{})})
	if status, _ := drop(t, reading, "a.fr.txt"); status != http.StatusForbidden {
		t.Errorf("files for a memory that is only read: %d", status)
	}
	if _, body := get(t, reading, review); strings.Contains(body, "review.js") || strings.Contains(body, "toolbar") {
		t.Error("a memory that is only read shows what changes it")
	}
	forged, _ := serve(t, pages.Options{Write: true, Uploads: intake.New(&folders{}),
		FormToken: func(*http.Request) string { return "x" }, ValidForm: func(r *http.Request) bool { return r.PostFormValue("token") == "x" }})
	if status, _ := drop(t, forged, "a.fr.txt"); status != http.StatusBadRequest {
		t.Errorf("a form without its token: %d", status)
	}
}

// sendForm sends a form as a browser does.
func sendForm(mux http.Handler, address string, form url.Values) (int, string) {
	request := httptest.NewRequest("POST", address, strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return answer(mux, request)
}

func TestUnitsAreTakenOutAndBroughtBackOnThePage(t *testing.T) {
	mux, _ := serve(t, pages.Options{Write: true})
	const address = "/memory/cleaning"
	shows := func(address string, want ...string) string {
		t.Helper()
		var body string
		for range 200 {
			if _, body = get(t, mux, address); !strings.Contains(body, "data-busy") {
				break
			}
		}
		for _, text := range want {
			if !strings.Contains(body, text) {
				t.Errorf("%s has no %s:\n%s", address, text, body)
			}
		}
		return body
	}
	send := func(form url.Values) {
		t.Helper()
		if status, body := sendForm(mux, address, form); status != http.StatusSeeOther {
			t.Errorf("%v: %d %s", form, status, body)
		}
	}
	rejected := func() bool {
		t.Helper()
		_, body := get(t, mux, review)
		return regexp.MustCompile(`<tr[^>]* class="rejected`).MatchString(body)
	}
	send(url.Values{"do": {"look"}})
	shows(address, "1 of 6 units look wrong", "the translation lacks &lt;/script&gt;", "Take out 1")
	send(url.Values{"do": {"kind"}, "kind": {"codes"}})
	shows(address, "1 units taken out", "0 of 6 units look wrong", "Bring the last 1 back")
	if !rejected() {
		t.Error("the row is not rejected")
	}
	send(url.Values{"do": {"undo"}})
	shows(address, "1 units are back", "The memory has changed since")
	if rejected() {
		t.Error("the row is still rejected")
	}
	send(url.Values{"do": {"look"}})
	one := regexp.MustCompile(`name="unit" value="(\d+)"`).FindStringSubmatch(shows(address+"?kind=codes", "codes that do not fit"))
	send(url.Values{"do": {"unit"}, "unit": {one[1]}, "shown": {"codes"}})
	shows(address, "1 units taken out", "Bring the last 1 back")
	for _, wrong := range []url.Values{{"do": {"dance"}}, {}, {"do": {"kind"}, "kind": {"nonsense"}}, {"do": {"unit"}, "unit": {"x"}}} {
		if status, _ := sendForm(mux, address, wrong); status != http.StatusBadRequest {
			t.Errorf("%v: %d", wrong, status)
		}
	}
	if status, _ := get(t, mux, address+"?kind=nonsense"); status != http.StatusNotFound {
		t.Errorf("an unknown kind: %d", status)
	}
	reading, _ := serve(t, pages.Options{})
	if status, _ := sendForm(reading, address, url.Values{"do": {"kind"}, "kind": {"empty"}}); status != http.StatusForbidden {
		t.Errorf("taking out where one may only read: %d", status)
	}
	forged, _ := serve(t, pages.Options{Write: true,
		FormToken: func(*http.Request) string { return "x" }, ValidForm: func(r *http.Request) bool { return r.PostFormValue("token") == "x" }})
	for _, do := range []string{"look", "undo", "stop"} {
		if status, _ := sendForm(forged, address, url.Values{"do": {do}}); status != http.StatusBadRequest {
			t.Errorf("%s from another page: %d", do, status)
		}
	}
}

func TestAnExportIsAFile(t *testing.T) {
	mux, _ := serve(t, pages.Options{})
	request := httptest.NewRequest("GET", "/memory/export/file?from=fr&to=ar", nil)
	recorder := httptest.NewRecorder()
	mux.ServeHTTP(recorder, request)
	if recorder.Code != http.StatusOK || recorder.Body.String() != "<tmx/>" || recorder.Header().Get("Content-Disposition") != "attachment; filename=calque.fr-ar.tmx" {
		t.Errorf("%d %v %s", recorder.Code, recorder.Header(), recorder.Body)
	}
	if status, _ := get(t, mux, "/memory/export/file?format=none"); status != http.StatusBadRequest {
		t.Errorf("no format: %d", status)
	}
}

// A story of many rows is shown in parts that links lead through, and whole to
// be printed.
func TestALongStoryIsShownInParts(t *testing.T) {
	mux := serveLong(t, "en", 450)()
	for _, test := range []struct {
		query       string
		first, rows int
		links       bool
	}{
		{"", 0, 200, true}, {"?row=200", 0, 200, true}, {"?row=201", 200, 200, true}, {"?row=450", 400, 50, true}, {"?row=451", 400, 50, true},
		{"?row=-7", 0, 200, true}, {"?row=x", 0, 200, true}, {"?part=rows&row=300", 200, 200, true}, {"?rows=all", 0, 450, false},
	} {
		status, body := get(t, mux, "/stories/long/fr/en"+test.query)
		if status != http.StatusOK {
			t.Fatalf("%s: %d", test.query, status)
		}
		rows := regexp.MustCompile(`<tr id="row-(\d+)"`).FindAllStringSubmatch(body, -1)
		if len(rows) != test.rows || rows[0][1] != fmt.Sprint(test.first) || rows[len(rows)-1][1] != fmt.Sprint(test.first+test.rows-1) {
			t.Errorf("%s: %d rows, from %v to %v", test.query, len(rows), rows[0], rows[len(rows)-1])
		}
		if shown := strings.Count(body, `aria-current="page">`+fmt.Sprintf("%d–", test.first+1)); test.links && shown != 2 {
			t.Errorf("%s: the part that is shown is marked %d times", test.query, shown)
		}
		if linked := strings.Contains(body, `<b class="link">`); linked != test.links {
			t.Errorf("%s: words matched across: %t", test.query, linked)
		}
		if !strings.Contains(body, "450 rows, 0 confirmed, 450 doubtful") || !strings.Contains(body, `data-rows="450"`) {
			t.Errorf("%s does not count the whole story", test.query)
		}
	}
}

// Links that are kept are those that would be found, for each row its own.
func TestLinksOfRowsAreFoundOnceAndKept(t *testing.T) {
	asked := 0
	var mu sync.Mutex
	store := longStore(t, "en", 30)
	p, err := pages.New(store, pages.Options{Associate: func(_, _ language.Tag, source, _ string) []match.Association {
		mu.Lock()
		defer mu.Unlock()
		asked++
		at := strings.LastIndex(source, "(1") + 1
		number := match.Span{Start: at, End: at + 4}
		return []match.Association{{Source: number, Target: match.Span{End: 1}, Evidence: "numbers"}, {Source: match.Span{End: 1}, Target: match.Span{End: 1}, Evidence: "lexicon"}}
	}})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	p.Register(mux)
	_, first := get(t, mux, "/stories/long/fr/en")
	_, again := get(t, mux, "/stories/long/fr/en")
	if asked != 30 || again != first {
		t.Errorf("asked %d times for 30 rows; the page again is the same: %t", asked, again == first)
	}
	for n := range 30 {
		if want := fmt.Sprintf(`<b class="link">%d</b>`, 1000+n); !strings.Contains(first, want) {
			t.Errorf("there is no %s", want)
		}
	}
}
