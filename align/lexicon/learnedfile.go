package lexicon

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"golang.org/x/text/language"
)

// learnedMagic begins a stored lexicon and names the version of the form and of
// the way words are cut into stems: what another version has counted cannot be
// added to.
const learnedMagic = "calque-learned/1\n"

// ErrLearnedVersion is returned for a lexicon that another version of calque
// stored. It has to be learned again.
var ErrLearnedVersion = errors.New("learned lexicon is of another version")

// Version names what a stored lexicon was made by.
func (l *Learned) Version() string { return learnedMagic[:len(learnedMagic)-1] }

// MarshalBinary implements encoding.BinaryMarshaler: a few bytes a word and a
// link, all numbers as varints, a CRC-32 at the end. The same lexicon gives the
// same bytes.
func (l *Learned) MarshalBinary() ([]byte, error) {
	b := []byte(learnedMagic)
	b = binary.AppendUvarint(b, uint64(len(l.assocs)))
	for _, a := range l.assocs {
		b = appendString(b, a.source.String())
		b = appendString(b, a.target.String())
		b = binary.AppendUvarint(b, uint64(a.sentences))
		for side := range a.words {
			b = binary.AppendUvarint(b, uint64(len(a.words[side].entries)))
			for _, e := range a.words[side].entries {
				b = appendString(b, e.key)
				b = appendString(b, e.form)
				b = binary.AppendUvarint(b, uint64(e.count))
				b = binary.AppendUvarint(b, uint64(e.mass))
			}
		}
		b = binary.AppendUvarint(b, uint64(len(a.cells)))
		var s, t uint32
		for _, c := range a.cells {
			if c.s != s {
				t = 0
			}
			b = binary.AppendUvarint(b, uint64(c.s-s))
			b = binary.AppendUvarint(b, uint64(c.t-t))
			together := uint64(c.together) << 1
			if c.known {
				together |= 1
			}
			b = binary.AppendUvarint(b, together)
			b = binary.AppendUvarint(b, uint64(c.forward))
			b = binary.AppendUvarint(b, uint64(c.backward))
			s, t = c.s, c.t
		}
	}
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b)), nil
}

func appendString(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

// ReadLearned reads what [Learned.MarshalBinary] wrote. It returns
// [ErrLearnedVersion] for other versions, and an error for damaged data.
func ReadLearned(data []byte) (*Learned, error) {
	if len(data) < len(learnedMagic)+4 || string(data[:len("calque-learned/")]) != "calque-learned/" {
		return nil, errors.New("not a learned lexicon")
	}
	if string(data[:len(learnedMagic)]) != learnedMagic {
		return nil, ErrLearnedVersion
	}
	body, sum := data[:len(data)-4], binary.LittleEndian.Uint32(data[len(data)-4:])
	if crc32.ChecksumIEEE(body) != sum {
		return nil, errors.New("learned lexicon is damaged: its checksum is wrong")
	}
	d := &decoder{data: body[len(learnedMagic):]}
	l := &Learned{}
	for range d.length() {
		a, err := d.association()
		if err != nil {
			return nil, fmt.Errorf("learned lexicon is damaged: %w", err)
		}
		if n := len(l.assocs); n > 0 && !assocBefore(l.assocs[n-1], a) {
			return nil, errors.New("learned lexicon is damaged: languages out of order")
		}
		l.assocs = append(l.assocs, a)
	}
	if d.short || len(d.data) > 0 {
		return nil, errors.New("learned lexicon is damaged: wrong length")
	}
	return l, nil
}

func assocBefore(a, b *association) bool {
	return baseBefore(a.source, b.source) || a.source == b.source && baseBefore(a.target, b.target)
}

// A decoder reads varints and strings; short is set when the data ends early.
type decoder struct {
	data  []byte
	short bool
}

func (d *decoder) uint() uint32 {
	v, n := binary.Uvarint(d.data)
	if n <= 0 || v > 1<<32-1 {
		d.short, d.data = true, nil
		return 0
	}
	d.data = d.data[n:]
	return uint32(v)
}

// length reads a number of items that take a byte each at least.
func (d *decoder) length() int {
	n := int(d.uint())
	if n > len(d.data) {
		d.short, d.data = true, nil
		return 0
	}
	return n
}

func (d *decoder) string() string {
	n := d.length()
	s := string(d.data[:n])
	d.data = d.data[n:]
	return s
}

func (d *decoder) association() (*association, error) {
	a := &association{}
	var err error
	if a.source, err = language.ParseBase(d.string()); err != nil {
		return nil, err
	}
	if a.target, err = language.ParseBase(d.string()); err != nil {
		return nil, err
	}
	a.sentences = d.uint()
	for side := range a.words {
		v := &a.words[side]
		n := d.length()
		v.index = make(map[string]uint32, n)
		for i := range n {
			e := vocabularyEntry{key: d.string(), form: d.string(), count: d.uint(), mass: d.uint()}
			v.entries = append(v.entries, e)
			v.index[e.key] = uint32(i)
		}
	}
	var s, t uint32
	for range d.length() {
		step := d.uint()
		if step > 0 {
			t = 0
		}
		s += step
		t += d.uint()
		if int(s) >= len(a.words[0].entries) || int(t) >= len(a.words[1].entries) {
			return nil, errors.New("a link of a word that is not there")
		}
		together := d.uint()
		a.cells = append(a.cells, cell{s: s, t: t, together: together >> 1, known: together&1 != 0, forward: d.uint(), backward: d.uint()})
	}
	return a, nil
}
