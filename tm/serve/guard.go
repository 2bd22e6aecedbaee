package serve

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// guard decides who may ask. A memory on somebody's own machine is open to
// every program of that machine, and a browser is one that runs the pages of
// strangers: such a page can point a name of its own at 127.0.0.1 (the Host is
// checked against that) or send a form to it (http.CrossOriginProtection is
// against that, and the tokens in our own forms).
type guard struct {
	options Options
	key     []byte // of this process, for cookies and the tokens of forms
	cross   *http.CrossOriginProtection
	limits  limits
	// login shows the form that asks for the token.
	login func(w http.ResponseWriter, r *http.Request, status int)
}

// sessionCookie holds the proof that its browser has shown the token.
const sessionCookie = "calque_session"

func newGuard(options Options) (*guard, error) {
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return nil, fmt.Errorf("making a key for sessions: %w", err)
	}
	return &guard{options: options, key: key, cross: http.NewCrossOriginProtection(),
		limits: limits{rate: rate.Limit(options.Rate), of: map[string]*rate.Limiter{}}}, nil
}

// contentPolicy allows a page what it brings along itself and nothing else: no
// script in the page, nothing of another site, no frame around it.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// protect answers what may not be asked, and bounds the rest.
func (g *guard) protect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if !g.knowsHost(r.Host) {
			http.Error(w, "this host name is not served here: use the address that calque serve printed", http.StatusMisdirectedRequest)
			return
		}
		if !g.limits.allow(r.RemoteAddr) {
			h.Set("Retry-After", "1")
			http.Error(w, "too many requests", http.StatusTooManyRequests)
			return
		}
		if !g.admits(r) {
			if isRead(r) && strings.Contains(r.Header.Get("Accept"), "text/html") {
				http.Redirect(w, r, "/login", http.StatusSeeOther)
				return
			}
			h.Set("WWW-Authenticate", `Bearer realm="calque"`)
			http.Error(w, "show the token: Authorization: Bearer …", http.StatusUnauthorized)
			return
		}
		if err := g.cross.Check(r); err != nil {
			http.Error(w, "a page of another site may not change the memory", http.StatusForbidden)
			return
		}
		timeout := g.options.Timeout
		if isLong(r) {
			timeout = longTime
			http.NewResponseController(w).SetWriteDeadline(time.Time{}) // where there is one
		}
		ctx, cancel := context.WithTimeout(r.Context(), timeout)
		defer cancel()
		r = r.WithContext(ctx)
		r.Body = http.MaxBytesReader(w, r.Body, g.options.MaxBody)
		next.ServeHTTP(w, r)
	})
}

// longTime bounds the time for what is as long as the memory, or as what is
// brought into it.
const longTime = time.Hour

// isLong reports whether a request exports or imports.
func isLong(r *http.Request) bool {
	switch r.URL.Path {
	case "/memory/export/file", apiRoot + "/export":
		return true
	case "/stories", "/stories/import":
		return r.Method == http.MethodPost
	}
	return strings.HasPrefix(r.URL.Path, apiRoot+"/imports")
}

// knowsHost reports whether a browser may call us by this name.
func (g *guard) knowsHost(host string) bool {
	if len(g.options.Hosts) > 0 {
		return slices.ContainsFunc(g.options.Hosts, func(known string) bool { return strings.EqualFold(known, host) })
	}
	if g.options.Token != "" {
		return true // a page of another name has no token and no cookie
	}
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	name = strings.Trim(name, "[]")
	return strings.EqualFold(name, "localhost") || name == "127.0.0.1" || name == "::1"
}

// admits reports whether a request shows the token, where there is one: in its
// header, by the cookie of a login, or as the key that the clients of Apertium
// and MyMemory can send.
func (g *guard) admits(r *http.Request) bool {
	switch {
	case g.options.Token == "", r.URL.Path == "/healthz", r.URL.Path == "/login", strings.HasPrefix(r.URL.Path, "/static/"):
		return true
	}
	if shown, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return g.isToken(shown)
	}
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		return subtle.ConstantTimeCompare([]byte(cookie.Value), []byte(g.session())) == 1
	}
	switch r.URL.Path {
	case "/translate", "/listPairs", "/get":
		return g.isToken(r.URL.Query().Get("key"))
	}
	return false
}

// isToken compares in a time that says nothing of the token, nor of its length.
func (g *guard) isToken(shown string) bool {
	a, b := sha256.Sum256([]byte(shown)), sha256.Sum256([]byte(g.options.Token))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// showLogin asks a browser for the token.
func (g *guard) showLogin(w http.ResponseWriter, r *http.Request) { g.login(w, r, http.StatusOK) }

// takeLogin gives a browser that shows the token a cookie in its place.
func (g *guard) takeLogin(w http.ResponseWriter, r *http.Request) {
	if g.options.Token == "" || !g.isToken(r.PostFormValue("token")) {
		g.login(w, r, http.StatusUnauthorized)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Value: g.session(), Path: "/", HttpOnly: true,
		SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// formToken is what a form of ours carries, so that no other page can send one.
func (g *guard) formToken(*http.Request) string { return g.sign("form") }

func (g *guard) validForm(r *http.Request) bool {
	return subtle.ConstantTimeCompare([]byte(r.PostFormValue("token")), []byte(g.sign("form"))) == 1
}

// session is what the cookie of a login holds. It is worth nothing after a
// restart.
func (g *guard) session() string { return g.sign("session") }

func (g *guard) sign(what string) string {
	mac := hmac.New(sha256.New, g.key)
	mac.Write([]byte(what))
	return hex.EncodeToString(mac.Sum(nil))
}

// limits holds each address to a rate.
type limits struct {
	rate    rate.Limit // 0: none
	mu      sync.Mutex
	of      map[string]*rate.Limiter
	cleaned time.Time
}

func (l *limits) allow(remote string) bool {
	if l.rate == 0 {
		return true
	}
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	const forget = time.Minute // a full bucket is as good as a new one
	if now := time.Now(); now.Sub(l.cleaned) > forget {
		clear(l.of)
		l.cleaned = now
	}
	if l.of[host] == nil {
		l.of[host] = rate.NewLimiter(l.rate, max(1, int(2*l.rate)))
	}
	return l.of[host].Allow()
}
