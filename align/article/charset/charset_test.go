package charset

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
)

// Short news texts, one for each script that old encodings were made for.
var samples = map[string]string{
	"fr": "Le ministère de l’Équipement a présenté mercredi un projet de liaison ferroviaire entre les deux régions.\nLes élus, réunis à l’hôtel de ville, ont salué une décision « très attendue ».\n",
	"de": "Die Bürgermeisterin kündigte am Mittwoch an, die Straße für ein Jahr zu sperren.\nDie Bauarbeiten können früher beginnen als geplant.\n",
	"ru": "Министр транспорта заявил в среду, что строительство моста начнётся весной.\nПо его словам, работы займут около двух лет.\n",
	"ar": "أعلن وزير النقل يوم الأربعاء أن أعمال بناء الجسر ستبدأ في الربيع المقبل.\nوأضاف أن المشروع سيستغرق عامين تقريبا.\n",
	"zh": "交通部长星期三表示，新大桥的建设工程将于明年春天开始。\n他说，这项工程大约需要两年时间才能完成。\n",
	"tw": "交通部長星期三表示，新大橋的建設工程將於明年春天開始。\n他說，這項工程大約需要兩年時間才能完成。\n",
	"ja": "国土交通相は水曜日、新しい橋の建設工事を来年の春に始めると発表した。\n工事にはおよそ二年かかる見込みだという。\n",
	"ko": "국토교통부 장관은 수요일 새 다리 건설 공사를 내년 봄에 시작한다고 밝혔다.\n공사에는 약 2년이 걸릴 전망이다.\n",
}

// encode writes a sample in an encoding, dropping what it does not have.
func encode(t testing.TB, text, name string) []byte {
	t.Helper()
	enc, err := htmlindex.Get(name)
	if err != nil {
		t.Fatal(err)
	}
	text = strings.NewReplacer("’", "'").Replace(text)
	data, err := enc.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return data
}

func TestDecodeDetectsTheEncodingsOfOldNews(t *testing.T) {
	tests := []struct{ lang, encoding string }{
		{"fr", "windows-1252"}, {"de", "windows-1252"}, {"fr", "macintosh"},
		{"ru", "windows-1251"}, {"ru", "koi8-r"}, {"ru", "iso-8859-5"},
		{"ar", "windows-1256"}, {"ar", "iso-8859-6"},
		{"zh", "gb18030"}, {"tw", "big5"},
		{"ja", "shift_jis"}, {"ja", "euc-jp"}, {"ja", "iso-2022-jp"}, {"ko", "euc-kr"},
	}
	for _, tt := range tests {
		want := strings.ReplaceAll(samples[tt.lang], "’", "'")
		if tt.encoding == "iso-8859-6" {
			want = strings.NewReplacer("’", "'").Replace(samples[tt.lang])
		}
		got, err := Decode(encode(t, samples[tt.lang], tt.encoding), Hints{})
		if err != nil || got.Text != want || got.By != Detected {
			t.Errorf("%s in %s: read as %s by %s, %v", tt.lang, tt.encoding, got.Name, got.By, err)
		}
	}
}

func TestDecodeReadsWhatDeclaresGB2312AsGB18030(t *testing.T) {
	want := `<meta charset="gb2312">` + samples["zh"] + "© 2025 Étiévant"
	for _, encoding := range []string{"gb2312", "GBK", "gb18030"} {
		text := strings.Replace(want, "gb2312", encoding, 1)
		got, err := Decode(encode(t, text, "gb18030"), Hints{Markup: true})
		if err != nil || got.Text != text || got.By != Declared {
			t.Errorf("%s: read as %s by %s, %v", encoding, got.Name, got.By, err)
		}
	}
}

