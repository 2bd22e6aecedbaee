package serve

import (
	"net/http"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
)

type storiesAnswer struct {
	Stories []storyInfo `json:"stories"`
	// Next is the key to go on after; empty when these are the last.
	Next string `json:"next,omitempty"`
}

type storyInfo struct {
	Key      string   `json:"key"`
	Title    string   `json:"title"`
	Date     string   `json:"date,omitempty"`
	Agency   string   `json:"agency,omitempty"`
	Langs    []string `json:"langs"`
	Units    int      `json:"units"`
	Doubtful int      `json:"doubtful"`
}

func newStoryInfo(info *tm.ArticleInfo) storyInfo {
	return storyInfo{Key: info.Key, Title: info.Title, Date: dayText(info.Date), Agency: info.Agency,
		Langs: tags(info.Langs), Units: info.Units, Doubtful: info.Doubtful}
}

func dayText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

func tags(langs []language.Tag) []string {
	names := []string{}
	for _, tag := range langs {
		names = append(names, tag.String())
	}
	return names
}

func (s *Server) apiStories(r *http.Request) (any, error) {
	v := valuesOf(r)
	after, limit := v.text("after"), v.integer("limit", 100, 1, 500)
	if v.err != nil {
		return nil, v.err
	}
	answer := storiesAnswer{Stories: []storyInfo{}}
	for info, err := range s.store.ArticlesAfter(r.Context(), after) {
		if err != nil {
			return nil, err
		}
		if len(answer.Stories) == limit {
			answer.Next = answer.Stories[limit-1].Key
			break
		}
		answer.Stories = append(answer.Stories, newStoryInfo(&info))
	}
	return answer, nil
}

type storyAnswer struct {
	Key        string          `json:"key"`
	Documents  []documentInfo  `json:"documents"`
	Alignments []alignmentInfo `json:"alignments"`
}

type documentInfo struct {
	Lang      string `json:"lang"`
	Title     string `json:"title"`
	Date      string `json:"date,omitempty"`
	Agency    string `json:"agency,omitempty"`
	Author    string `json:"author,omitempty"`
	URL       string `json:"url,omitempty"`
	Sentences int    `json:"sentences"`
}

type alignmentInfo struct {
	From      string `json:"from"`
	To        string `json:"to"`
	Rows      int    `json:"rows"`
	Confirmed int    `json:"confirmed"`
	Doubtful  int    `json:"doubtful"`
	Aligner   string `json:"aligner"`
}

func (s *Server) apiStory(r *http.Request) (any, error) {
	a, err := s.store.Article(r.Context(), r.PathValue("key"))
	if err != nil {
		return nil, err
	}
	answer := storyAnswer{Key: a.Key, Documents: []documentInfo{}, Alignments: []alignmentInfo{}}
	for i := range a.Documents {
		d := &a.Documents[i]
		answer.Documents = append(answer.Documents, documentInfo{Lang: d.Lang.String(), Title: d.Title, Date: dayText(d.Date),
			Agency: d.Agency, Author: d.Author, URL: d.URL, Sentences: len(d.Sentences)})
	}
	for i := range a.Alignments {
		answer.Alignments = append(answer.Alignments, newAlignmentInfo(&a.Alignments[i]))
	}
	return answer, nil
}

func newAlignmentInfo(al *tm.Alignment) alignmentInfo {
	info := alignmentInfo{From: al.Source.String(), To: al.Target.String(), Rows: len(al.Beads), Aligner: al.Aligner}
	for i := range al.Beads {
		b := &al.Beads[i]
		switch {
		case b.Status == tm.StatusConfirmed:
			info.Confirmed++
		case b.Doubtful(tm.DoubtfulBelow):
			info.Doubtful++
		}
	}
	return info
}
