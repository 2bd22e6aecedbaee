package serve_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/serve"
	"calque/tm/sqlite"
)

const (
	snow  = "Il neige sur le col depuis lundi 12 mai."
	slash = "Prix : 3/4 de l’offre, dit-on… quoi ? #5 😀 a//b ../c 100 %"
)

// memory makes a memory of a few units.
func memory(t testing.TB) *sqlite.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "calque.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	units := []tm.Unit{
		{Source: tm.Variant{Lang: language.French, Text: snow}, Target: tm.Variant{Lang: language.English, Text: "It has been snowing on the pass since Monday 12 May."}},
		{Source: tm.Variant{Lang: language.French, Text: slash}, Target: tm.Variant{Lang: language.English, Text: "Price: 3/4 of the offer"}},
		{Source: tm.Variant{Lang: language.French, Text: snow}, Target: tm.Variant{Lang: language.Chinese, Text: "自5月12日星期一以来，山口一直在下雪。"}},
	}
	_, err = store.PutUnits(t.Context(), func(yield func(tm.Unit, error) bool) {
		for _, u := range units {
			u.Status, u.Confidence = tm.StatusConfirmed, 1
			if !yield(u, nil) {
				return
			}
		}
	}, tm.PutUnitsOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// start serves a memory and returns the address.
func start(t testing.TB, options serve.Options) string {
	t.Helper()
	return serveStore(t, memory(t), options)
}

func serveStore(t testing.TB, store tm.Store, options serve.Options) string {
	t.Helper()
	handler, err := serve.New(store, options)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// call makes a request and returns the status and the body.
func call(t testing.TB, method, address, body string, headers ...string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			request.Host = headers[i+1]
		}
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

func TestTMServerAnswersAsToolsExpect(t *testing.T) {
	base := start(t, serve.Options{}) + "/tmserver/"
	edited := strings.Replace(snow, "lundi", "mardi", 1)
	for _, test := range []struct {
		name, path string
		quality    string // in the JSON; empty for no match
	}{
		{"exact", "fr/en/unit/" + url.PathEscape(snow), `"quality":100.0`},
		{"fuzzy", "fr/en/unit/" + url.PathEscape(edited), `"quality":90.0`},
		{"a query instead of the path", "fr/en/unit/?source=" + url.QueryEscape(snow), `"quality":100.0`},
		{"codes as Okapi writes them", "fr_FR/en_US/unit/" + url.PathEscape(snow), `"quality":100.0`},
		{"codes as Weblate writes them", "fr/zh_cn/unit/" + url.PathEscape(snow), `"quality":100.0`},
		{"zh_hans", "fr/zh_Hans/unit/" + url.PathEscape(snow), `"quality":100.0`},
		{"slashes, dots, marks and an emoji", "fr/en/unit/" + url.PathEscape(slash), `"quality":100.0`},
		{"nothing like it", "fr/en/unit/test", ""},
		{"a pair that is not there", "en/de/unit/test", ""},
		{"a higher threshold", "fr/en/unit/" + url.PathEscape(edited) + "?min_similarity=95", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			status, body := call(t, "GET", base+test.path, "")
			var matches []struct {
				Source, Target string
				Quality, Rank  float64
			}
			if err := json.Unmarshal([]byte(body), &matches); status != http.StatusOK || err != nil {
				t.Fatalf("%d %s", status, body)
			}
			if !strings.Contains(body, test.quality) || (test.quality == "") != (len(matches) == 0) {
				t.Errorf("got %s, want %s", body, test.quality)
			}
		})
	}
	if status, body := call(t, "GET", base+"languages/", ""); status != http.StatusOK || !strings.Contains(body, `"targetLanguages":["en","fr","zh","zh_cn","zh_hans"]`) {
		t.Errorf("languages: %d %s", status, body)
	}
	for path, want := range map[string]int{"xx!/en/unit/a": 400, "fr/en/unit/%zz": 400, "fr/en/other/a": 404, "fr": 404, "": 404} {
		request := httptest.NewRequest("GET", "/", nil)
		request.Host = "localhost"
		request.URL = &url.URL{Path: "/tmserver/" + path, RawPath: "/tmserver/" + path}
		handler, err := serve.New(memory(t), serve.Options{})
		if err != nil {
			t.Fatal(err)
		}
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		if recorder.Code != want && !(path == "fr/en/unit/%zz" && recorder.Code == http.StatusOK) {
			t.Errorf("%q: %d, want %d", path, recorder.Code, want)
		}
	}
}

func TestToolsStoreUnitsWhenWritingIsAllowed(t *testing.T) {
	text := "Le vent se lève / il faut tenter de vivre."
	body := `{"source":"` + text + `","target":"The wind is rising."}`
	closed := start(t, serve.Options{})
	if status, _ := call(t, "PUT", closed+"/tmserver/fr/en/unit/x", body); status != http.StatusForbidden {
		t.Errorf("a memory for reading takes a unit: %d", status)
	}
	open := start(t, serve.Options{Write: true})
	for _, method := range []string{"PUT", "POST"} {
		if status, answer := call(t, method, open+"/tmserver/fr/en/unit/"+url.PathEscape(text), body); status != http.StatusOK {
			t.Errorf("%s: %d %s", method, status, answer)
		}
	}
	if _, answer := call(t, "GET", open+"/tmserver/fr/en/unit/"+url.PathEscape(text), ""); strings.Count(answer, "The wind is rising.") != 1 {
		t.Errorf("after two times the same unit: %s", answer)
	}
	status, answer := call(t, "POST", open+"/tmserver/fr/de/store/meteo.po", `[{"source":"Pluie","target":"Regen","context":"a"},{"source":"Vent","target":"Wind"}]`)
	if status != http.StatusOK || !strings.Contains(answer, `"added":2`) {
		t.Errorf("a store: %d %s", status, answer)
	}
	for name, bad := range map[string]struct {
		body string
		want int
	}{
		"no JSON": {"source=a", 400}, "nothing": {"", 400}, "no target": {`{"source":"a"}`, 422},
	} {
		if status, answer := call(t, "PUT", open+"/tmserver/fr/en/unit/a", bad.body); status != bad.want {
			t.Errorf("%s: %d %s", name, status, answer)
		}
	}
	if status, _ := call(t, "DELETE", open+"/tmserver/fr/en/unit/a", ""); status != http.StatusMethodNotAllowed {
		t.Errorf("DELETE: %d", status)
	}
}

func TestApertiumAndMyMemoryClients(t *testing.T) {
	base := start(t, serve.Options{})
	for path, want := range map[string]string{
		"/translate?langpair=fr|en&markUnknown=no&q=" + url.QueryEscape(snow):                        `{"responseData":{"translatedText":"It has been snowing on the pass since Monday 12 May."},"responseDetails":null,"responseStatus":200}`,
		"/translate?langpair=fra|eng&q=" + url.QueryEscape(snow):                                     `"translatedText":"It has`,
		"/translate?langpair=fr|en&q=" + url.QueryEscape(strings.Replace(snow, "neige", "pleut", 1)): `"translatedText":""`,
		"/translate?langpair=fr": `"status":"error"`,
		"/listPairs":             `{"sourceLanguage":"fra","targetLanguage":"eng"}`,
		"/get?langpair=fr|en&q=" + url.QueryEscape(snow): `"translatedText":"It has been snowing on the pass since Monday 12 May.","match":1`,
		"/get?langpair=fr|en":                            `"responseStatus":403`,
	} {
		if _, body := call(t, "GET", base+path, ""); !strings.Contains(body, want) {
			t.Errorf("%s: %s, want %s", path, body, want)
		}
	}
}

func TestWhoMayAsk(t *testing.T) {
	unit := "/tmserver/fr/en/unit/test"
	open := start(t, serve.Options{Write: true})
	locked := start(t, serve.Options{Write: true, Token: "s3cret"})
	named := start(t, serve.Options{Hosts: []string{"memory.example:80"}})
	for _, test := range []struct {
		name, method, address string
		headers               []string
		want                  int
	}{
		{"a browser of this machine", "GET", open + unit, []string{"Host", "localhost:8077"}, 200},
		{"a name that a stranger pointed here", "GET", open + unit, []string{"Host", "evil.example"}, 421},
		{"a name like ours", "GET", open + unit, []string{"Host", "localhost.evil.example"}, 421},
		{"the name that was given", "GET", named + unit, []string{"Host", "Memory.example:80"}, 200},
		{"another than was given", "GET", named + unit, []string{"Host", "127.0.0.1"}, 421},
		{"a page of another site that writes", "PUT", open + unit, []string{"Origin", "https://evil.example"}, 403},
		{"a browser says that it is another site", "PUT", open + unit, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"a page of another site that reads gets no leave to see it", "GET", open + unit, []string{"Origin", "https://evil.example"}, 200},
		{"no token", "GET", locked + unit, nil, 401},
		{"a wrong token", "GET", locked + unit, []string{"Authorization", "Bearer s3cre"}, 401},
		{"the token", "GET", locked + unit, []string{"Authorization", "Bearer s3cret"}, 200},
		{"a cookie that is not ours", "GET", locked + unit, []string{"Cookie", "calque_session=00"}, 401},
		{"a key for Apertium's clients", "GET", locked + "/translate?langpair=fr|en&q=a&key=s3cret", nil, 200},
		{"a wrong key", "GET", locked + "/translate?langpair=fr|en&q=a&key=x", nil, 401},
		{"a key elsewhere", "GET", locked + unit + "?key=s3cret", nil, 401},
		{"the health is no secret", "GET", locked + "/healthz", nil, 200},
		{"the meters are", "GET", locked + "/metrics", nil, 401},
	} {
		if status, body := call(t, test.method, test.address, `{"source":"a","target":"b"}`, test.headers...); status != test.want {
			t.Errorf("%s: %d %s, want %d", test.name, status, body, test.want)
		}
	}
}

func TestRequestsAreBounded(t *testing.T) {
	small := start(t, serve.Options{Write: true, MaxBody: 1000})
	if status, _ := call(t, "POST", small+"/tmserver/fr/en/store/a", "["+strings.Repeat(`{"source":"a","target":"b"},`, 100)+"{}]"); status != http.StatusRequestEntityTooLarge {
		t.Errorf("a body that is too large: %d", status)
	}
	slow := start(t, serve.Options{Rate: 1})
	var refused int
	for range 10 {
		if status, _ := call(t, "GET", slow+"/healthz", ""); status == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused < 5 {
		t.Errorf("of 10 requests at once %d were refused", refused)
	}
	late := start(t, serve.Options{Timeout: time.Nanosecond})
	if status, _ := call(t, "GET", late+"/tmserver/fr/en/unit/test", ""); status != http.StatusServiceUnavailable {
		t.Errorf("without time: %d", status)
	}
}

func TestEveryAnswerCarriesItsPolicy(t *testing.T) {
	base := start(t, serve.Options{})
	response, err := http.Get(base + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
	} {
		if got := response.Header.Get(name); !strings.Contains(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := response.Header.Get("Access-Control-Allow-Origin"); got != "" {
		t.Errorf("other sites may read: %q", got)
	}
}

func TestMetricsCountRequestsByPartAndNotByText(t *testing.T) {
	base := start(t, serve.Options{})
	call(t, "GET", base+"/tmserver/fr/en/unit/secret", "")
	call(t, "GET", base+"/api/v1/'%22%0Aevil", "")
	_, body := call(t, "GET", base+"/metrics", "")
	if !strings.Contains(body, `calque_requests_total{part="tmserver",code="200"} 1`) {
		t.Errorf("the meters say\n%s", body)
	}
	if strings.Contains(body, "secret") || strings.Contains(body, "evil") {
		t.Error("the meters tell what was asked")
	}
}

func FuzzAnyAddressIsAnswered(f *testing.F) {
	for _, seed := range []string{"/tmserver/fr/en/unit/a%2Fb", "/translate?langpair=fr|en&q=a", "/get?q=%FF", "/tmserver/languages/", "//../x"} {
		f.Add(seed, "GET", "")
	}
	f.Add("/tmserver/fr/en/store/a", "POST", `[{"source":"a","target":"b"}]`)
	handler, err := serve.New(memory(f), serve.Options{Write: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, address, method, body string) {
		target, err := url.ParseRequestURI(address)
		if err != nil {
			return
		}
		request := httptest.NewRequest("GET", "/", strings.NewReader(body))
		request.Method, request.URL, request.Host = method, target, "localhost"
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		if recorder.Code >= 500 {
			t.Errorf("%s %q: %d %s", method, address, recorder.Code, recorder.Body)
		}
	})
}
