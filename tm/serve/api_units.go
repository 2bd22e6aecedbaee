package serve

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"calque/tm"
)

type unitsBody struct {
	Units      []unitIn      `json:"units"`
	OnConflict tm.OnConflict `json:"on_conflict,omitempty"` // keep, replace or skip
}

type unitIn struct {
	Source textOf `json:"source"`
	Target textOf `json:"target"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	Note   string `json:"note,omitempty"`
}

type unitsAnswer struct {
	Added     int `json:"added"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Skipped   int `json:"skipped"`
}

func (s *Server) apiPutUnits(r *http.Request) (any, error) {
	var body unitsBody
	if err := readBody(r, &body); err != nil {
		return nil, err
	}
	var units []tm.Unit
	for i, in := range body.Units {
		unit, err := in.unit(who(r))
		if err != nil {
			return nil, badf("unit %d: %w", i+1, err)
		}
		units = append(units, unit)
	}
	result, err := s.store.PutUnits(r.Context(), func(yield func(tm.Unit, error) bool) {
		for _, u := range units {
			if !yield(u, nil) {
				return
			}
		}
	}, tm.PutUnitsOptions{OnConflict: body.OnConflict})
	return unitsAnswer{result.Added, result.Updated, result.Unchanged, result.Skipped}, err
}

func (in unitIn) unit(who string) (tm.Unit, error) {
	source, err := in.Source.variant()
	if err != nil {
		return tm.Unit{}, fmt.Errorf("source: %w", err)
	}
	target, err := in.Target.variant()
	if err != nil {
		return tm.Unit{}, fmt.Errorf("target: %w", err)
	}
	unit := tm.Unit{Source: source, Target: target, Status: tm.StatusConfirmed, Confidence: 1,
		Before: in.Before, After: in.After, Note: in.Note, CreatedBy: who, ChangedBy: who}
	return unit, unit.Validate()
}

func (t textOf) variant() (tm.Variant, error) {
	lang, err := tm.ParseLang(t.Lang)
	return tm.Variant{Lang: lang, Text: t.Text}, err
}

// pathUnit reads the number of a unit in an address.
func pathUnit(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return 0, badf("a unit is named by its number")
	}
	return id, nil
}

func (s *Server) apiUnit(r *http.Request) (any, error) {
	id, err := pathUnit(r)
	if err != nil {
		return nil, err
	}
	unit, err := s.store.Unit(r.Context(), id)
	return newUnitAnswer(&unit), err
}

func (s *Server) apiUndoUnit(r *http.Request) (any, error) {
	id, err := pathUnit(r)
	if err != nil {
		return nil, err
	}
	if err := s.store.UndoEdit(r.Context(), id, who(r)); err != nil {
		return nil, err
	}
	return s.apiUnit(r)
}

// unitBody is a change of a unit. Seen is changed of the unit that was looked
// at.
type unitBody struct {
	Seen   string    `json:"seen"`
	Status tm.Status `json:"status,omitempty"`
	Note   *string   `json:"note,omitempty"`
	Source *textOf   `json:"source,omitempty"`
	Target *textOf   `json:"target,omitempty"`
}

type doneAnswer struct {
	Done bool `json:"done"`
}

func (s *Server) apiEditUnit(r *http.Request) (any, error) {
	id, err := pathUnit(r)
	if err != nil {
		return nil, err
	}
	var body unitBody
	if err := readBody(r, &body); err != nil {
		return nil, err
	}
	edit := tm.UnitEdit{Status: body.Status, Note: body.Note}
	if edit.Seen, err = time.Parse(time.RFC3339, body.Seen); err != nil {
		return nil, badf("seen must be when the unit was changed last, as a look-up says it")
	}
	for _, side := range []struct {
		in  *textOf
		out **tm.Variant
	}{{body.Source, &edit.Source}, {body.Target, &edit.Target}} {
		if side.in == nil {
			continue
		}
		variant, err := side.in.variant()
		if err != nil {
			return nil, badRequest{err}
		}
		*side.out = &variant
	}
	return doneAnswer{true}, s.store.EditUnit(r.Context(), id, edit, who(r))
}
