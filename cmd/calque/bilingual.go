package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strconv"

	"calque/align"
	"calque/tm"
)

//go:embed bilingual.html.tmpl
var bilingualTemplate string

// bilingualRow is a row of the table that align --format html prints.
type bilingualRow struct {
	Class, Sign, Percent string
	Source, Target       string
}

// writeBilingualHTML writes an alignment as a page of its own.
func writeBilingualHTML(w io.Writer, a aligned) error {
	page, err := template.New("bilingual").Parse(bilingualTemplate)
	if err != nil {
		return err
	}
	var rows []bilingualRow
	err = a.eachBead(func(source, target string, b align.Bead) error {
		sign := confidenceSign(b.Confidence, source, target)
		rows = append(rows, bilingualRow{signClass(sign), sign, strconv.Itoa(percent(b.Confidence)), source, target})
		return nil
	})
	if err != nil {
		return err
	}
	title := a.source.Title
	if title == "" {
		title = fmt.Sprintf("%s – %s", a.source.Lang, a.target.Lang)
	}
	return page.Execute(w, struct {
		Title          string
		Source, Target *tm.Document
		Rows           []bilingualRow
	}{title, &a.source, &a.target, rows})
}

func signClass(sign string) string {
	switch sign {
	case "=":
		return "sure"
	case "~":
		return "likely"
	case "?":
		return "doubtful"
	}
	return "alone"
}
