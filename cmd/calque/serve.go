package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os/exec"
	"runtime"
	"time"

	"github.com/urfave/cli/v2"

	"calque/align/article/langid"
	"calque/align/lexicon"
	"calque/tm/clean"
	"calque/tm/ingest"
	"calque/tm/serve"
	"calque/tm/sqlite"
)

func serveCommand() *cli.Command {
	return &cli.Command{
		Name:  "serve",
		Usage: "look up, search and review in the browser; answer CAT tools",
		Description: `Serves the memory until Ctrl-C, to this machine only:

   calque serve
   calque serve --read-only --listen 127.0.0.1:9000

Weblate, Okapi and Virtaal take http://127.0.0.1:8077/tmserver/ as an address of tmserver
or amaGama; OmegaT 6 takes http://127.0.0.1:8077 as one of Apertium; /get is MyMemory's.
/api/v1 is for programs; /api/v1/openapi.json describes it. /healthz and /metrics are for
whoever watches over it.

Another address than one of this machine wants a token in CALQUE_TOKEN, which clients send
as Authorization: Bearer (Apertium's and MyMemory's as key=). There is no encryption: put a
web server with a certificate in front, and name it with --host.`,
		Flags: []cli.Flag{
			dbFlag(),
			&cli.StringFlag{Name: "listen", EnvVars: env("listen"), Value: "127.0.0.1:8077", Usage: "the `ADDRESS` to answer at; port 0 takes one that is free"},
			&cli.StringSliceFlag{Name: "host", EnvVars: env("host"), Usage: "a `NAME:PORT` that browsers may call this server by, besides its own"},
			&cli.BoolFlag{Name: "read-only", EnvVars: env("read-only"), Usage: "let nobody change the memory"},
			&cli.Float64Flag{Name: "rate", EnvVars: env("rate"), Usage: "take at most `N` requests a second from one address; 0 is no limit"},
			&cli.BoolFlag{Name: "open", EnvVars: env("open"), Usage: "open the address in a browser"},
			&cli.BoolFlag{Name: "log", EnvVars: env("log"), Usage: "write a line of JSON for each request to stderr"},
			&cli.StringFlag{Name: "token", EnvVars: env("token"), Hidden: true}, // by its variable: what stands on a command line others can read
		},
		Action: runServe,
	}
}

func runServe(c *cli.Context) error {
	if c.Args().Present() {
		return usagef("calque serve takes no argument: --db names the memory, --listen the address")
	}
	token := c.String("token")
	local, err := isLocal(c.Context, c.String("listen"))
	if err != nil {
		return usagef("--listen %s: %v", c.String("listen"), err)
	}
	if !local && token == "" {
		return usagef("--listen %s can be reached from other machines: set CALQUE_TOKEN to a long secret that clients must show, or listen on 127.0.0.1", c.String("listen"))
	}
	store, err := openMemory(c, sqlite.Options{ReadOnly: c.Bool("read-only")})
	if err != nil {
		return err
	}
	defer store.Close()
	listener, err := (&net.ListenConfig{}).Listen(c.Context, "tcp", c.String("listen"))
	if err != nil {
		return fmt.Errorf("%w: choose another address with --listen", err)
	}
	defer listener.Close()
	options, err := serveOptions(c, store, listener)
	if err != nil {
		return err
	}
	handler, err := serve.New(store, options)
	if err != nil {
		return err
	}
	defer handler.Close()
	address := "http://" + listener.Addr().String() + "/"
	note(c, "serving %s at %s until Ctrl-C", c.String("db"), address)
	if c.Bool("open") {
		openBrowser(c, address)
	}
	go warm(c, store)
	return serveUntilDone(c.Context, listener, handler)
}

// serveOptions is what the flags say, with what the server needs of the aligner
// and of the importer.
func serveOptions(c *cli.Context, store *sqlite.Store, listener net.Listener) (serve.Options, error) {
	lexicons, err := ingest.LoadLexicons(c.Context, store)
	if err != nil {
		return serve.Options{}, err
	}
	options := serve.Options{
		Token: c.String("token"), Write: !c.Bool("read-only"), Rate: c.Float64("rate"), Version: c.App.Version,
		Detect: langid.Detect, Names: lexicon.RegionNames, Associate: lexicons.Associate(),
		Realign: ingest.New(store, ingest.Options{Lexicons: lexicons}).Realign, Import: dropped{store},
		Export:     served{store, c.App.Version},
		CleanRules: func(ctx context.Context) (clean.Rules, error) { return cleanRules(ctx, store) },
		Lexicons:   lexiconSizes(store),
	}
	if hosts := c.StringSlice("host"); len(hosts) > 0 {
		options.Hosts = append(ownHosts(listener), hosts...)
	}
	if c.Bool("log") {
		options.Log = slog.New(slog.NewJSONHandler(c.App.ErrWriter, nil))
	}
	return options, nil
}

// isLocal reports whether an address can only be reached from this machine.
func isLocal(ctx context.Context, address string) (bool, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false, fmt.Errorf("write it as HOST:PORT, such as 127.0.0.1:8077")
	}
	if host == "" {
		return false, nil // all addresses of this machine
	}
	found, err := net.DefaultResolver.LookupIPAddr(ctx, host)
	if err != nil {
		return false, err
	}
	for _, a := range found {
		if !a.IP.IsLoopback() {
			return false, nil
		}
	}
	return true, nil
}

// ownHosts are the names by which a browser of this machine calls the server.
func ownHosts(listener net.Listener) []string {
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return nil
	}
	var hosts []string
	for _, name := range []string{"localhost", "127.0.0.1", "::1"} {
		hosts = append(hosts, net.JoinHostPort(name, port))
	}
	return hosts
}

// warm reads the index into memory, so that the first look-ups are quick too.
func warm(c *cli.Context, store *sqlite.Store) {
	err := store.LoadIndex(c.Context)
	if err != nil && !errors.Is(err, context.Canceled) {
		note(c, "calque: look-ups go to the file, since the index could not be read ahead: %v", err)
	}
}

// How long the server waits: for a request to come in whole, for one to be
// taken away, and for those at work when it is told to stop.
const (
	headerTime   = 10 * time.Second
	readTime     = 2 * time.Minute
	writeTime    = 2 * time.Minute
	idleTime     = 2 * time.Minute
	stopTime     = 20 * time.Second
	maxHeaderLen = 64 << 10 // holds the longest text in an address
)

// serveUntilDone answers until ctx is done, and then lets requests at work
// finish.
func serveUntilDone(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: headerTime, ReadTimeout: readTime,
		WriteTimeout: writeTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHeaderLen}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	if err := server.Shutdown(stopping); err != nil {
		return fmt.Errorf("stopping: %w", err)
	}
	return nil
}

// openBrowser shows the address in the browser of whoever started the server.
func openBrowser(c *cli.Context, address string) {
	command := map[string][]string{"darwin": {"open"}, "windows": {"rundll32", "url.dll,FileProtocolHandler"}}[runtime.GOOS]
	if command == nil {
		command = []string{"xdg-open"}
	}
	if err := exec.Command(command[0], append(command[1:], address)...).Start(); err != nil {
		note(c, "calque: no browser could be opened (%v): go to %s yourself", err, address)
	}
}
