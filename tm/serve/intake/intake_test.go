package intake_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"calque/tm/serve/intake"
)

// folders plans and imports nothing, and remembers what lay in the folders.
type folders struct {
	names []string
	last  string
}

func (f *folders) Plan(_ context.Context, folder string) (intake.Plan, error) {
	entries, err := os.ReadDir(folder)
	for _, e := range entries {
		f.names = append(f.names, e.Name())
	}
	f.last = folder
	return intake.Plan{Unpaired: []intake.Leftover{{Name: "a", Why: filepath.Join(folder, "a") + ": no text"}}}, err
}

func (f *folders) Import(_ context.Context, folder string) ([]intake.Imported, error) {
	_, err := os.Stat(folder)
	return []intake.Imported{{Key: "a", Err: filepath.Join(folder, "a") + ": no text"}}, err
}

// headers are files as they come in a form.
func headers(t testing.TB, names ...string) []*multipart.FileHeader {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, name := range names {
		part, err := form.CreateFormFile("files", name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(part, "Il neige.")
	}
	form.Close()
	read, err := multipart.NewReader(&body, form.Boundary()).ReadForm(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
	return read.File["files"]
}

func TestFilesWaitUntilSomebodySaysYes(t *testing.T) {
	importer := &folders{}
	uploads := intake.New(importer)
	id, plan, err := uploads.Receive(t.Context(), headers(t, "froid.fr.txt", "me\u0301te\u0301o (1).txt"))
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%q", importer.names); got != `["froid.fr.txt" "météo (1).txt"]` {
		t.Errorf("the files are %s", got)
	}
	if plan.Unpaired[0].Why != "a: no text" {
		t.Errorf("the plan names the folder: %q", plan.Unpaired[0].Why)
	}
	stories, err := uploads.Import(t.Context(), id)
	if err != nil || len(stories) != 1 || stories[0].Err != "a: no text" {
		t.Errorf("imported %+v, %v", stories, err)
	}
	if _, err := os.Stat(importer.last); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
	if _, err := uploads.Import(t.Context(), id); !errors.Is(err, intake.ErrGone) {
		t.Errorf("the same upload again: %v", err)
	}
}

func TestWhatIsNotWantedIsRemoved(t *testing.T) {
	importer := &folders{}
	uploads := intake.New(importer)
	id, _, err := uploads.Receive(t.Context(), headers(t, "a.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if err := uploads.Forget(id); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(importer.last); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what was forgotten is still there: %v", err)
	}
	var all []string
	for range 40 {
		if _, _, err := uploads.Receive(t.Context(), headers(t, "a.txt")); err != nil {
			t.Fatal(err)
		}
		all = append(all, importer.last)
	}
	if n := there(all); n != 32 {
		t.Errorf("%d uploads wait", n)
	}
	if err := uploads.Close(); err != nil {
		t.Fatal(err)
	}
	if n := there(all); n != 0 {
		t.Errorf("%d uploads are left behind", n)
	}
	for _, wrong := range []struct {
		files []string
		want  error
	}{{nil, intake.ErrNoFiles}, {[]string{"a.txt", "a.txt"}, intake.ErrTwice}, {strings.Split(strings.Repeat("a ", 501), " "), intake.ErrNoFiles}} {
		if _, _, err := uploads.Receive(t.Context(), headers(t, wrong.files...)); !errors.Is(err, wrong.want) {
			t.Errorf("%.20q: %v", wrong.files, err)
		}
	}
}

func there(folders []string) int {
	n := 0
	for _, folder := range folders {
		if _, err := os.Stat(folder); err == nil {
			n++
		}
	}
	return n
}

func FuzzUploadedNamesStayInTheirFolder(f *testing.F) {
	for _, seed := range []string{"a.txt", "../a", `..\a`, "/etc/passwd", "", ".", "..", "a\x00b", "a\u202eb", strings.Repeat("é", 500), strings.Repeat("雪", 200) + ".zh.txt"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := intake.FileName(name, 0)
		if got == "" || got != filepath.Base(got) || got == "." || got == ".." || strings.ContainsAny(got, "/\\\x00\n:") || len(got) > 200 || !utf8.ValidString(got) {
			t.Errorf("%q becomes %q", name, got)
		}
	})
}
