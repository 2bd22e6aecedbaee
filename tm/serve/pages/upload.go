package pages

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
	"unicode"

	"crypto/rand"

	"calque/tm"
)

// Importer pairs and stores files that were dropped on a page, the same way as
// calque import does. The files lie in a folder of their own.
type Importer interface {
	// Plan says which files are a story in several languages.
	Plan(ctx context.Context, folder string) (Plan, error)
	// Import stores them, and says what became of them in lines for a person.
	Import(ctx context.Context, folder string) ([]string, error)
}

// Plan is what would be imported.
type Plan struct {
	Stories  []PlannedStory
	Unpaired []string // files that found no partner, or could not be read, and why
}

// PlannedStory is a story with the files that were found for it.
type PlannedStory struct {
	Key   string
	How   string // how the files were paired
	Files []PlannedFile
}

// PlannedFile is a file of a story.
type PlannedFile struct{ Lang, Name string }

// plannedUpload is an upload that waits for somebody to say yes.
type plannedUpload struct {
	ID   string
	Plan Plan
}

// Bounds of an upload. The body of a request is bounded by the server too.
const (
	maxUploadFiles = 500
	uploadLife     = 30 * time.Minute
)

// uploads holds the folders of uploads that wait.
type uploads struct {
	mu      sync.Mutex
	waiting map[string]waiting
}

type waiting struct {
	folder string
	since  time.Time
}

func newUploads() *uploads { return &uploads{waiting: map[string]waiting{}} }

// add keeps a folder under a name that nobody can guess, and forgets those that
// have waited too long.
func (u *uploads) add(folder string) string {
	u.mu.Lock()
	defer u.mu.Unlock()
	for id, w := range u.waiting {
		if time.Since(w.since) > uploadLife {
			os.RemoveAll(w.folder)
			delete(u.waiting, id)
		}
	}
	id := rand.Text()
	u.waiting[id] = waiting{folder, time.Now()}
	return id
}

// take returns the folder of an upload and forgets it.
func (u *uploads) take(id string) (string, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	w, ok := u.waiting[id]
	delete(u.waiting, id)
	return w.folder, ok
}

// Close removes the files of uploads that nobody said yes to.
func (p *Pages) Close() error {
	p.uploads.mu.Lock()
	defer p.uploads.mu.Unlock()
	var errs []error
	for id, w := range p.uploads.waiting {
		errs = append(errs, os.RemoveAll(w.folder))
		delete(p.uploads.waiting, id)
	}
	return errors.Join(errs...)
}

func (p *Pages) mayImport(r *http.Request) error {
	if !p.options.Write || p.options.Import == nil {
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
	if err := p.mayImport(r); err != nil {
		return err
	}
	files := r.MultipartForm.File["files"]
	if len(files) == 0 || len(files) > maxUploadFiles {
		return badInput{"error.upload"}
	}
	folder, err := os.MkdirTemp("", "calque-upload-")
	if err != nil {
		return err
	}
	plan, err := p.planUpload(r.Context(), folder, files)
	if err != nil {
		os.RemoveAll(folder)
		return err
	}
	v := p.newView(r, "upload.title")
	v.Section = "stories"
	v.Data = storiesData{Upload: &plannedUpload{ID: p.uploads.add(folder), Plan: plan}}
	return p.show(w, r, "upload.html", "", v)
}

func (p *Pages) planUpload(ctx context.Context, folder string, files []*multipart.FileHeader) (Plan, error) {
	for i, header := range files {
		if err := saveUpload(filepath.Join(folder, uploadName(header.Filename, i)), header); err != nil {
			return Plan{}, err
		}
	}
	return p.options.Import.Plan(ctx, folder)
}

// uploadName makes a name for a file of what a browser calls it: only the last
// part, only letters, digits and a few marks, and never one that stands there
// already. Language and pairing are read from names, so they are kept as far
// as that.
func uploadName(name string, n int) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.", r) {
			return r
		}
		return '_'
	}, name)
	name = strings.TrimLeft(name, ".")
	const most = 120
	if runes := []rune(name); len(runes) > most {
		name = string(runes[len(runes)-most:]) // the end has the language and the kind
	}
	if name == "" {
		name = fmt.Sprintf("file-%d.txt", n+1)
	}
	return name
}

// saveUpload writes a file, and refuses a second one of its name.
func saveUpload(path string, header *multipart.FileHeader) error {
	in, err := header.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return badInput{"error.twice"}
	}
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		return errors.Join(err, out.Close())
	}
	return out.Close()
}

// importUpload stores what was shown.
func (p *Pages) importUpload(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badInput{"error.form"}
	}
	if err := p.mayImport(r); err != nil {
		return err
	}
	folder, ok := p.uploads.take(r.PostForm.Get("upload"))
	if !ok {
		return badInput{"error.gone"}
	}
	defer os.RemoveAll(folder)
	if r.PostForm.Get("answer") == "no" {
		http.Redirect(w, r, "/stories", http.StatusSeeOther)
		return nil
	}
	lines, err := p.options.Import.Import(r.Context(), folder)
	if err != nil {
		return err
	}
	v := p.newView(r, "upload.done")
	v.Section, v.Data = "stories", lines
	return p.show(w, r, "imported.html", "", v)
}
