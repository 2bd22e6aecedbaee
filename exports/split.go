package exports

import (
	"context"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"strings"

	"calque/tm"
)

// MinSplit is the smallest size that files can be split by, in bytes. A part
// may be smaller, and one with a single unit of long texts larger.
const MinSplit = 1 << 20

// ExportSplit writes units to several files of at most limit bytes: memory.tmx
// becomes memory.001.tmx, memory.002.tmx and so on, or stays memory.tmx when
// that is enough. Each part is a whole file
// of the format; none takes its place before all are complete. For the rest it
// does what [Export] does.
func ExportSplit(ctx context.Context, path string, format Format, units iter.Seq2[tm.Unit, error], options Options, limit int64) (Report, error) {
	if format.NewWriter == nil {
		return Report{}, fmt.Errorf("write %s: the format has several files, which are not split", format.Name)
	}
	extension := filepath.Ext(path)
	s := &Set{path: strings.TrimSuffix(path, extension)}
	defer s.abort() // does nothing to what was committed
	open := func() (Writer, error) {
		return &splitWriter{format: format, options: options, create: s.Create, extension: extension, limit: max(limit, MinSplit)}, nil
	}
	report, err := writeUnits(ctx, open, format, units, options)
	if err != nil || report.Units == 0 {
		return report, err
	}
	if report.Files = len(s.files); report.Files == 1 {
		s.files[0].path = path // it needs no number
	}
	return report, s.commit()
}

// splitWriter begins a new part when the next unit might not fit any more.
type splitWriter struct {
	format    Format
	options   Options
	create    func(name string) (io.WriteCloser, error)
	extension string
	limit     int64

	part           int
	file           io.WriteCloser
	written        int64 // of the part, that its writer let go of
	writer         Writer
	last           tm.Unit
	dropped, codes int
}

// held bounds what a writer keeps before it writes, in bytes.
const held = 256 << 10

// WriteUnit writes a unit to the part it fits into. The translations of one
// sentence stay together.
func (w *splitWriter) WriteUnit(u tm.Unit) error {
	full := w.written+held+roughSize(u) > w.limit
	if w.writer != nil && full && !w.last.Source.Equal(u.Source) {
		if err := w.closePart(); err != nil {
			return err
		}
	}
	if w.writer == nil {
		if err := w.openPart(); err != nil {
			return err
		}
	}
	w.last = u
	return w.writer.WriteUnit(u)
}

// roughSize is at least the bytes that a format writes for a unit.
func roughSize(u tm.Unit) int64 {
	const longestReference, names = 6, 4096 // &quot; and what a format has beside the texts
	n := len(u.Source.Text) + len(u.Target.Text) + len(u.Before) + len(u.After) + len(u.Note) + len(u.Origin.Title) + len(u.Origin.SourceFile) + len(u.Origin.TargetFile)
	for _, p := range u.Properties {
		n += len(p.Name) + len(p.Value)
	}
	for _, c := range append(u.Source.Codes[:len(u.Source.Codes):len(u.Source.Codes)], u.Target.Codes...) {
		n += len(c.XML)
	}
	return int64(n)*longestReference + names
}

func (w *splitWriter) openPart() error {
	w.part++
	file, err := w.create(fmt.Sprintf(".%03d%s", w.part, w.extension))
	if err != nil {
		return err
	}
	w.file, w.written = file, 0
	w.writer = w.format.NewWriter(counting{w}, w.options)
	return nil
}

func (w *splitWriter) closePart() error {
	if err := w.writer.Close(); err != nil {
		return err
	}
	if counter, ok := w.writer.(interface{ Dropped() int }); ok {
		w.dropped += counter.Dropped()
	}
	if counter, ok := w.writer.(interface{ DroppedCodes() int }); ok {
		w.codes += counter.DroppedCodes()
	}
	w.writer = nil
	return w.file.Close()
}

// counting writes to the part that is open.
type counting struct{ w *splitWriter }

func (c counting) Write(p []byte) (int, error) {
	n, err := c.w.file.Write(p)
	c.w.written += int64(n)
	return n, err
}

// Close finishes the last part.
func (w *splitWriter) Close() error {
	if w.writer == nil {
		return nil
	}
	return w.closePart()
}

// Dropped counts over all parts.
func (w *splitWriter) Dropped() int { return w.dropped }

// DroppedCodes counts over all parts.
func (w *splitWriter) DroppedCodes() int { return w.codes }
