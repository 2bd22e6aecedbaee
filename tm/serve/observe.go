package serve

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// meters counts what the server does, in the text format of Prometheus.
type meters struct{ set *metrics.Set }

func newMeters() *meters { return &meters{metrics.NewSet()} }

// observe logs and counts every request.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		seen := &seenWriter{ResponseWriter: w}
		next.ServeHTTP(seen, r)
		took := time.Since(start)
		part := partOf(r.URL.Path)
		s.metrics.set.GetOrCreateCounter(fmt.Sprintf(`calque_requests_total{part=%q,code="%d"}`, part, seen.code())).Inc()
		s.metrics.set.GetOrCreatePrometheusHistogram(fmt.Sprintf(`calque_request_seconds{part=%q}`, part)).Update(took.Seconds())
		s.options.Log.InfoContext(r.Context(), "request", "method", r.Method, "part", part, "code", seen.code(),
			"bytes", seen.bytes, "took", took, "remote", r.RemoteAddr)
	})
}

// partOf names the protocol of a request; the rest of a path may be a text.
func partOf(path string) string {
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	switch first {
	case "tmserver", "translate", "listPairs", "get", "healthz", "metrics", "static":
		return first
	case "api":
		version, rest, _ := strings.Cut(rest, "/")
		resource, _, _ := strings.Cut(rest, "/")
		if version == "v1" && isWord(resource) {
			return "api/" + resource
		}
	}
	return "page"
}

// isWord keeps a stranger from making as many meters as he likes.
func isWord(s string) bool {
	return len(s) <= 20 && !strings.ContainsFunc(s, func(r rune) bool { return r < 'a' || r > 'z' })
}

func (s *Server) writeMetrics(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	s.metrics.set.WritePrometheus(w)
	metrics.WriteProcessMetrics(w)
}

// seenWriter remembers what was answered.
type seenWriter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *seenWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *seenWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *seenWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *seenWriter) code() int {
	if w.status == 0 {
		return http.StatusOK
	}
	return w.status
}
