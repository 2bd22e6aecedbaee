package xmlscan

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/unicode"
)

func TestDecodeFindsTheEncoding(t *testing.T) {
	const text = "<a>dé\u3000𝄞</a>"
	wide := func(order unicode.Endianness, mark unicode.BOMPolicy, s string) string {
		out, err := unicode.UTF16(order, mark).NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	declared := `<?xml version="1.0" encoding="UTF-16"?>` + text
	latin := "<?xml version='1.0' encoding = 'ISO-8859-1' ?><a>d\xe9</a>"
	for _, test := range []struct{ name, file, encoding, want string }{
		{"plain", text, "utf-8", text},
		{"mark", "\ufeff" + text, "utf-8", text},
		{"little, mark", wide(unicode.LittleEndian, unicode.UseBOM, declared), "utf-16le", declared},
		{"big, mark", wide(unicode.BigEndian, unicode.UseBOM, declared), "utf-16be", declared},
		{"little, no mark", wide(unicode.LittleEndian, unicode.IgnoreBOM, declared), "utf-16le", declared},
		{"big, no mark", wide(unicode.BigEndian, unicode.IgnoreBOM, " \n"+text), "utf-16be", " \n" + text},
		{"declared wide, and is not", declared, "utf-8", declared},
		{"latin", latin, "iso-8859-1", strings.ReplaceAll(latin, "\xe9", "é")},
		{"DOS", "<?xml version='1.0' encoding='IBM850'?><a>\x82</a>", "ibm850", "<?xml version='1.0' encoding='IBM850'?><a>é</a>"},
		{"empty", "", "utf-8", ""},
	} {
		for _, in := range []io.Reader{strings.NewReader(test.file), iotest.OneByteReader(strings.NewReader(test.file))} {
			decoded, encoding, err := Decode(in)
			if err != nil || encoding != test.encoding {
				t.Errorf("%s: %s, %v", test.name, encoding, err)
				continue
			}
			got, err := io.ReadAll(iotest.OneByteReader(decoded))
			if err != nil || string(got) != test.want {
				t.Errorf("%s: %q, %v", test.name, got, err)
			}
		}
	}
}

func TestBadEncodingsAreErrors(t *testing.T) {
	for _, test := range []struct{ name, file, want string }{
		{"klingon", "<?xml version='1.0' encoding='klingon'?><a/>", `"klingon" is not known`},
		{"32 bits", "\xff\xfe\x00\x00<\x00\x00\x00", "UTF-32"},
		{"half", "<\x00a\x00>\x00\x00\xd8x\x00<\x00", "line 1, column 4: reading on: half of a surrogate"},
		{"low half", "<\x00a\x00>\x00\x00\xdcx\x00<\x00", "half of a surrogate"},
		{"half at the end", "<\x00a\x00>\x00\x00\xd8", "half of a surrogate"},
		{"odd", "<\x00a\x00>\x00x", "middle of a character"},
	} {
		decoded, _, err := Decode(strings.NewReader(test.file))
		if err == nil {
			_, err = tokens(New(decoded, Options{}))
		}
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}
