package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/align"
	"calque/align/article"
	"calque/align/lexicon"
	"calque/exports"
	"calque/tm"
	"calque/tm/ingest"
)

var alignFormats = []string{"text", "beads", "tsv", "jsonl", "html"}

func alignCommand() *cli.Command {
	return &cli.Command{
		Name:      "align",
		Usage:     "align two texts without a memory",
		ArgsUsage: "SOURCE TARGET",
		Description: `Reads two articles of any format calque knows, segments and aligns them. With
--segmented each line of the files is a sentence already.

   calque align --from fr --to zh article.fr.html article.zh.docx
   calque align --from fr --to en --segmented --format beads a.fr a.en
   calque align --from fr --to en --format tsv --batch pairs.tsv

Formats: text (side by side), beads ([0, 1]:[0], 0-based sentence numbers), tsv
(source, target, confidence), jsonl (with the evidence), html (a table).
One of the two may be - for standard input. --batch takes lines of SOURCE, TARGET and OUTPUT file, separated by tabs.`,
		Flags: append([]cli.Flag{
			fromFlag("language of the source, a `TAG`; detected when not given"),
			toFlag("language of the target, a `TAG`; detected when not given"),
			&cli.BoolFlag{Name: "segmented", EnvVars: env("segmented"), Usage: "each line is a sentence"},
			&cli.StringFlag{Name: "batch", EnvVars: env("batch"), Usage: "align the pairs that `LIST` names; - is standard input"},
			&cli.BoolFlag{Name: "why", EnvVars: env("why"), Usage: "with text: say under each bead what speaks for and against it"},
			formatFlag(alignFormats...),
		}, append(readerFlags(), segmentFlags()...)...),
		Action: runAlign,
	}
}

func runAlign(c *cli.Context) error {
	job, err := newAlignJob(c)
	if err != nil {
		return err
	}
	if list := c.String("batch"); list != "" {
		if c.NArg() != 0 {
			return usagef("--batch takes its files from %s; give no others", list)
		}
		return job.batch(c, list)
	}
	if c.NArg() != 2 {
		return usagef("give a source and a target file, not %s; calque align --help shows examples", plural(c.NArg(), "file"))
	}
	aligned, err := job.align(c.Context, c.Args().Get(0), c.Args().Get(1))
	if err != nil {
		return err
	}
	return buffered(c, func(w *bufio.Writer) error {
		layout := layoutFor(c.App.Writer)
		layout.why = c.Bool("why")
		return aligned.write(w, job.format, layout)
	})
}

// alignJob is what the flags of align say.
type alignJob struct {
	from, to  language.Tag
	segmented bool
	format    string
	reader    articleReader
	cut       *cutters
}

func newAlignJob(c *cli.Context) (job alignJob, err error) {
	if job.from, err = langFlag(c, "from"); err != nil {
		return job, err
	}
	if job.to, err = langFlag(c, "to"); err != nil {
		return job, err
	}
	job.segmented = c.Bool("segmented")
	if job.reader, err = newReader(c); err != nil {
		return job, err
	}
	if job.cut, err = newCutters(c); err != nil {
		return job, err
	}
	job.format, err = chosenFormat(c, alignFormats...)
	return job, err
}

// aligned is a pair of documents with its beads.
type aligned struct {
	source, target tm.Document
	beads          []align.Bead
}

func (job alignJob) align(ctx context.Context, source, target string) (a aligned, err error) {
	if a.source, err = job.read(ctx, source, job.from); err != nil {
		return a, err
	}
	if a.target, err = job.read(ctx, target, job.to); err != nil {
		return a, err
	}
	aligner := align.New(a.source.Lang, a.target.Lang, align.WithLexicon(lexicon.Shipped()), align.WithNotes())
	a.beads, err = aligner.Align(ctx, job.sentences(&a.source), job.sentences(&a.target))
	return a, err
}

