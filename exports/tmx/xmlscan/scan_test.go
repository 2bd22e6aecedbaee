package xmlscan

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// tokens writes what a scanner reads, a line a token; texts that follow each
// other are one.
func tokens(s *Scanner) (string, error) {
	var out strings.Builder
	var text []byte
	flush := func() {
		if len(text) > 0 {
			fmt.Fprintf(&out, "text %q\n", text)
		}
		text = text[:0]
	}
	for {
		kind, err := s.Next()
		if err != nil {
			flush()
			return out.String(), err
		}
		switch kind {
		case Text:
			text = append(text, s.Text()...)
		case Start:
			flush()
			fmt.Fprintf(&out, "start %q", s.Name())
			for _, a := range s.Attributes() {
				fmt.Fprintf(&out, " %q=%q", a.Name, a.Value)
			}
			fmt.Fprintln(&out)
		case End:
			flush()
			fmt.Fprintf(&out, "end %q\n", s.Name())
		}
	}
}

// standardTokens writes what encoding/xml reads in the same way.
func standardTokens(file []byte) (string, error) {
	var out strings.Builder
	var text []byte
	flush := func() {
		if len(text) > 0 {
			fmt.Fprintf(&out, "text %q\n", text)
		}
		text = text[:0]
	}
	name := func(n xml.Name) string {
		if n.Space != "" {
			return n.Space + ":" + n.Local
		}
		return n.Local
	}
	decoder := xml.NewDecoder(bytes.NewReader(file))
	depth := 0
	for {
		token, err := decoder.RawToken()
		if err != nil {
			flush()
			return out.String(), err
		}
		switch token := token.(type) {
		case xml.CharData:
			if depth > 0 {
				text = append(text, token...)
			}
		case xml.StartElement:
			flush()
			depth++
			fmt.Fprintf(&out, "start %q", name(token.Name))
			for _, a := range token.Attr {
				value := strings.NewReplacer("\n", " ", "\t", " ", "\r", " ").Replace(a.Value)
				fmt.Fprintf(&out, " %q=%q", name(a.Name), value)
			}
			fmt.Fprintln(&out)
		case xml.EndElement:
			flush()
			depth--
			fmt.Fprintf(&out, "end %q\n", name(token.Name))
		}
	}
}

func scan(file string) (string, error) {
	return tokens(New(strings.NewReader(file), Options{MaxToken: 1 << 20}))
}

var wellFormed = []string{
	`<a/>`,
	`<?xml version="1.0" encoding="UTF-8"?><!-- c --><a b="1" c='&lt;&#233;&#x1F600;"'>t&amp;t<b:c d:e = "x"/> </a> `,
	"<a>one\r\ntwo\rthree<![CDATA[<&]]]]><![CDATA[>\r\n]]>\u3000𝄞</a>\n<!-- after --><?p i?>",
	`<!DOCTYPE tmx SYSTEM "a>b.dtd" [ <!ELEMENT tmx ANY> <!-- ' --> <!ATTLIST tmx v CDATA #FIXED "1>" > ]><tmx v="1"><é/></tmx>`,
	"<a b='x\ty'>\n</a>",
}

func TestTokensAreThoseOfEncodingXML(t *testing.T) {
	for _, file := range wellFormed {
		want, wantErr := standardTokens([]byte(file))
		for name, in := range map[string]io.Reader{
			"at once": strings.NewReader(file), "byte by byte": iotest.OneByteReader(strings.NewReader(file)),
			"data and end": iotest.DataErrReader(strings.NewReader(file)),
		} {
			got, err := tokens(New(in, Options{}))
			if err != io.EOF || wantErr != io.EOF {
				t.Errorf("%s, %s: %v, %v", file, name, err, wantErr)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %s:\n%s", file, name, diff)
			}
		}
	}
}