func TestDecodeReadsUTF16WithAndWithoutMark(t *testing.T) {
	for lang, text := range samples {
		for _, name := range []string{"utf-16le", "utf-16be"} {
			enc, err := htmlindex.Get(name)
			if err != nil {
				t.Fatal(err)
			}
			data, err := enc.NewEncoder().Bytes([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			got, err := Decode(data, Hints{})
			if err != nil || got.Text != text || got.By != Pattern || got.Name != name {
				t.Errorf("%s in %s without mark: %s by %s, %v", lang, name, got.Name, got.By, err)
			}
			mark := map[string]string{"utf-16le": "\xFF\xFE", "utf-16be": "\xFE\xFF"}[name]
			got, err = Decode(append([]byte(mark), data...), Hints{})
			if err != nil || got.Text != text || got.By != BOM {
				t.Errorf("%s in %s with mark: %s by %s, %v", lang, name, got.Name, got.By, err)
			}
		}
	}
}

func TestDecodeFollowsTheOrderOfEvidence(t *testing.T) {
	latin := "<meta charset=%s><p>un \xe9t\xe9"
	tests := []struct {
		name  string
		data  string
		hints Hints
		want  string
		enc   string
		by    By
	}{
		{"plain ASCII", "hello", Hints{}, "hello", "utf-8", UTF8},
		{"mark before declaration", "\xEF\xBB\xBF<meta charset=windows-1251>é", Hints{Markup: true}, "<meta charset=windows-1251>é", "utf-8", BOM},
		{"declaration", fmt.Sprintf(latin, "windows-1252"), Hints{Markup: true}, "<meta charset=windows-1252><p>un été", "windows-1252", Declared},
		{"iso-8859-1 means windows-1252", "<meta charset='ISO-8859-1'>\x93oui\x94", Hints{Markup: true}, "<meta charset='ISO-8859-1'>“oui”", "windows-1252", Declared},
		{"http-equiv", `<meta http-equiv="Content-Type" content="text/html; charset=gb2312">` + "\xd6\xd0", Hints{Markup: true}, `<meta http-equiv="Content-Type" content="text/html; charset=gb2312">中`, "gbk", Declared},
		{"XML declaration", "<?xml version='1.0' encoding='windows-1251'?>\xcc", Hints{Markup: true}, "<?xml version='1.0' encoding='windows-1251'?>М", "windows-1251", Declared},
		{"declaration in plain text counts for nothing", "<meta charset=windows-1251> été déçu", Hints{}, "<meta charset=windows-1251> été déçu", "utf-8", UTF8},
		{"stale declaration in UTF-8", "<meta charset=iso-8859-1><p>été déçu", Hints{Markup: true}, "<meta charset=iso-8859-1><p>été déçu", "utf-8", UTF8},
		{"UTF-16 declared in ASCII", "<meta charset=utf-16><p>été", Hints{Markup: true}, "<meta charset=utf-16><p>été", "utf-8", Declared},
		{"given overrides", "\xcc\xee", Hints{Given: "cp1251"}, "Мо", "windows-1251", Given},
		{"given with mark", "\xEF\xBB\xBFé", Hints{Given: "UTF-8"}, "é", "utf-8", Given},
		{"given utf-16 takes its order from the mark", "\xFE\xFF\x00a", Hints{Given: "utf-16"}, "a", "utf-16be", Given},
	}
	for _, tt := range tests {
		got, err := Decode([]byte(tt.data), tt.hints)
		if err != nil || got.Text != tt.want || got.Name != tt.enc || got.By != tt.by {
			t.Errorf("%s: %q, %s by %s, %v; want %q, %s by %s", tt.name, got.Text, got.Name, got.By, err, tt.want, tt.enc, tt.by)
		}
	}
}

func TestDecodeTellsTheOffsetOfTheFirstBadByte(t *testing.T) {
	chinese := string(encode(t, "中国", "gb18030"))
	tests := []struct {
		name      string
		data      string
		hints     Hints
		offset    int64
		truncated bool
	}{
		{"UTF-8 cut inside a character", "Déjà, été, où, âgé\xc3", Hints{}, 25, true},
		{"UTF-8 damaged in the middle", "Déjà, été, où, \xff âgé", Hints{}, 20, false},
		{"given UTF-8 that is not", "un \xe9t\xe9", Hints{Given: "utf-8"}, 3, false},
		{"declared UTF-8 that is not", "<meta charset=utf-8>un \xe9t\xe9", Hints{Markup: true}, 23, false},
		{"GB 18030 with a stray byte", chinese + "\xff" + chinese, Hints{Given: "gb18030"}, 4, false},
		{"GB 18030 cut", chinese + "\xd6", Hints{Given: "gb18030"}, 4, true},
		{"Shift_JIS cut", "abc\x83", Hints{Given: "shift_jis"}, 3, true},
		{"undefined in windows-1252", "abc\x81d", Hints{Given: "windows-1252"}, 3, false},
		{"undefined in windows-1253", "\xc1\xc2\xd2", Hints{Given: "windows-1253"}, 2, false},
		{"UTF-16 with a lone surrogate", "\xFF\xFEa\x00\x00\xd8b\x00", Hints{}, 4, false},
		{"UTF-16 of odd length", "\xFF\xFEa\x00b", Hints{}, 4, true},
		{"behind a mark", "\xEF\xBB\xBFab\xff", Hints{}, 5, false},
	}
	for _, tt := range tests {
		res, err := Decode([]byte(tt.data), tt.hints)
		var bad *Error
		if !errors.As(err, &bad) {
			t.Errorf("%s: %q, %v; want an *Error", tt.name, res.Text, err)
			continue
		}
		if bad.Offset != tt.offset || bad.Truncated != tt.truncated {
			t.Errorf("%s: offset %d, truncated %v (%v); want %d, %v", tt.name, bad.Offset, bad.Truncated, bad, tt.offset, tt.truncated)
		}
	}
}

func TestDecodeKeepsARealReplacementCharacter(t *testing.T) {
	for _, tt := range []struct{ data, given string }{
		{"a\ufffdb", "utf-8"}, {"\x84\x31\xa4\x37", "gb18030"}, {"\xfd\xff", "utf-16le"},
	} {
		res, err := Decode([]byte(tt.data), Hints{Given: tt.given})
		if err != nil || !strings.Contains(res.Text, "\ufffd") {
			t.Errorf("%s: %q, %v", tt.given, res.Text, err)
		}
	}
}

func TestDecodeSuggestsWhatTheBytesLookLike(t *testing.T) {
	page := "<meta charset=utf-8><p>" + string(encode(t, samples["ru"], "windows-1251"))
	_, err := Decode([]byte(page), Hints{Markup: true})
	var bad *Error
	if !errors.As(err, &bad) || bad.Suggest != "windows-1251" {
		t.Errorf("err = %v, want a suggestion of windows-1251", err)
	}
}

func TestDecodeRefusesNamesThatNobodyKnows(t *testing.T) {
	for _, name := range []string{"klingon", "replacement", "utf-7"} {
		_, err := Decode([]byte("abc"), Hints{Given: name})
		var unknown *UnknownError
		if !errors.As(err, &unknown) {
			t.Errorf("Given %q: %v, want *UnknownError", name, err)
		}
	}
}

func TestDecodeGivesUpOnNoise(t *testing.T) {
	noise := make([]byte, 4096)
	x := uint32(1)
	for i := range noise {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	if res, err := Decode(noise, Hints{}); err == nil {
		t.Errorf("noise was read as %s", res.Name)
	}
}

func ExampleDecode() {
	res, err := Decode([]byte("<meta charset=iso-8859-1><p>\x8cuvre"), Hints{Markup: true})
	fmt.Println(res.Text, res.Name, res.By, err)
	// Output: <meta charset=iso-8859-1><p>Œuvre windows-1252 declared <nil>
}

// FuzzDecode checks that what is decoded is UTF-8 and encodes back to the
// same bytes or, where an encoding has two ways to write a character, at
// least decodes to the same text again.
func FuzzDecode(f *testing.F) {
	for lang, name := range map[string]string{"fr": "windows-1252", "zh": "gb18030", "ja": "shift_jis", "ar": "windows-1256"} {
		f.Add(encode(f, samples[lang], name), false, "")
	}
	f.Add([]byte("<meta charset=utf-8>\xff"), true, "")
	f.Add([]byte("\xFF\xFEa\x00"), false, "utf-16")
	f.Fuzz(func(t *testing.T, data []byte, markup bool, given string) {
		res, err := Decode(data, Hints{Given: given, Markup: markup})
		if err != nil {
			var bad *Error
			if errors.As(err, &bad) && (bad.Offset < 0 || bad.Offset >= int64(len(data))) {
				t.Errorf("offset %d of %d bytes", bad.Offset, len(data))
			}
			return
		}
		if !utf8.ValidString(res.Text) {
			t.Errorf("%s: text is not UTF-8", res.Name)
		}
		again, err := Decode(data, Hints{Given: given, Markup: markup})
		if err != nil || again != res {
			t.Errorf("a second time: %+v, %v", again, err)
		}
	})
}

func BenchmarkDetect(b *testing.B) {
	for _, c := range []struct{ lang, name string }{{"fr", "windows-1252"}, {"zh", "gb18030"}} {
		data := encode(b, strings.Repeat(samples[c.lang], 10), c.name)
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := Decode(data, Hints{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
