package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"
)

// Serve measures a server of a large memory: each kind of request by itself,
// and then all kinds from many clients at once, each of which asks again as
// soon as it is answered. The clients run on the same machine and take their
// share of it.
type Serve struct {
	// Path is the file of the memory. One that is there is served as it is;
	// else it is made and stays there.
	Path string
	// Open makes the memory.
	Open   func(ctx context.Context, path string) (Store, error)
	Lang   language.Tag // of the corpus; French when und
	Corpus func() iter.Seq2[string, error]
	// Queries are the texts that are asked for.
	Queries []string
	// Command is the server; it says its address on stderr.
	Command func(ctx context.Context, path string) *exec.Cmd
	// Other is the address of another program's tmserver that is asked the same
	// afterwards, up to and with "/tmserver"; empty for none.
	Other    string
	Clients  int           // 50 when zero
	Time     time.Duration // of the load; a minute when zero
	Progress func(doing string)
}

// pageGoal is for the 95th percentile of a page that one person asks for, among
// a million units.
const pageGoal = 100 * time.Millisecond

// request is a kind of request.
type request struct {
	name  string
	page  bool // a person waits for it
	share int  // of all requests, in relation to the others
	path  func(text string) string
}

func plainPath(path string) func(string) string { return func(string) string { return path } }

// tmserverRequest is a look-up as CAT tools ask for it.
func tmserverRequest(root string, from, to language.Tag) request {
	return request{"tmserver", false, 4, func(text string) string {
		return fmt.Sprintf("%s/%s/%s/unit/%s", root, from, to, url.PathEscape(text))
	}}
}

func (b Serve) requests() []request {
	pair := fmt.Sprintf("from=%s&to=%s&", b.Lang, Target)
	return []request{
		tmserverRequest("/tmserver", b.Lang, Target),
		{"/api/v1/lookup", false, 3, func(text string) string { return "/api/v1/lookup?" + pair + "text=" + url.QueryEscape(text) }},
		{"page of a search", true, 2, func(text string) string { return "/?" + pair + "q=" + url.QueryEscape(text) }},
		{"page of a word", true, 2, func(text string) string {
			return "/?" + pair + "q=" + url.QueryEscape(slices.MaxFunc(strings.Fields(text), func(a, b string) int { return len(a) - len(b) }))
		}},
		{"page of the stories", true, 1, plainPath("/stories")},
		{"page of the memory", true, 1, plainPath("/memory")},
	}
}

// Run measures. It makes the memory first when there is none.
func (b Serve) Run(ctx context.Context) (Report, error) {
	b.Queries = slices.DeleteFunc(slices.Clone(b.Queries), func(text string) bool { return strings.TrimSpace(text) == "" })
	if len(b.Queries) == 0 {
		return Report{}, errors.New("no queries to measure with")
	}
	if b.Lang == language.Und {
		b.Lang = language.French
	}
	if b.Clients == 0 {
		b.Clients = 50
	}
	if b.Time == 0 {
		b.Time = time.Minute
	}
	if b.Progress == nil {
		b.Progress = func(string) {}
	}
	filling := &concordanceRun{Concordance: Concordance{Path: b.Path, Open: b.Open, Lang: b.Lang, Corpus: b.Corpus, Progress: b.Progress}}
	if err := filling.fill(ctx); err != nil {
		return filling.report, err
	}
	report := filling.report
	server, err := startServer(b.Command(ctx, b.Path))
	if err != nil {
		return report, err
	}
	defer server.stop()
	if err := b.measure(ctx, &report, server); err != nil || b.Other == "" {
		return report, err
	}
	b.Progress("look-ups as tmserver")
	own := b.load(ctx, server.address, []request{tmserverRequest("/tmserver", b.Lang, Target)}, b.Clients, b.Time)
	own.report(&report, "tmserver alone: ")
	b.Progress("the other tmserver")
	other := b.load(ctx, b.Other, []request{tmserverRequest("", b.Lang, Target)}, b.Clients, b.Time)
	other.report(&report, "the other tmserver: ")
	return report, ctx.Err()
}

// warmUp is how long the server is asked before anything is measured: it reads
// its index meanwhile.
const warmUp = 10 * time.Second

