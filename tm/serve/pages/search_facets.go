package pages

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"calque/tm"
)

// facetNames are the parameters that narrow a search.
var facetNames = []string{"story", "agency", "year", "status"}

var facetTitles = map[string]string{"story": "stories.story", "agency": "story.agency", "year": "search.year", "status": "search.status"}

var statusMessages = map[tm.Status]string{tm.StatusAuto: "status.auto", tm.StatusConfirmed: "status.confirmed",
	tm.StatusRejected: "status.rejected", tm.StatusSuperseded: "status.superseded"}

// narrowing is what a search is narrowed to; zero values are any.
type narrowing struct {
	Story, Agency string
	Year          int
	Status        tm.Status
}

func readNarrowing(parameters url.Values) (narrowing, error) {
	n := narrowing{Story: parameters.Get("story"), Agency: parameters.Get("agency"), Status: tm.Status(parameters.Get("status"))}
	if n.Status != "" && statusMessages[n.Status] == "" {
		return n, badInput{"error.status"}
	}
	if year := parameters.Get("year"); year != "" {
		const last = 9999
		var err error
		if n.Year, err = strconv.Atoi(year); err != nil || n.Year < 1 || n.Year > last {
			return n, badInput{"error.year"}
		}
	}
	return n, nil
}

func (n narrowing) statuses() []tm.Status {
	if n.Status == "" {
		return nil
	}
	return []tm.Status{n.Status}
}

// shownValues is how many values of a facet are shown; the others unfold.
const shownValues = 6

// facet is a way to narrow a search.
type facet struct {
	Name   string // of the parameter
	Title  string // message
	Values []facetValue
	More   []facetValue // that unfold
}

// facetValue leads to the search narrowed to it or, when it is chosen, to the
// search without it.
type facetValue struct {
	Value   string
	Message string // that says it; none for a name or a number
	Results int    // matches and places of the concordance
	More    bool   // there are more than were counted
	Chosen  bool
	Address string
}

// facets lays out what was found, by what it can be narrowed to. What has no
// agency or no date has no value there.
func (d *searchData) facets() []facet {
	results := map[string]map[string]int{}
	for _, name := range facetNames {
		results[name] = map[string]int{}
		if chosen := d.Address.Get(name); chosen != "" {
			results[name][chosen] = 0 // it can be taken off when nothing is left
		}
	}
	for _, counts := range []tm.Counts{d.Found, d.Counts} {
		for _, c := range counts.Stories {
			results["story"][c.Article] += c.Units
		}
		for _, c := range counts.Agencies {
			results["agency"][c.Agency] += c.Units
		}
		for _, c := range counts.Years {
			if c.Year != 0 {
				results["year"][strconv.Itoa(c.Year)] += c.Units
			}
		}
		for _, c := range counts.Statuses {
			results["status"][string(c.Status)] += c.Units
		}
	}
	var facets []facet
	for _, name := range facetNames {
		delete(results[name], "")
		if f := d.newFacet(name, results[name]); len(f.Values) > 0 {
			facets = append(facets, f)
		}
	}
	return facets
}

// newFacet sorts the values of a facet: years with the latest first, others with
// the most results first.
func (d *searchData) newFacet(name string, results map[string]int) facet {
	values := slices.SortedFunc(maps.Keys(results), func(a, b string) int {
		if name == "year" {
			return cmp.Compare(b, a)
		}
		return cmp.Or(cmp.Compare(results[b], results[a]), cmp.Compare(a, b))
	})
	f := facet{Name: name, Title: facetTitles[name]}
	for _, value := range values {
		v := facetValue{Value: value, Results: results[value], More: !d.Found.Complete || !d.Counts.Complete,
			Chosen: d.Address.Get(name) == value, Address: d.With(name, value)}
		if name == "status" {
			v.Message = statusMessages[tm.Status(value)]
		}
		if v.Chosen {
			v.Address = d.With(name, "")
		}
		if len(f.Values) < shownValues || v.Chosen {
			f.Values = append(f.Values, v)
		} else {
			f.More = append(f.More, v)
		}
	}
	return f
}

// On is the view of a part of the page's data.
func (v view) On(data any) view {
	v.Data = data
	return v
}
