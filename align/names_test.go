package align

import (
	"testing"

	"golang.org/x/text/language"
)

func TestForeignNamesAreFoundInChinese(t *testing.T) {
	tests := []struct {
		name, line string
		found      bool
	}{
		{"Jones", "委员会主席艾琳·琼斯说", true},
		{"Elin", "委员会主席艾琳·琼斯说", false}, // two consonants must be a whole run
		{"Robinson", "作家罗宾逊发表讲话", true},
		{"Trump", "总统特朗普说", true},
		{"Merkel", "德国总理默克尔说", true},
		{"Jinping", "国家主席习近平抵达巴黎", true},
		{"Guizhou", "贵州省六盘水市", true},
		{"Trump", "他昨天去了学校", false},
		{"Sarkozy", "前总统萨科齐", true},
		{"Montaigu", "今天天气很好", false},
	}
	for _, test := range tests {
		names := new(analyser).analyse(sentences("Voici "+test.name+"."), language.French, language.Chinese, nil)
		han := new(analyser).analyse(sentences(test.line), language.Chinese, language.French, nil)
		got := false
		linkHanNames(names, han, func(name, _ int32, _ float32) {
			got = got || names.terms[name].text == test.name
		})
		if got != test.found {
			t.Errorf("%s in %s: found %v, want %v", test.name, test.line, got, test.found)
		}
	}
}

func TestArabicNamesAreFoundBehindParticles(t *testing.T) {
	source := sentences("Il pleut encore sur la ville.", "Personne ne sait où est Brian.", "On attend toujours la réponse du maire.")
	target := sentences("لا تزال تمطر على المدينة.", "لا أحد يعرف أين هو وبراين.", "ما زلنا ننتظر رد العمدة.")
	p := New(language.French, language.Arabic).pair(new(workspace), source, target)
	for _, term := range p.src.terms {
		if term.form == "brian" && len(term.hits) == 1 && term.hits[0].sent == 1 {
			return
		}
	}
	t.Errorf("Brian is not found: %+v", p.src.terms)
}

func TestPatternAllowsOneDifferenceInLongNames(t *testing.T) {
	run := func(s string) []consonants {
		var out []consonants
		for i := range s {
			for c := range consonantLetters {
				if consonantLetters[c] == s[i] {
					out = append(out, 1<<c)
				}
			}
		}
		return out
	}
	tests := []struct {
		skeleton, run string
		found         bool
	}{
		{"SNS", "SNS", true}, {"SNS", "KSNSL", true}, {"SNS", "SLS", false},
		{"MLKLT", "MLKLT", true}, {"MLKLT", "MLKT", true}, {"MLKLT", "MLKNLT", true}, {"MLKLT", "MLFLT", true}, {"MLKLT", "MFFLT", false},
		{"LN", "LN", true}, {"LN", "LNS", false},
	}
	for _, test := range tests {
		if got := newPattern(run(test.skeleton)).in(run(test.run)) > 0; got != test.found {
			t.Errorf("%s in %s: %v, want %v", test.skeleton, test.run, got, test.found)
		}
	}
}
