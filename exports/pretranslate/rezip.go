package pretranslate

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
)

// Bounds of an archive. XML packs at ten or twenty to one; what packs at more
// than two hundred to one is no text.
const (
	maxEntries = 10_000
	maxRatio   = 200
	ratioFrom  = 1 << 20 // small parts may pack better
)

// archive is a zip file whose parts can be replaced. The others keep their
// packed bytes, and all of them their order, names, dates and attributes.
type archive struct {
	data     []byte
	reader   *zip.Reader
	entries  []zipEntry
	central  int // where the central directory begins
	end      int // where the record at the end begins
	unpacked int // bytes, of all parts that were read
}

// zipEntry is an entry of the central directory.
type zipEntry struct {
	name   string
	record []byte // of the central directory
	local  int    // where its own header begins
}

// Signatures and sizes of the records of a zip file, and where in them the
// fields stand that change (PKWARE's APPNOTE.TXT, 4.3).
const (
	localSignature   = 0x04034b50
	centralSignature = 0x02014b50
	endSignature     = 0x06054b50
	localSize        = 30
	centralSize      = 46
	endSize          = 22
)

var errNoArchive = errors.New("a damaged or cut off archive; save or download it again")

// openArchive reads the directory of an archive.
func openArchive(data []byte) (*archive, error) {
	reader, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, errNoArchive
	}
	if len(reader.File) > maxEntries {
		return nil, fmt.Errorf("an archive of %d entries, which no document is", len(reader.File))
	}
	a := &archive{data: data, reader: reader}
	return a, a.directory()
}

// directory finds the records, which package zip does not show.
func (a *archive) directory() error {
	var signature [4]byte
	binary.LittleEndian.PutUint32(signature[:], endSignature)
	a.end = bytes.LastIndex(a.data, signature[:])
	if a.end < 0 || len(a.data)-a.end < endSize {
		return errNoArchive
	}
	at := int(binary.LittleEndian.Uint32(a.data[a.end+16:]))
	a.central = at
	for range a.reader.File {
		if at < 0 || at+centralSize > a.end || binary.LittleEndian.Uint32(a.data[at:]) != centralSignature {
			return errors.New("an archive of a kind that is not known here (zip64, or with something before it)")
		}
		names, extra, comment := le16(a.data, at+28), le16(a.data, at+30), le16(a.data, at+32)
		size := centralSize + names + extra + comment
		if at+size > a.end {
			return errNoArchive
		}
		local := int(binary.LittleEndian.Uint32(a.data[at+42:]))
		if local+localSize > a.central || binary.LittleEndian.Uint32(a.data[local:]) != localSignature {
			return errNoArchive
		}
		if local+localSize+le16(a.data, local+26)+le16(a.data, local+28) > a.central {
			return errNoArchive
		}
		a.entries = append(a.entries, zipEntry{string(a.data[at+centralSize : at+centralSize+names]), a.data[at : at+size], local})
		at += size
	}
	return nil
}

func le16(data []byte, at int) int { return int(binary.LittleEndian.Uint16(data[at:])) }

// has reports whether there is a part of this name.
func (a *archive) has(name string) bool {
	return slices.ContainsFunc(a.reader.File, func(f *zip.File) bool { return f.Name == name })
}

// part unpacks a part, within the bounds. The sizes that the archive states are
// not believed.
func (a *archive) part(name string) ([]byte, error) {
	i := slices.IndexFunc(a.reader.File, func(f *zip.File) bool { return f.Name == name })
	if i < 0 {
		return nil, fmt.Errorf("an archive without %s", name)
	}
	f := a.reader.File[i]
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("unpacking %s: %w", name, err)
	}
	defer r.Close()
	limit := int64(MaxBytes - a.unpacked)
	if packed := int64(min(f.CompressedSize64, MaxBytes)); packed*maxRatio < limit {
		limit = max(packed*maxRatio, ratioFrom)
	}
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%s unpacks to far more than its size, as an archive made to fill the memory does", name)
	}
	if err != nil {
		return nil, fmt.Errorf("unpacking %s: %w", name, err)
	}
	a.unpacked += len(data)
	return data, nil
}

// replace returns the archive with other content for some parts.
func (a *archive) replace(parts map[string][]byte) ([]byte, error) {
	order := slices.Clone(a.entries)
	slices.SortFunc(order, func(x, y zipEntry) int { return x.local - y.local })
	var out bytes.Buffer
	// What stands before the first entry is no entry's.
	if len(order) > 0 {
		out.Write(a.data[:order[0].local])
	}
	records := map[int][]byte{} // of the central directory, by the old place of the entry
	for i, entry := range order {
		next := a.central
		if i+1 < len(order) {
			next = order[i+1].local
		}
		record := bytes.Clone(entry.record)
		binary.LittleEndian.PutUint32(record[42:], uint32(out.Len()))
		content, changed := parts[entry.name]
		if !changed {
			out.Write(a.data[entry.local:next])
		} else if err := a.writeEntry(&out, entry, record, content); err != nil {
			return nil, fmt.Errorf("packing %s: %w", entry.name, err)
		}
		records[entry.local] = record
	}
	central := out.Len()
	for _, entry := range a.entries {
		out.Write(records[entry.local])
	}
	tail := bytes.Clone(a.data[a.end:])
	binary.LittleEndian.PutUint32(tail[12:], uint32(out.Len()-central))
	binary.LittleEndian.PutUint32(tail[16:], uint32(central))
	out.Write(tail)
	return out.Bytes(), nil
}

// writeEntry writes a header with new sizes and checksum, and new content. The
// checksum moves from behind the content, where streams have it, to the header.
func (a *archive) writeEntry(out *bytes.Buffer, entry zipEntry, record, content []byte) error {
	packed := content
	if method := le16(record, 10); method == int(zip.Deflate) {
		var b bytes.Buffer
		w, err := flate.NewWriter(&b, flate.DefaultCompression)
		if err != nil {
			return err
		}
		if _, err := w.Write(content); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		packed = b.Bytes()
	}
	header := bytes.Clone(a.data[entry.local : entry.local+localSize+le16(a.data, entry.local+26)+le16(a.data, entry.local+28)])
	const sizesFollow = 1 << 3
	for _, place := range []struct {
		of          []byte
		flags, sums int
	}{{header, 6, 14}, {record, 8, 16}} {
		flags := binary.LittleEndian.Uint16(place.of[place.flags:]) &^ sizesFollow
		binary.LittleEndian.PutUint16(place.of[place.flags:], flags)
		binary.LittleEndian.PutUint32(place.of[place.sums:], crc32.ChecksumIEEE(content))
		binary.LittleEndian.PutUint32(place.of[place.sums+4:], uint32(len(packed)))
		binary.LittleEndian.PutUint32(place.of[place.sums+8:], uint32(len(content)))
	}
	out.Write(header)
	out.Write(packed)
	return nil
}
