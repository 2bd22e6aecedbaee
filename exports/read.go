package exports

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
)

// Read returns a reader of in, which may be compressed by gzip, whatever its
// name says.
func (f Format) Read(in io.Reader, options ReadOptions) (Reader, error) {
	if f.NewReader == nil {
		return nil, fmt.Errorf("read %s: the format is only written", f.Name)
	}
	buffered := bufio.NewReader(in)
	head, err := buffered.Peek(2)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("read %s: %w", f.Name, err)
	}
	if string(head) != "\x1f\x8b" {
		return f.NewReader(buffered, options), nil
	}
	decompressed, err := gzip.NewReader(buffered)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", f.Name, err)
	}
	return f.NewReader(decompressed, options), nil
}
