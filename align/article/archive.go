package article

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"

	"calque/align/article/charset"
)

// Bounds of a word processor's file. XML packs at ten or twenty to one; what
// packs at more than two hundred to one is no text.
const (
	maxEntries   = 10_000
	maxPartBytes = 64 << 20
	maxRatio     = 200
	ratioFrom    = 1 << 20 // small parts may pack better
	maxXMLDepth  = 256
)

// archive is an opened docx or odt.
type archive struct {
	files map[string]*zip.File
}

func openArchive(data []byte) (*archive, error) {
	reader, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, wrong(ErrTruncated, "is a damaged or cut off archive", "save or download it again")
	}
	if len(reader.File) > maxEntries {
		return nil, wrong(ErrTooLarge, fmt.Sprintf("is an archive of %d entries, which no document is", len(reader.File)), "leave it out")
	}
	a := &archive{files: make(map[string]*zip.File, len(reader.File))}
	for _, f := range reader.File {
		if _, twice := a.files[f.Name]; !twice {
			a.files[f.Name] = f
		}
	}
	return a, nil
}

// part unpacks one part, within the bounds; a part that is not there is nil.
// The sizes that the archive states are not believed.
func (a *archive) part(name string) ([]byte, error) {
	f := a.files[name]
	if f == nil {
		return nil, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, wrong(ErrDamaged, fmt.Sprintf("cannot be unpacked: %s: %v", name, err), "open it in a word processor and save it again")
	}
	defer r.Close()
	limit := int64(maxPartBytes)
	if packed := int64(min(f.CompressedSize64, maxPartBytes)); packed*maxRatio < limit {
		limit = max(packed*maxRatio, ratioFrom)
	}
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(data)) > limit {
		return nil, wrong(ErrTooLarge, fmt.Sprintf("unpacks to far more than its size (%s), as an archive made to fill the memory does", name),
			"leave it out, or save its text anew")
	}
	if err != nil {
		return nil, wrong(ErrDamaged, fmt.Sprintf("is damaged: %s: %v", name, err), "open it in a word processor and save it again")
	}
	return data, nil
}

// xmlHandler is told of each element and text of a part.
type xmlHandler interface {
	start(e xml.StartElement)
	end(name xml.Name)
	chars(text string)
}

// parseXML walks through a part. Entities other than the five of XML are
// errors, so that nothing is expanded.
func parseXML(ctx context.Context, data []byte, h xmlHandler) error {
	res, err := charset.Decode(data, charset.Hints{Markup: true})
	if err != nil {
		return encodingProblem(err)
	}
	decoder := xml.NewDecoder(bytes.NewReader([]byte(res.Text)))
	decoder.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // decoded above
	depth, tokens := 0, 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return wrong(ErrDamaged, fmt.Sprintf("holds damaged XML: %v", err), "open it in a word processor and save it again")
		}
		if tokens++; tokens%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > maxXMLDepth {
				return wrong(ErrTooLarge, "nests its elements deeper than a document does", "leave it out")
			}
			h.start(t)
		case xml.EndElement:
			depth--
			h.end(t.Name)
		case xml.CharData:
			h.chars(string(t))
		}
	}
}

// attr returns the value of an attribute by its local name.
func attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
