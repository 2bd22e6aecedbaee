package serve

import (
	"net/http"
	"strings"

	"golang.org/x/text/language"

	"calque/tm"
)

// apertiumAnswer is an answer of Apertium's APy
// (https://wiki.apertium.org/wiki/Apertium-apy).
type apertiumAnswer struct {
	Data    any `json:"responseData"`
	Details any `json:"responseDetails"`
	Status  int `json:"responseStatus"`
}

// apertiumMin is the lowest score that is passed on: the protocol has no
// scores, and a tool shows what it gets as a translation.
const apertiumMin = 95

// apertiumTranslate answers /translate?langpair=fr|en&q=text: the translation
// of the best match that is nearly the same, or an empty one.
func (s *Server) apertiumTranslate(w http.ResponseWriter, r *http.Request) {
	from, to, ok := langPair(r.FormValue("langpair"))
	if !ok {
		writeJSON(w, http.StatusBadRequest, map[string]any{"status": "error", "code": http.StatusBadRequest,
			"message": "Bad Request", "explanation": "langpair must be two languages with | between them"})
		return
	}
	translated := ""
	if text := r.FormValue("q"); text != "" {
		matches, err := s.store.Lookup(r.Context(), tm.Query{Text: text, From: from, To: to, Min: apertiumMin, Limit: 1,
			Distinct: true, MinConfidence: tm.DefaultMinConfidence})
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if len(matches) > 0 {
			translated = matches[0].Unit.Target.Text
		}
	}
	writeJSON(w, http.StatusOK, apertiumAnswer{Data: map[string]string{"translatedText": translated}, Status: http.StatusOK})
}

// langPair reads "fr|en", with codes of two or three letters.
func langPair(s string) (from, to language.Tag, ok bool) {
	a, b, found := strings.Cut(s, "|")
	from, errFrom := tm.ParseLang(a)
	to, errTo := tm.ParseLang(b)
	return from, to, found && errFrom == nil && errTo == nil
}

// apertiumPairs lists the pairs by codes of three letters.
func (s *Server) apertiumPairs(w http.ResponseWriter, r *http.Request) {
	langs, err := s.store.Languages(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	pairs := []map[string]string{}
	for _, from := range langs {
		for _, to := range langs {
			if from != to {
				pairs = append(pairs, map[string]string{"sourceLanguage": threeLetters(from), "targetLanguage": threeLetters(to)})
			}
		}
	}
	writeJSON(w, http.StatusOK, apertiumAnswer{Data: pairs, Status: http.StatusOK})
}

// threeLetters is the code of ISO 639-3, with the script or region that tells
// two written languages apart.
func threeLetters(tag language.Tag) string {
	base, _ := tag.Base()
	_, rest, found := strings.Cut(tag.String(), "-")
	if !found {
		return base.ISO3()
	}
	return base.ISO3() + "_" + strings.ReplaceAll(rest, "-", "_")
}
