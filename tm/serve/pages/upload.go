package pages

import (
	"errors"
	"net/http"

	"calque/tm"
	"calque/tm/serve/intake"
)

// plannedUpload is an upload that waits for somebody to say yes.
type plannedUpload struct {
	ID   string
	Plan intake.Plan
}

// mayChange refuses a form where nothing may be changed, or that no page of ours
// made.
func (p *Pages) mayChange(r *http.Request, possible bool) error {
	if !p.options.Write || !possible {
		return tm.ErrReadOnly
	}
	if !p.options.ValidForm(r) {
		return badInput{"error.form"}
	}
	return nil
}

// upload takes files and shows how they would be paired.
func (p *Pages) upload(w http.ResponseWriter, r *http.Request) error {
	const inMemory = 8 << 20
	if err := r.ParseMultipartForm(inMemory); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return err
		}
		return badInput{"error.upload"}
	}
	defer r.MultipartForm.RemoveAll()
	if err := p.mayChange(r, p.options.Uploads != nil); err != nil {
		return err
	}
	id, plan, err := p.options.Uploads.Receive(r.Context(), r.MultipartForm.File["files"])
	if err != nil {
		return err
	}
	v := p.newView(r, "upload.title")
	v.Section = "stories"
	v.Data = storiesData{Upload: &plannedUpload{ID: id, Plan: plan}}
	return p.show(w, r, "upload.html", "", v)
}

// importUpload stores what was shown.
func (p *Pages) importUpload(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badInput{"error.form"}
	}
	if err := p.mayChange(r, p.options.Uploads != nil); err != nil {
		return err
	}
	id := r.PostForm.Get("upload")
	if r.PostForm.Get("answer") == "no" {
		if err := p.options.Uploads.Forget(id); err != nil && !errors.Is(err, intake.ErrGone) {
			return err
		}
		http.Redirect(w, r, "/stories", http.StatusSeeOther)
		return nil
	}
	stories, err := p.options.Uploads.Import(r.Context(), id)
	if err != nil {
		return err
	}
	v := p.newView(r, "upload.done")
	v.Section, v.Data = "stories", stories
	return p.show(w, r, "imported.html", "", v)
}