// sentences returns the sentences of a side. Of segmented text nobody knows the
// paragraphs and roles.
func (job alignJob) sentences(d *tm.Document) []align.Sentence {
	sentences := ingest.Sentences(d)
	if job.segmented {
		for i := range sentences {
			sentences[i].Block, sentences[i].Role = 0, ""
		}
	}
	return sentences
}

// read reads a side: an article, or with --segmented a sentence a line.
func (job alignJob) read(ctx context.Context, name string, lang language.Tag) (tm.Document, error) {
	if !job.segmented {
		read, err := job.reader.read(ctx, name, lang)
		if err != nil {
			return tm.Document{}, err
		}
		return ingest.Document(read, job.cut.cutter)
	}
	lines, err := job.readLines(name)
	if err != nil {
		return tm.Document{}, err
	}
	if lang == language.Und {
		lang, _ = article.Detect(strings.Join(lines, "\n"), nil)
	}
	d := tm.Document{Lang: lang, Source: name}
	for i, line := range lines {
		d.Blocks = append(d.Blocks, tm.Block{Role: tm.RoleBody, Text: line})
		d.Sentences = append(d.Sentences, tm.Sentence{Block: i, End: len(line)})
	}
	return d, nil
}

// readLines reads a file of one sentence a line.
func (job alignJob) readLines(name string) ([]string, error) {
	in := job.reader.stdin
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		in = file
	}
	var lines []string
	err := scanLines(in, name, func(line string) error {
		lines = append(lines, line)
		return nil
	})
	return lines, err
}

func (job alignJob) batch(c *cli.Context, list string) error {
	in, err := openInput(c, list)
	if err != nil {
		return err
	}
	defer in.Close()
	number, total, failed := 0, 0, 0
	err = eachLine(c, in, list, func(line string) error {
		number++
		if strings.TrimSpace(line) == "" {
			return nil
		}
		total++
		cells := strings.Split(line, "\t")
		if len(cells) != 3 {
			note(c, "calque: skipped: %s, line %d: give SOURCE, TARGET and OUTPUT separated by tabs, not %s", list, number, plural(len(cells), "cell"))
			failed++
			return nil
		}
		if err := job.alignTo(c.Context, cells[0], cells[1], cells[2]); err != nil {
			if c.Context.Err() != nil {
				return err
			}
			note(c, "calque: skipped: %v", err)
			failed++
		}
		return nil
	})
	if err == nil && failed > 0 {
		return partialf("%d of %s skipped; see above", failed, plural(total, "pair"))
	}
	return err
}

// alignTo aligns a pair into a file, which appears whole or not at all.
func (job alignJob) alignTo(ctx context.Context, source, target, output string) error {
	a, err := job.align(ctx, source, target)
	if err != nil {
		return err
	}
	file, err := exports.Create(output)
	if err != nil {
		return err
	}
	defer file.Abort()
	w := bufio.NewWriter(file)
	err = a.write(w, job.format, layout{width: 100})
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", output, err)
	}
	return file.Commit()
}

func (a aligned) write(w io.Writer, format string, layout layout) error {
	switch format {
	case "beads":
		return a.writeBeads(w)
	case "tsv":
		return a.eachBead(func(source, target string, b align.Bead) error {
			return writeTSV(w, source, target, strconv.FormatFloat(b.Confidence, 'f', 3, 64))
		})
	case "jsonl":
		return a.writeJSONL(w)
	case "html":
		return writeBilingualHTML(w, a)
	}
	return a.writeText(w, layout)
}

func (a aligned) eachBead(do func(source, target string, b align.Bead) error) error {
	for _, b := range a.beads {
		if err := do(a.source.Text(tm.Range(b.Source)), a.target.Text(tm.Range(b.Target)), b); err != nil {
			return err
		}
	}
	return nil
}