func TestFaultsSayWhere(t *testing.T) {
	for _, test := range []struct{ name, file, want string }{
		{"empty", "", "line 1, column 1: the file has no content"},
		{"blank", " \n ", "line 2, column 2: the file has no content"},
		{"binary", "\x00\x01\x02", "line 1, column 1: the character U+0000"},
		{"text only", "\nhello", "line 2, column 1: text outside"},
		{"cut in text", "<a>\n<b>é", `line 2, column 5: the file ends inside <b>`},
		{"cut in a character", "<a>\n<b>中\xe4\xb8", `ends inside a character`},
		{"not cut, but wrong", "<a>\n<b>\xe4\xb8</b></a>", "line 2, column 4: the byte 0xe4, which is not UTF-8"},
		{"cut in a tag", "<a>\n<b c='", `line 2, column 1: the file ends inside a tag`},
		{"cut in a comment", "<a><!-- ", `line 1, column 4: the file ends inside a comment`},
		{"cut in CDATA", "<a><![CDATA[ ", `ends inside a CDATA`},
		{"nesting", "<a>é<b></a>", "line 1, column 8: </a> closes nothing"},
		{"two roots", "<a/><b/>", "line 1, column 5: a second root"},
		{"text after", "<a/>b", "text outside"},
		{"bare and", "<a>\n x & y</a>", `line 2, column 4: "&" that begins no reference`},
		{"unknown entity", "<a>&nbsp;</a>", "&nbsp; is not declared"},
		{"attribute twice", "<a b='' c='' b=''/>", "line 1, column 14: <a> has the attribute b twice"},
		{"attribute bare", "<a b=1/>", "b has no value in quotes"},
		{"attributes unparted", "<a b='1'c='2'/>", "no attribute"},
		{"tag in tag", "<a <b>", `line 1, column 4: "<" inside a tag`},
		{"control", "<a>x\x0by</a>", "column 5: the character U+000B"},
		{"reference to control", "<a>&#11;</a>", "&#11; is a character that XML does not allow"},
		{"surrogate reference", "<a>\n&#xD800;</a>", "line 2, column 1: &#xD800; is half of a surrogate"},
		{"surrogate bytes", "<a>\xed\xa0\x80</a>", "half of a surrogate"},
		{"latin bytes", "<a>d\xe9j\xe0</a>", "column 5: the byte 0xe9"},
		{"no character", "<a>\uffff</a>", "U+FFFF"},
		{"end of CDATA", "<a>]]></a>", `"]]>" in text`},
		{"comment", "<a><!-- -- --></a>", `"--" inside a comment`},
		{"doctype inside", "<a><!DOCTYPE a></a>", "DOCTYPE"},
		{"declaration", "<a><!ELEMENT></a>", "neither a comment"},
		{"version", "<?xml version='2.0'?><a/>", "XML 2.0"},
		{"deep", strings.Repeat("<sub>", 10_000), "more than 64 elements"},
		{"long text", "<a>" + strings.Repeat("x", 2<<20), "a text of more than"},
		{"long tag", "<a b='" + strings.Repeat("x", 2<<20), "a tag of more than"},
		{"long comment", "<a><!--" + strings.Repeat("x", 2<<20), "a comment of more than"},
		{"long doctype", "<!DOCTYPE a [" + strings.Repeat("x", 2<<20), "a DOCTYPE of more than"},
		{"many attributes", "<a" + manyAttributes() + "/>", "more than 64 attributes"},
		{"external entity", `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`, "nothing is fetched"},
		{"laughs", laughs(), "expands to more than"},
		{"endless", `<!DOCTYPE a [<!ENTITY x "&y;"><!ENTITY y "&x;">]><a>&x;</a>`, "inside each other"},
		{"markup", `<!DOCTYPE a [<!ENTITY x "<b/>">]><a>&x;</a>`, "markup"},
		{"many expansions", `<!DOCTYPE a [<!ENTITY x "` + strings.Repeat("x", 60<<10) + `">]><a>` + strings.Repeat("&x;", 1000) + "</a>", "expand to more"},
	} {
		_, err := scan(test.file)
		var fault *Error
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

func manyAttributes() string {
	var b strings.Builder
	for i := range 100 {
		fmt.Fprintf(&b, " a%d=''", i)
	}
	return b.String()
}

func laughs() string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE a [<!ENTITY l0 "ha">`)
	for i := 1; i < 15; i++ {
		fmt.Fprintf(&b, `<!ENTITY l%d "%s">`, i, strings.Repeat(fmt.Sprintf("&l%d;", i-1), 10))
	}
	return b.String() + "]><a>&l14;</a>"
}

func TestDeclaredEntitiesAreRead(t *testing.T) {
	file := `<!DOCTYPE a [<!-- <!ENTITY c "no"> --><!ENTITY % p "x"> %p;
		<!ENTITY nbsp "&#160;"><!ENTITY co "Dupont &amp; &#38;lt;fils&gt;&nbsp;"><!ENTITY nbsp "twice">]><a b="&co;">&co;&nbsp;</a>`
	got, err := scan(file)
	want := "start \"a\" \"b\"=\"Dupont & <fils>\\u00a0\"\ntext \"Dupont & <fils>\\u00a0\\u00a0\"\nend \"a\"\n"
	if err != io.EOF || got != want {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestRawIsWhatTheFileHolds(t *testing.T) {
	s := New(strings.NewReader("<a><bpt  i='1'\r\n>&lt;b&gt;</bpt >x<ph/>&#38;</a>"), Options{})
	var got []string
	for {
		if _, err := s.Next(); err != nil {
			break
		}
		got = append(got, string(s.Raw()))
	}
	want := []string{"<a>", "<bpt  i='1'\n>", "&lt;b&gt;", "</bpt >", "x", "<ph/>", "", "&#38;", "</a>"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// strict are faults that encoding/xml lets pass in RawToken, lenient such as it
// finds and the scanner lets pass.
var (
	strict = []string{
		"twice", "text outside", "second root", "no content", "ends inside <", "ends inside a character", "closes nothing", "no attribute",
		"DOCTYPE", "inside each other", "neither a comment", "more than", "nothing is fetched", "not known", `"<" inside a tag`,
		"does not allow", "not UTF-8", "surrogate", "an end tag", "is not declared", "is no reference", "without a name",
	}
	lenient = []string{
		"invalid XML name", "expected element name", "invalid character entity", "unsupported version", "xml: encoding",
		"expected target name", "illegal character code", "invalid UTF-8", "invalid sequence", "expected attribute name",
	}
)

func oneOf(err error, parts []string) bool {
	for _, part := range parts {
		if strings.Contains(err.Error(), part) {
			return true
		}
	}
	return false
}

func FuzzScanner(f *testing.F) {
	for _, file := range wellFormed {
		f.Add([]byte(file))
	}
	f.Add([]byte(laughs()))
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := tokens(New(bytes.NewReader(file), Options{MaxToken: 1 << 20, MaxDepth: 1 << 20}))
		slow, slowErr := tokens(New(iotest.OneByteReader(bytes.NewReader(file)), Options{MaxToken: 1 << 20, MaxDepth: 1 << 20}))
		if slow != got || fmt.Sprint(slowErr) != fmt.Sprint(err) {
			t.Fatalf("byte by byte: %v, %v\n%s", err, slowErr, cmp.Diff(got, slow))
		}
		want, wantErr := standardTokens(file)
		switch {
		case err == io.EOF && wantErr == io.EOF:
			if diff := cmp.Diff(want, got); diff != "" && !bytes.Contains(file, []byte("<!DOCTYPE")) {
				t.Fatalf("differs from encoding/xml (-it +scanner):\n%s", diff)
			}
		case err == io.EOF && !oneOf(wantErr, lenient) && !bytes.Contains(file, []byte("<!DOCTYPE")):
			t.Fatalf("encoding/xml has a fault: %v\n%s", wantErr, got)
		case wantErr == io.EOF && !oneOf(err, strict):
			t.Fatalf("encoding/xml has no fault, the scanner %v\n%s", err, want)
		}
	})
}

func BenchmarkScanner(b *testing.B) {
	file := benchmarkFile()
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		s := New(bytes.NewReader(file), Options{})
		for {
			if _, err := s.Next(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkEncodingXML(b *testing.B) {
	file := benchmarkFile()
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		decoder := xml.NewDecoder(bytes.NewReader(file))
		for {
			if _, err := decoder.RawToken(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func benchmarkFile() []byte {
	var b bytes.Buffer
	b.WriteString("<tmx version=\"1.4\"><header srclang=\"fr\"/><body>\n")
	for i := range 5000 {
		fmt.Fprintf(&b, `<tu tuid="%d" creationdate="20260101T120000Z" creationid="alice"><prop type="x-origin">human</prop>
			<tuv xml:lang="fr"><seg>Les prix ont augmenté de %d %% &amp; plus, selon une étude.</seg></tuv>
			<tuv xml:lang="en"><seg>Prices rose by %d%% &amp; more, according to a study.</seg></tuv></tu>`+"\n", i, i%7, i%7)
	}
	b.WriteString("</body></tmx>\n")
	return b.Bytes()
}
