package pages

import (
	"net/http"

	"golang.org/x/text/language"

	"calque/tm"
)

// storiesOnPage is how many stories a page lists.
const storiesOnPage = 100

type storiesData struct {
	Stories []tm.ArticleInfo
	Next    string // key to go on after
	Import  bool   // files can be dropped
	Upload  *plannedUpload
}

func (p *Pages) stories(w http.ResponseWriter, r *http.Request) error {
	d := storiesData{Import: p.options.Write && p.options.Uploads != nil}
	after := r.URL.Query().Get("after")
	for info, err := range p.store.ArticlesAfter(r.Context(), after) {
		if err != nil {
			return err
		}
		if len(d.Stories) == storiesOnPage {
			d.Next = d.Stories[storiesOnPage-1].Key
			break
		}
		d.Stories = append(d.Stories, info)
	}
	v := p.newView(r, "stories.title")
	v.Section, v.Data = "stories", d
	return p.show(w, r, "stories.html", "", v)
}

type storyData struct {
	Article    *tm.Article
	Title      string
	Alignments []alignmentSum
}

// alignmentSum is what the page of a story says of an alignment.
type alignmentSum struct {
	From, To                        language.Tag
	Rows, Confirmed, Doubtful, Lone int
}

func (p *Pages) story(w http.ResponseWriter, r *http.Request) error {
	a, err := p.store.Article(r.Context(), r.PathValue("key"))
	if err != nil {
		return err
	}
	d := storyData{Article: a, Title: a.Key}
	if len(a.Documents) > 0 && a.Documents[0].Title != "" {
		d.Title = a.Documents[0].Title
	}
	for i := range a.Alignments {
		al := &a.Alignments[i]
		sum := alignmentSum{From: al.Source, To: al.Target, Rows: len(al.Beads)}
		for j := range al.Beads {
			b := &al.Beads[j]
			sum.Confirmed += count(b.Status == tm.StatusConfirmed)
			sum.Doubtful += count(b.Doubtful(tm.DoubtfulBelow))
			sum.Lone += count(b.Source.Len() == 0 || b.Target.Len() == 0)
		}
		d.Alignments = append(d.Alignments, sum)
	}
	v := p.newView(r, "story.title")
	v.Title = d.Title
	v.Section, v.Data = "stories", d
	return p.show(w, r, "story.html", "", v)
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}