func (a aligned) writeBeads(w io.Writer) error {
	for _, b := range a.beads {
		if _, err := fmt.Fprintf(w, "%s:%s\n", places(b.Source), places(b.Target)); err != nil {
			return err
		}
	}
	return nil
}

// places writes a run of sentences as "[3, 4]".
func places(r align.Range) string {
	var numbers []string
	for i := r.From; i < r.To; i++ {
		numbers = append(numbers, strconv.Itoa(i))
	}
	return "[" + strings.Join(numbers, ", ") + "]"
}

// beadJSON is a line of align --format jsonl.
type beadJSON struct {
	Source     []int            `json:"source"` // sentence numbers, from 0
	Target     []int            `json:"target"`
	SourceText string           `json:"source_text"`
	TargetText string           `json:"target_text"`
	Confidence float64          `json:"confidence"`
	Evidence   []align.Evidence `json:"evidence"`
}

func (a aligned) writeJSONL(w io.Writer) error {
	encoder := newEncoder(w)
	return a.eachBead(func(source, target string, b align.Bead) error {
		return encoder.Encode(beadJSON{
			numbers(b.Source), numbers(b.Target), source, target, rounded(b.Confidence, 4), b.Evidence,
		})
	})
}

func numbers(r align.Range) []int {
	out := make([]int, 0, r.To-r.From)
	for i := r.From; i < r.To; i++ {
		out = append(out, i)
	}
	return out
}

// layout is how wide a side-by-side text may be, and how it is painted.
type layout struct {
	width int
	style style
	why   bool // with the evidence of each bead
}

func layoutFor(w io.Writer) layout {
	return layout{width: terminalWidth(w), style: newStyle(w)}
}

func (a aligned) writeText(w io.Writer, layout layout) error {
	return a.eachBead(func(source, target string, b align.Bead) error {
		err := layout.writePair(w, confidenceSign(b.Confidence, source, target), b.Confidence, source, target)
		if err != nil || !layout.why {
			return err
		}
		return layout.writeEvidence(w, b.Evidence)
	})
}

// writeEvidence says what speaks for a bead (+) and against it (−), in log-odds.
func (l layout) writeEvidence(w io.Writer, evidence []align.Evidence) error {
	for _, e := range evidence {
		line := fmt.Sprintf("        %+6.2f  %s", e.Value, e.Name)
		if e.Note != "" {
			line += ": " + visible(e.Note)
		}
		if _, err := fmt.Fprintln(w, l.style.paint(dim, line)); err != nil {
			return err
		}
	}
	return nil
}

// writePair writes a source and a target side by side, with a sign and the
// confidence in front.
func (l layout) writePair(w io.Writer, sign string, confidence float64, source, target string) error {
	front := fmt.Sprintf("%s %3d%%  ", sign, percent(confidence))
	indent := runewidth.StringWidth(front)
	column := max((l.width-indent-2)/2, 20)
	front = l.style.paint(confidencePaint(confidence), front)
	for _, line := range row([]int{column, column}, source, target) {
		if _, err := fmt.Fprintln(w, strings.TrimRight(front+line, " ")); err != nil {
			return err
		}
		front = strings.Repeat(" ", indent)
	}
	return nil
}

// percent writes a confidence as a whole number, rounded down: nothing short of
// certain is shown as 100.
func percent(confidence float64) int { return int(100 * confidence) }

// confidenceSign says without colour how sure a bead is: = sure, ~ likely,
// ? doubtful, < only in the source, > only in the target.
func confidenceSign(confidence float64, source, target string) string {
	switch {
	case target == "":
		return "<"
	case source == "":
		return ">"
	case confidence >= 0.9:
		return "="
	case confidence >= tm.DefaultMinConfidence:
		return "~"
	}
	return "?"
}

func confidencePaint(confidence float64) string {
	switch {
	case confidence >= 0.9:
		return green
	case confidence >= tm.DefaultMinConfidence:
		return yellow
	}
	return red
}