func (b Serve) measure(ctx context.Context, report *Report, server *served) error {
	kinds := b.requests()
	b.Progress("warming up")
	b.load(ctx, server.address, kinds, 2, min(warmUp, b.Time))
	for _, kind := range kinds {
		b.Progress("one client, " + kind.name)
		alone := b.load(ctx, server.address, []request{kind}, 1, min(5*time.Second, b.Time))
		t := alone.took[kind.name]
		if len(t) == 0 || ctx.Err() != nil {
			return fmt.Errorf("the server does not answer %s: %w", kind.name, errors.Join(alone.err, ctx.Err()))
		}
		report.add("one client, "+kind.name+": p50 / worst", "%s / %s", inUnits(t.at(50)), inUnits(t.at(100)))
		if kind.page {
			report.limit("one client, "+kind.name+": p95", t.at(95), pageGoal)
		} else {
			report.add("one client, "+kind.name+": p95", "%s", inUnits(t.at(95)))
		}
	}
	b.Progress(fmt.Sprintf("%d clients, %s", b.Clients, b.Time))
	all := b.load(ctx, server.address, kinds, b.Clients, b.Time)
	all.report(report, "")
	if mb := residentMB(server.command.Process.Pid); mb > 0 {
		report.add("memory of the server", "%d MB", mb)
	}
	return ctx.Err()
}

// served is a server that runs.
type served struct {
	command *exec.Cmd
	address string // without a slash at the end
}

// startServer starts a server and waits until it says its address.
func startServer(command *exec.Cmd) (*served, error) {
	stderr, err := command.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("starting the server: %w", err)
	}
	var said strings.Builder
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		if _, rest, ok := strings.Cut(lines.Text(), "http://"); ok {
			go io.Copy(io.Discard, stderr) // a full pipe would stop the server
			address, _, _ := strings.Cut(rest, " ")
			return &served{command, "http://" + strings.TrimRight(address, "/")}, nil
		}
		said.WriteString(lines.Text() + "\n")
	}
	return nil, fmt.Errorf("the server says no address: %w: %s", command.Wait(), &said)
}

func (s *served) stop() {
	if s.command.Process.Signal(os.Interrupt) != nil {
		s.command.Process.Kill()
	}
	s.command.Wait()
}

// answers is what came of a load.
type answers struct {
	clients int
	lasted  time.Duration
	took    map[string]times // by kind
	failed  int
	err     error // of one that failed
}

// load asks for some time, from some clients at once.
func (b Serve) load(ctx context.Context, address string, kinds []request, clients int, lasts time.Duration) answers {
	shares := 0
	for _, kind := range kinds {
		shares += kind.share
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}, Timeout: time.Minute}
	defer client.CloseIdleConnections()
	all := answers{clients: clients, took: map[string]times{}}
	var mu sync.Mutex
	var at sync.WaitGroup
	start := time.Now()
	for n := range clients {
		at.Go(func() {
			random := rand.New(rand.NewPCG(7, uint64(n)))
			for time.Since(start) < lasts && ctx.Err() == nil {
				kind := drawn(kinds, random.IntN(shares))
				path := kind.path(b.Queries[random.IntN(len(b.Queries))])
				began := time.Now()
				err := fetch(ctx, client, address+path)
				took := time.Since(began)
				mu.Lock()
				if err != nil {
					all.failed, all.err = all.failed+1, err
				} else {
					all.took[kind.name] = append(all.took[kind.name], took)
				}
				mu.Unlock()
			}
		})
	}
	at.Wait()
	all.lasted = time.Since(start)
	for _, t := range all.took {
		slices.Sort(t)
	}
	return all
}

// drawn is the kind that a number below the sum of all shares stands for.
func drawn(kinds []request, n int) request {
	for _, kind := range kinds {
		if n -= kind.share; n < 0 {
			return kind
		}
	}
	return kinds[len(kinds)-1]
}

func fetch(ctx context.Context, client *http.Client, address string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", address, response.Status)
	}
	return nil
}

// report adds what came of a load.
func (a answers) report(to *Report, whose string) {
	whole := whose + fmt.Sprintf("%d clients", a.clients)
	var all times
	names := make([]string, 0, len(a.took))
	for name, t := range a.took {
		all, names = append(all, t...), append(names, name)
	}
	slices.Sort(all)
	slices.Sort(names)
	to.add(whole+": requests a second", "%.0f", float64(len(all))/a.lasted.Seconds())
	line := func(name string, t times) {
		if len(t) > 0 {
			to.add(name+": p50 / p95 / p99", "%s / %s / %s", inUnits(t.at(50)), inUnits(t.at(95)), inUnits(t.at(99)))
		}
	}
	line(whole, all)
	if len(names) > 1 {
		for _, name := range names {
			line(whole+", "+name, a.took[name])
		}
	}
	to.number(whole+": failed", float64(a.failed), 0, "requests")
	if a.err != nil {
		to.add("  one of them", "%v", a.err)
	}
}
