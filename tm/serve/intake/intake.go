// Package intake takes files over HTTP that are to be imported: it keeps them in
// a folder of their own, has them paired, and stores them when somebody has
// looked at the pairing and said yes.
//
//	id, plan, err := uploads.Receive(ctx, r.MultipartForm.File["files"])
//	…
//	stories, err := uploads.Import(ctx, id)
//
// What always holds:
//
//   - No path of a request reaches the file system: a file gets a name made of
//     the last part of what it is called, see [fileName].
//   - What waits is bounded in number and in time, and removed when the server
//     ends.
//   - What is told of an upload, errors too, does not name the folder it lies
//     in.
package intake

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"mime/multipart"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Importer pairs and stores the files of a folder, as calque import does.
type Importer interface {
	// Plan says which files are a story in several languages.
	Plan(ctx context.Context, folder string) (Plan, error)
	// Import stores them, and says what became of each story. Files are known
	// again by their names without the folder.
	Import(ctx context.Context, folder string) ([]Imported, error)
}

// Plan is what would be imported.
type Plan struct {
	Stories  []Story
	Unpaired []Leftover
	Skipped  []Skipped
}

// Story is a story with the files that were found for it.
type Story struct {
	Key   string
	How   string // how the files were paired
	Files []File
	// Known is the key of the story of the memory that would be changed; empty
	// when this is a new one.
	Known string
}

// File is a file of a story.
type File struct{ Lang, Name string }

// Leftover is a file that found no partner, or could not be read.
type Leftover struct{ Name, Why string }

// Skipped is a file that was not looked into, for what its name says.
type Skipped struct {
	Name string
	// Format is the name of the format of an exchange file; empty for a file of
	// another kind.
	Format string
}

// Why says why the file was skipped, and what to do.
func (s Skipped) Why() string {
	if s.Format != "" {
		return "an exchange file (" + s.Format + "): import it with calque import FILE"
	}
	return "not read as an article: send .txt, .md, .html, .docx or .odt"
}

// Imported is what became of a story.
type Imported struct {
	Key       string
	Units     int // that a look-up can return now
	Added     int // that were not there before
	Doubtful  int
	Unchanged bool     // the memory held it in this form already
	Skipped   []string // files that could not be used, and why
	Err       string   // why nothing of it was stored; empty when it was
}

// Errors of whoever sends files.
var (
	ErrNoFiles = errors.New("send one to 500 files")
	ErrTwice   = errors.New("two files have the same name")
	ErrGone    = errors.New("these files are no longer here: send them again")
)

// Bounds of what is taken. The body of a request is bounded by the server too.
const (
	maxFiles   = 500
	maxWaiting = 32
	life       = 30 * time.Minute
)

// Uploads are the folders of files that wait for somebody to say yes. They are
// safe for concurrent use.
type Uploads struct {
	importer Importer
	mu       sync.Mutex
	waiting  map[string]waiting
}

type waiting struct {
	folder string
	since  time.Time
}

// New returns an intake without uploads.
func New(importer Importer) *Uploads {
	return &Uploads{importer: importer, waiting: map[string]waiting{}}
}

// Receive keeps files under a name that nobody can guess, and says how they
// would be paired. Nothing is stored.
func (u *Uploads) Receive(ctx context.Context, files []*multipart.FileHeader) (id string, plan Plan, err error) {
	if len(files) == 0 || len(files) > maxFiles {
		return "", Plan{}, ErrNoFiles
	}
	folder, err := os.MkdirTemp("", "calque-upload-")
	if err != nil {
		return "", Plan{}, err
	}
	for i, header := range files {
		if err = save(filepath.Join(folder, fileName(header.Filename, i)), header); err != nil {
			break
		}
	}
	if err == nil {
		plan, err = u.importer.Plan(ctx, folder)
	}
	if err != nil {
		return "", Plan{}, errors.Join(err, os.RemoveAll(folder))
	}
	for i := range plan.Unpaired {
		plan.Unpaired[i].Why = without(folder, plan.Unpaired[i].Why)
	}
	for i := range plan.Stories {
		plan.Stories[i].How = without(folder, plan.Stories[i].How)
	}
	return u.add(folder), plan, nil
}

// save writes a file, and refuses a second one of its name.
func save(path string, header *multipart.FileHeader) error {
	in, err := header.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return ErrTwice
	}
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		return errors.Join(err, out.Close())
	}
	return out.Close()
}

// without leaves the folder out of what is told of the files in it.
func without(folder, text string) string {
	return strings.ReplaceAll(text, folder+string(filepath.Separator), "")
}

// add keeps a folder, and forgets those that have waited too long, or longest
// when there are too many.
func (u *Uploads) add(folder string) string {
	u.mu.Lock()
	defer u.mu.Unlock()
	oldest := ""
	for id, w := range u.waiting {
		if time.Since(w.since) > life {
			u.remove(id)
		} else if oldest == "" || w.since.Before(u.waiting[oldest].since) {
			oldest = id
		}
	}
	if len(u.waiting) >= maxWaiting {
		u.remove(oldest)
	}
	id := rand.Text()
	u.waiting[id] = waiting{folder, time.Now()}
	return id
}

func (u *Uploads) remove(id string) error {
	folder := u.waiting[id].folder
	delete(u.waiting, id)
	return os.RemoveAll(folder)
}

// take returns the folder of an upload and forgets it.
func (u *Uploads) take(id string) (folder string, err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	w, ok := u.waiting[id]
	if !ok {
		return "", ErrGone
	}
	delete(u.waiting, id)
	return w.folder, nil
}

// Import stores an upload, and says what became of each of its stories.
func (u *Uploads) Import(ctx context.Context, id string) ([]Imported, error) {
	folder, err := u.take(id)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	stories, err := u.importer.Import(ctx, folder)
	for i := range stories {
		s := &stories[i]
		s.Err = without(folder, s.Err)
		for j := range s.Skipped {
			s.Skipped[j] = without(folder, s.Skipped[j])
		}
	}
	return stories, err
}

// Forget removes the files of an upload.
func (u *Uploads) Forget(id string) error {
	folder, err := u.take(id)
	if err != nil {
		return err
	}
	return os.RemoveAll(folder)
}

// Close removes the files of uploads that nobody said yes to.
func (u *Uploads) Close() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	var errs []error
	for id := range u.waiting {
		errs = append(errs, u.remove(id))
	}
	return errors.Join(errs...)
}
