package pages

import (
	"errors"
	"net/http"
	"strings"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/serve/outlet"
)

type exportData struct {
	Request   outlet.Request
	Formats   []outlet.Format
	Presets   []string
	Languages []language.Tag
	Wrong     string // what of the form cannot be done
	Preview   outlet.Preview
	Rows      []exportRow
	Cut       bool // the text of the preview was cut
	File      string
	Statuses  []tm.Status
}

type exportRow struct{ Source, Target cell }

// Status is a status in the language of the interface.
func (v view) Status(status tm.Status) string {
	return v.T(map[tm.Status]string{tm.StatusAuto: "status.auto", tm.StatusConfirmed: "status.confirmed",
		tm.StatusRejected: "status.rejected", tm.StatusSuperseded: "status.superseded"}[status])
}

// previewText bounds the text of a preview, in bytes.
const previewText = 6 << 10

// export shows the form, and the beginning of the file that it describes.
func (p *Pages) export(w http.ResponseWriter, r *http.Request) error {
	if p.options.Export == nil {
		return tm.ErrNotFound
	}
	v := p.newView(r, "export.title")
	v.Section = "memory"
	d := exportData{Formats: p.options.Export.Formats(), Presets: p.options.Export.Presets(),
		Statuses: []tm.Status{tm.StatusAuto, tm.StatusConfirmed, tm.StatusRejected, tm.StatusSuperseded}}
	var err error
	if d.Languages, err = p.store.Languages(r.Context()); err != nil {
		return err
	}
	var wrong outlet.Wrong
	if err = p.fillPreview(r, &d); errors.As(err, &wrong) {
		d.Wrong = wrong.Error()
	} else if err != nil {
		return err
	}
	v.Data = d
	return p.show(w, r, "export.html", "", v)
}

func (p *Pages) fillPreview(r *http.Request, d *exportData) (err error) {
	if d.Request, err = outlet.Parse(r.URL.Query()); err != nil {
		return err
	}
	if d.Request, err = p.options.Export.Complete(r.Context(), d.Request); err != nil {
		return err
	}
	if d.Preview, err = p.options.Export.Preview(r.Context(), d.Request); err != nil {
		return err
	}
	if d.Preview.Text, d.Cut = cutLines(d.Preview.Text, previewText); !d.Cut {
		d.Cut = d.Preview.More
	}
	for _, u := range d.Preview.Units {
		d.Rows = append(d.Rows, exportRow{plain(u.Source), plain(u.Target)})
	}
	d.File = "/memory/export/file?" + d.Request.Values().Encode()
	return nil
}

// cutLines cuts a text after the last line that ends before most.
func cutLines(text string, most int) (string, bool) {
	if len(text) <= most {
		return text, false
	}
	if i := strings.LastIndexByte(text[:most], '\n'); i >= 0 {
		return text[:i+1], true
	}
	return strings.ToValidUTF8(text[:most], ""), true
}

// exportFile sends the file.
func (p *Pages) exportFile(w http.ResponseWriter, r *http.Request) error {
	if p.options.Export == nil {
		return tm.ErrNotFound
	}
	request, err := outlet.Parse(r.URL.Query())
	if err == nil {
		request, err = p.options.Export.Complete(r.Context(), request)
	}
	if err == nil {
		err = p.options.Export.Send(w, r, request)
	}
	var wrong outlet.Wrong
	if errors.As(err, &wrong) {
		return badInput{"error.export"}
	}
	return err
}
