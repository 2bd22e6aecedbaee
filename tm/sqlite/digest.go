package sqlite

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"math"

	"calque/tm"
)

// digester hashes a row of values so that no two rows run into each other:
// every string is preceded by its length.
type digester struct{ hash hash.Hash }

func newDigester() digester { return digester{sha256.New()} }

func (d digester) number(n int64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	d.hash.Write(b[:])
}

func (d digester) text(s string) {
	d.number(int64(len(s)))
	d.hash.Write([]byte(s))
}

// sum returns half of the SHA-256, which is plenty to know a document again.
func (d digester) sum() []byte { return d.hash.Sum(nil)[:16] }

// documentDigest covers all that a store is given for a document.
func documentDigest(doc *tm.Document) []byte {
	d := newDigester()
	for _, s := range []string{doc.Lang.String(), doc.Source, doc.SHA256, doc.Title, doc.Agency, doc.Author,
		doc.Credit, doc.URL, doc.Format, doc.Encoding, doc.Template} {
		d.text(s)
	}
	d.number(millis(doc.Date))
	for _, b := range doc.Blocks {
		d.text(string(b.Role))
		d.text(b.Text)
	}
	for _, s := range doc.Sentences {
		d.number(int64(s.Block))
		d.number(int64(s.Start))
		d.number(int64(s.End))
	}
	return d.sum()
}

// alignmentDigest covers what the aligner says; what persons say of beads is
// matched by text instead.
func alignmentDigest(al *tm.Alignment) []byte {
	d := newDigester()
	d.text(al.Aligner)
	for _, b := range al.Beads {
		for _, n := range []int{b.Source.From, b.Source.To, b.Target.From, b.Target.To, len(b.Evidence)} {
			d.number(int64(n))
		}
		d.number(int64(math.Float64bits(b.Confidence)))
		for _, e := range b.Evidence {
			d.text(e.Name)
			d.text(e.Note)
			d.number(int64(math.Float64bits(e.Value)))
		}
	}
	return d.sum()
}
