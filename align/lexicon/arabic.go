package lexicon

import "slices"

// Arabic letters are two bytes each in the folded keys.
const letter = 2

// leastArabic is how many letters must stay when a clitic is taken off.
const leastArabic = 3

// Proclitics, shortest first: conjunction, preposition, article, in the
// combinations that occur. The future marker س goes on verbs.
var arabicFront = [...]string{
	"و", "ف", "ب", "ل", "ك", "س", "ال", "لل", "وس", "فس", "وب", "ول", "فل", "فب",
	"وال", "فال", "بال", "كال", "ولل", "فلل", "وبال", "وكال", "فبال",
}

// Endings, shortest first, since the less is taken off the surer it is:
// possessive and object pronouns, plural, dual and feminine, accusative. ته and
// its like stand for ة before a pronoun. The ي of adjectives stays: دولي
// (international) is not دول (states).
var arabicBack = [...]string{
	"ه", "ت", "ا", "ها", "هم", "هن", "نا", "كم", "ات", "ون", "ين", "ان", "وا", "ته", "تا", "هما", "تهم", "تها", "تنا",
	"اته", "تان", "تين", "تهما", "اتهم", "اتها",
}

// bareArabic is the word without the article, if it stands at the very front.
func bareArabic(word []byte) []byte {
	if len(word) >= (2+leastArabic-1)*letter && string(word[:2*letter]) == "ال" {
		return word[2*letter:]
	}
	return word
}

// arabicStem is a light stem (after Larkey, Ballesteros & Connell 2002): one
// proclitic and one ending off. Phrases are compared by it.
func arabicStem(word []byte) []byte {
	return arabicTail(arabicHead(word))
}

func arabicHead(word []byte) []byte {
	for _, front := range slices.Backward(arabicFront[:]) {
		// A bare letter is more often a root letter (وزير, بلد) than a clitic.
		if len(front) < 2*letter {
			break
		}
		if len(word) >= len(front)+leastArabic*letter && string(word[:len(front)]) == front {
			return word[len(front):]
		}
	}
	return word
}

func arabicTail(word []byte) []byte {
	for _, back := range slices.Backward(arabicBack[:]) {
		rest := len(word) - len(back)
		if rest >= leastArabic*letter && string(word[rest:]) == back {
			return word[:rest]
		}
	}
	return word
}

// lookupArabic looks up a word that is not known as it is: without its article,
// with its ending off, then with clitics off at the front, then with both, so
// that وزير is a minister and not "and" with something.
func (t *wordTable) lookupArabic(k *keys) int32 {
	if list := t.arabicWord(k.light); list != 0 {
		return list
	}
	word := k.folded
	for _, front := range arabicFront {
		rest := len(word) - len(front)
		if rest < (leastArabic-1)*letter || string(word[:len(front)]) != front {
			continue
		}
		if rest < leastArabic*letter && len(front) < 2*letter {
			// باب is a door, not "in August" (ب and آب).
			continue
		}
		if list := t.arabicWord(word[len(front):]); list != 0 {
			return list
		}
		if list := t.stars.longest(word[len(front):]); list != 0 {
			return list
		}
	}
	return 0
}

// arabicWord looks a word up whose clitics at the front are off. Forms that the
// lexicon has with the article, as اليوم (today), are other words than those
// without, as يوم (day), and come second here.
func (t *wordTable) arabicWord(word []byte) int32 {
	have := t.forms.get(word)
	if have.exact != 0 {
		return have.exact
	}
	if have.light != 0 {
		return have.light
	}
	return t.arabicEndings(word)
}

// arabicEndings looks the word up without its ending, with ta marbuta in its
// place, and as another person of the present.
func (t *wordTable) arabicEndings(word []byte) int32 {
	var buf [64]byte
	for _, back := range arabicBack {
		rest := len(word) - len(back)
		if rest < (leastArabic-1)*letter || string(word[rest:]) != back {
			continue
		}
		if rest >= leastArabic*letter {
			if list := t.forms.get(word[:rest]).light; list != 0 {
				return list
			}
		}
		if back == "ه" {
			continue
		}
		if list := t.forms.get(append(append(buf[:0], word[:rest]...), "ه"...)).light; list != 0 {
			return list
		}
	}
	return t.arabicPerson(word)
}

// arabicPerson looks تعلن, نعلن and يعلنون up as يعلن.
func (t *wordTable) arabicPerson(word []byte) int32 {
	if len(word) < 4*letter {
		return 0
	}
	switch string(word[:letter]) {
	case "ت", "ن", "ي":
	default:
		return 0
	}
	var buf [64]byte
	for _, form := range [2][]byte{word[letter:], arabicTail(word[letter:])} {
		if list := t.forms.get(append(append(buf[:0], "ي"...), form...)).light; list != 0 {
			return list
		}
	}
	return 0
}
