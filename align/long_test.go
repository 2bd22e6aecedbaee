package align_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"

	"calque/align"
	"calque/align/lexicon"
)

// BenchmarkLongTextWithLexicon aligns two texts of ten thousand sentences, made
// of the words of the shipped lexicon:
//
//	go test -run '^$' -bench LongTextWithLexicon -benchtime 1x -cpu 1 ./align
//
// It reports the most memory that was in use: MB-heap is what the collector
// found alive or not yet swept, MB-RSS what the process had from the system
// (Linux only), the texts and the lexicon among it. "right" is the share of the
// beads that the texts were made with which came out.
func BenchmarkLongTextWithLexicon(b *testing.B) {
	for _, target := range []language.Tag{language.English, language.Chinese} {
		b.Run("fr-"+target.String(), func(b *testing.B) {
			text := newLongText(10_000, target)
			a := align.New(language.French, target, align.WithLexicon(lexicon.Shipped()))
			runtime.GC()
			forgetPeak()
			peak := watchHeap()
			var beads []align.Bead
			for b.Loop() {
				var err error
				if beads, err = a.Align(context.Background(), text.source, text.target); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(peak()/(1<<20), "MB-heap")
			if rss, ok := peakRSS(); ok {
				b.ReportMetric(rss/(1<<20), "MB-RSS")
			}
			b.ReportMetric(text.right(beads), "right")
		})
	}
}

// A longText is a text and its translation with the beads between them.
type longText struct {
	source, target []align.Sentence
	beads          map[[4]int]bool // source from, to, target from, to
}

// newLongText makes sentences of words of the lexicon, common ones more often,
// with a name or a number in some. The translation leaves out, joins and parts
// sentences.
func newLongText(n int, lang language.Tag) *longText {
	r := rand.New(rand.NewPCG(1, 2))
	l := lexicon.Shipped()
	entries := l.Entries()
	from, to := l.Column(language.French), l.Column(lang)
	between := " "
	if lang == language.Chinese {
		between = ""
	}
	sentence := func() (string, string) {
		var s, t []string
		for range 6 + r.IntN(18) {
			switch r.IntN(20) {
			case 0:
				number := fmt.Sprint(r.IntN(5000))
				s, t = append(s, number), append(t, number)
			case 1:
				name := string(rune('A'+r.IntN(26))) + []string{"ardol", "enkova", "imbert", "osterman", "ulanda"}[r.IntN(5)]
				s, t = append(s, name), append(t, name)
			default:
				e := entries[int(float64(len(entries))*r.Float64()*r.Float64()*r.Float64())]
				own, other := e.Forms(from), e.Forms(to)
				if len(own) == 0 || len(other) == 0 {
					continue
				}
				s = append(s, strings.TrimSuffix(own[0], "*"))
				if r.IntN(4) > 0 { // otherwise rendered freely
					t = append(t, strings.TrimSuffix(other[r.IntN(len(other))], "*"))
				}
			}
		}
		return strings.Join(s, " ") + ".", strings.Join(t, between) + "."
	}
	text := &longText{beads: map[[4]int]bool{}}
	for len(text.source) < n || len(text.target) < n {
		i, j := len(text.source), len(text.target)
		kind := r.IntN(20)
		for k := range 2 {
			s, t := sentence()
			switch {
			case kind == 0 && k == 0: // left out
				text.source = append(text.source, align.Sentence{Text: s})
			case kind == 1 && k == 0: // added
				text.target = append(text.target, align.Sentence{Text: t})
			case k == 0 || kind == 2 || kind == 3:
				text.source, text.target = append(text.source, align.Sentence{Text: s}), append(text.target, align.Sentence{Text: t})
			}
		}
		switch kind {
		case 2:
			text.target = joinLast(text.target)
		case 3:
			text.source = joinLast(text.source)
		}
		text.beads[[4]int{i, len(text.source), j, len(text.target)}] = true
	}
	return text
}

// joinLast makes one of the last two sentences.
func joinLast(list []align.Sentence) []align.Sentence {
	n := len(list) - 2
	return append(list[:n], align.Sentence{Text: list[n].Text + " " + list[n+1].Text})
}

func (t *longText) right(beads []align.Bead) float64 {
	right := 0
	for _, b := range beads {
		if t.beads[[4]int{b.Source.From, b.Source.To, b.Target.From, b.Target.To}] {
			right++
		}
	}
	return float64(right) / float64(len(t.beads))
}

// watchHeap looks at the heap often until the returned function is called,
// which gives the most bytes that were in use.
func watchHeap() (peak func() float64) {
	stop, result := make(chan bool), make(chan uint64)
	go func() {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		most := uint64(0)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			metrics.Read(sample)
			most = max(most, sample[0].Value.Uint64())
			select {
			case <-stop:
				result <- most
				return
			case <-tick.C:
			}
		}
	}()
	return func() float64 {
		close(stop)
		return float64(<-result)
	}
}

// forgetPeak has the system count the peak of the memory anew.
func forgetPeak() {
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // no such file: no peak
}

// peakRSS gives the most memory that the process has had, in bytes.
func peakRSS() (bytes float64, ok bool) {
	data, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(data)) {
		var kilobytes float64
		if n, _ := fmt.Sscanf(line, "VmHWM: %f kB", &kilobytes); n == 1 {
			return kilobytes * 1024, true
		}
	}
	return 0, false
}
