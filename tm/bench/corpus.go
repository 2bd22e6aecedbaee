package bench

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
)

// longestLine bounds the lines of a corpus, in bytes.
const longestLine = 1 << 20

// Lines returns the lines of a file as the corpus of a [Lookup]. A
// file whose name ends in .gz is unpacked. Limit bounds the number of lines; 0
// means all.
func Lines(path string, limit int) func() iter.Seq2[string, error] {
	return func() iter.Seq2[string, error] {
		return func(yield func(string, error) bool) {
			if err := eachLine(path, limit, func(line string) bool { return yield(line, nil) }); err != nil {
				yield("", err)
			}
		}
	}
}

// eachLine calls f with the lines of a file that are not empty until it returns
// false.
func eachLine(path string, limit int, f func(string) bool) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	var r io.Reader = file
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(file); err != nil {
			return fmt.Errorf("unpacking %s: %w", path, err)
		}
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longestLine)
	for n := 0; lines.Scan() && (limit == 0 || n < limit); {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		if n++; !f(line) {
			return nil
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	return nil
}

// ReadQueries reads the queries of a [Lookup]: one a line, or the third
// column where the lines have columns parted by tabs.
func ReadQueries(path string) ([]string, error) {
	var queries []string
	err := eachLine(path, 0, func(line string) bool {
		if columns := strings.Split(line, "\t"); len(columns) > 2 {
			line = columns[2]
		}
		queries = append(queries, line)
		return true
	})
	return queries, err
}
