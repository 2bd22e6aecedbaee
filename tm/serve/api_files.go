package serve

import (
	"errors"
	"net/http"

	"calque/tm/serve/intake"
	"calque/tm/serve/outlet"
)

type formatsAnswer struct {
	Formats []formatAnswer `json:"formats"`
	Tools   []string       `json:"tools"` // that for can name
}

type formatAnswer struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Ending string `json:"ending"`
	Type   string `json:"type"`
}

func (s *Server) apiFormats(*http.Request) (any, error) {
	if s.outlet == nil {
		return nil, badf("this server does not export")
	}
	answer := formatsAnswer{Formats: []formatAnswer{}, Tools: s.outlet.Presets()}
	for _, f := range s.outlet.Formats() {
		answer.Formats = append(answer.Formats, formatAnswer{f.Name, f.Title, f.Ending, f.Type})
	}
	return answer, nil
}

// exportRequest reads what is to be exported.
func (s *Server) exportRequest(r *http.Request) (outlet.Request, error) {
	if s.outlet == nil {
		return outlet.Request{}, badf("this server does not export")
	}
	request, err := outlet.Parse(r.URL.Query())
	if err != nil {
		return request, err
	}
	return s.outlet.Complete(r.Context(), request)
}

type previewAnswer struct {
	Units []unitAnswer `json:"units"`
	Text  string       `json:"text"` // of the file with these units, empty when it is not for people
	More  bool         `json:"more"` // there are others, or there may be
}

func (s *Server) apiPreview(r *http.Request) (any, error) {
	request, err := s.exportRequest(r)
	if err != nil {
		return nil, err
	}
	preview, err := s.outlet.Preview(r.Context(), request)
	if err != nil {
		return nil, err
	}
	answer := previewAnswer{Units: []unitAnswer{}, Text: preview.Text, More: preview.More}
	for i := range preview.Units {
		answer.Units = append(answer.Units, newUnitAnswer(&preview.Units[i]))
	}
	return answer, nil
}

func (s *Server) apiExport(w http.ResponseWriter, r *http.Request) error {
	request, err := s.exportRequest(r)
	if err != nil {
		return err
	}
	return s.outlet.Send(w, r, request)
}

// importAnswer is what belongs together, and what became of it.
type importAnswer struct {
	// Upload names what waits after a dry run.
	Upload   string           `json:"upload,omitempty"`
	Plan     []plannedAnswer  `json:"plan"`
	Unpaired []leftoverAnswer `json:"unpaired"`
	Skipped  []leftoverAnswer `json:"skipped"` // that are no articles
	Stories  []importedAnswer `json:"stories"` // that were stored; empty after a dry run
}

type plannedAnswer struct {
	Key   string       `json:"key"`
	How   string       `json:"how"` // the files were found to belong together
	Known string       `json:"known,omitempty"`
	Files []fileAnswer `json:"files"`
}

type fileAnswer struct {
	Name string `json:"name"`
	Lang string `json:"lang"`
}

type leftoverAnswer struct {
	Name string `json:"name"`
	Why  string `json:"why"`
}

type importedAnswer struct {
	Key       string   `json:"key"`
	Units     int      `json:"units"`
	Added     int      `json:"added"`
	Doubtful  int      `json:"doubtful"`
	Unchanged bool     `json:"unchanged"`
	Skipped   []string `json:"skipped,omitempty"` // files that could not be used, and why
	Error     string   `json:"error,omitempty"`   // why nothing of it was stored
}

func newImportAnswer(plan intake.Plan, stories []intake.Imported) importAnswer {
	answer := importAnswer{Plan: []plannedAnswer{}, Unpaired: []leftoverAnswer{}, Skipped: []leftoverAnswer{}, Stories: []importedAnswer{}}
	for _, story := range plan.Stories {
		planned := plannedAnswer{Key: story.Key, How: story.How, Known: story.Known, Files: []fileAnswer{}}
		for _, f := range story.Files {
			planned.Files = append(planned.Files, fileAnswer{f.Name, f.Lang})
		}
		answer.Plan = append(answer.Plan, planned)
	}
	for _, left := range plan.Unpaired {
		answer.Unpaired = append(answer.Unpaired, leftoverAnswer(left))
	}
	for _, file := range plan.Skipped {
		answer.Skipped = append(answer.Skipped, leftoverAnswer{file.Name, file.Why()})
	}
	for _, s := range stories {
		answer.Stories = append(answer.Stories, importedAnswer{s.Key, s.Units, s.Added, s.Doubtful, s.Unchanged, s.Skipped, s.Err})
	}
	return answer
}

func (s *Server) apiReceive(r *http.Request) (any, error) {
	v := valuesOf(r)
	dry := v.is("dry_run")
	if v.err != nil {
		return nil, v.err
	}
	if s.uploads == nil {
		return nil, badf("this server does not import")
	}
	const inMemory = 8 << 20
	if err := r.ParseMultipartForm(inMemory); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return nil, err
		}
		return nil, badf("the body is no form with files (multipart/form-data): %v", err)
	}
	defer r.MultipartForm.RemoveAll()
	id, plan, err := s.uploads.Receive(r.Context(), r.MultipartForm.File["files"])
	if err != nil {
		return nil, err
	}
	if dry {
		answer := newImportAnswer(plan, nil)
		answer.Upload = id
		return answer, nil
	}
	stories, err := s.uploads.Import(r.Context(), id)
	return newImportAnswer(plan, stories), err
}

func (s *Server) apiImport(r *http.Request) (any, error) {
	if s.uploads == nil {
		return nil, badf("this server does not import")
	}
	stories, err := s.uploads.Import(r.Context(), r.PathValue("id"))
	return newImportAnswer(intake.Plan{}, stories), err
}

func (s *Server) apiForget(r *http.Request) (any, error) {
	if s.uploads == nil {
		return nil, badf("this server does not import")
	}
	return doneAnswer{true}, s.uploads.Forget(r.PathValue("id"))
}
