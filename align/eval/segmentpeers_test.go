package eval_test

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"calque/align/eval"
	"calque/align/segment"

	uax29 "github.com/clipperhouse/uax29/v2/sentences"
	punkt "github.com/neurosnap/sentences"
	punkten "github.com/neurosnap/sentences/english"
	"golang.org/x/text/language"
)

// gold is a folder of gold sentences for the side-by-side comparison:
//
//	go test ./align/eval -run Peers -v -gold DIR
var gold = flag.String("gold", "", "folder of gold sentences (*.jsonl, rules/*.json) to compare segmenters on")

// native is the segmenter of this project.
func native(lang language.Tag) eval.Segmenter { return segment.New(lang) }

// uax is Unicode Standard Annex 29 as clipperhouse/uax29 implements it.
type uax struct{}

func (uax) Segment(block string) []segment.Span {
	var spans []segment.Span
	it := uax29.FromString(block)
	for it.Next() {
		spans = appendTrimmed(spans, block, it.Start(), it.End())
	}
	return spans
}

// unsupervised is punkt (Kiss and Strunk 2006) as neurosnap/sentences
// implements it, with that library's model of the language.
type unsupervised struct {
	tokenizer *punkt.DefaultSentenceTokenizer
}

func (u unsupervised) Segment(block string) []segment.Span {
	var spans []segment.Span
	for _, s := range u.tokenizer.Tokenize(block) {
		spans = appendTrimmed(spans, block, s.Start, s.End)
	}
	return spans
}

// appendTrimmed adds a span without the white space around it.
func appendTrimmed(spans []segment.Span, block string, from, to int) []segment.Span {
	text := block[from:to]
	left := len(text) - len(strings.TrimSpace(text))
	if left == len(text) {
		return spans
	}
	start := from + strings.Index(text, strings.TrimSpace(text))
	return append(spans, segment.Span{Start: start, End: start + len(strings.TrimSpace(text))})
}

// newPunkt loads the models that come with the library; languages without one
// get the English one.
func newPunkt(tb testing.TB) eval.NewSegmenter {
	tb.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/neurosnap/sentences").Output()
	if err != nil {
		tb.Skipf("finding the models of neurosnap/sentences: %v", err)
	}
	names := map[string]string{"fr": "french", "de": "german", "es": "spanish", "it": "italian", "pt": "portuguese"}
	known := map[string]unsupervised{}
	return func(lang language.Tag) eval.Segmenter {
		base, _ := lang.Base()
		if u, ok := known[base.String()]; ok {
			return u
		}
		u := loadPunkt(tb, strings.TrimSpace(string(out)), names[base.String()])
		known[base.String()] = u
		return u
	}
}

func loadPunkt(tb testing.TB, dir, name string) unsupervised {
	tb.Helper()
	if name == "" {
		t, err := punkten.NewSentenceTokenizer(nil)
		if err != nil {
			tb.Fatal(err)
		}
		return unsupervised{t}
	}
	data, err := os.ReadFile(filepath.Join(dir, "data", name+".json"))
	if err != nil {
		tb.Fatal(err)
	}
	training, err := punkt.LoadTraining(data)
	if err != nil {
		tb.Fatal(err)
	}
	return unsupervised{punkt.NewSentenceTokenizer(training)}
}

// TestPeers prints how this segmenter and two others do on a folder of gold
// sentences, and holds that no segment begins with a closing mark.
func TestPeers(t *testing.T) {
	if *gold == "" {
		t.Skip("no -gold folder")
	}
	peers := []struct {
		name string
		make eval.NewSegmenter
	}{
		{"calque", native},
		{"uax29", func(language.Tag) eval.Segmenter { return uax{} }},
		{"punkt", newPunkt(t)},
	}
	ctx := context.Background()
	sets, _ := filepath.Glob(filepath.Join(*gold, "*.jsonl"))
	for _, path := range sets {
		for _, p := range peers {
			s, err := eval.SegmentFile(ctx, path, p.make)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%-18s %-7s F1 %.2f  P %.2f  R %.2f", s.Name, p.name, 100*s.F1, 100*s.Precision, 100*s.Recall)
		}
	}
	for _, p := range peers {
		scores, err := eval.RulesDir(ctx, filepath.Join(*gold, "rules"), p.make)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range scores {
			t.Logf("%-18s %-7s %d of %d", s.Name, p.name, s.Passed, s.Total)
		}
	}
}

// News for the benchmarks, written for this project.
const (
	frenchNews  = "Le ministre de l'Économie, M. Alain Perrin, a présenté mercredi 8 mai un plan de 12,5 milliards d'euros pour les ports du sud. « Nous avons perdu dix ans ! » a-t-il lancé devant les élus de Marseille, Sète, etc. Selon le rapport (p. 55, art. 12), le trafic a reculé de 3,4 % depuis 2019. Qui paiera ? La région, l'État et le groupe J.-P. Martin S.A. se partagent la facture ; Bruxelles n'a rien promis… Les dockers, eux, attendent de voir. Ils ont prévu une grève le 15 mai. "
	chineseNews = "法国经济部长佩兰5月8日公布了总额125亿欧元的南部港口振兴计划。“我们耽误了十年！”他在马赛对当地官员说。报告指出，自2019年以来，货运量下降了3.4%。谁来买单？大区、国家和企业将分摊费用，欧盟尚未作出承诺……码头工人表示“先等等看”。他们计划于5月15日举行罢工。"
)

func BenchmarkSegment(b *testing.B) {
	const size = 1 << 20
	for _, text := range []struct {
		name, news string
		lang       language.Tag
	}{{"french", frenchNews, language.French}, {"chinese", chineseNews, language.Chinese}} {
		block := strings.Repeat(text.news, size/len(text.news))
		punkts := newPunkt(b)
		for _, p := range []struct {
			name string
			seg  eval.Segmenter
		}{{"calque", segment.New(text.lang)}, {"uax29", uax{}}, {"punkt", punkts(text.lang)}} {
			b.Run(text.name+"/"+p.name, func(b *testing.B) {
				b.SetBytes(int64(len(block)))
				b.ReportAllocs()
				for b.Loop() {
					p.seg.Segment(block)
				}
			})
		}
	}
}

// TestPeersCutWholeCharacters guards the adapters above.
func TestPeersCutWholeCharacters(t *testing.T) {
	for _, seg := range []eval.Segmenter{segment.New(language.French), uax{}, newPunkt(t)(language.French)} {
		for _, sp := range seg.Segment(frenchNews) {
			if !utf8.ValidString(frenchNews[sp.Start:sp.End]) {
				t.Errorf("%T tears a character at %v", seg, sp)
			}
		}
	}
}
