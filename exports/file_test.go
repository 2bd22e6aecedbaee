package exports

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestFileTakesThePlaceOfTheOldOneOnCommit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.tmx")
	content := func() string {
		data, err := os.ReadFile(path)
		if err != nil {
			return err.Error()
		}
		return string(data)
	}
	if err := os.WriteFile(path, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	file, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Abort()
	io.WriteString(file, "new")
	if content() != "old" {
		t.Error("the old file is gone before the commit")
	}
	if err := file.Commit(); err != nil {
		t.Fatal(err)
	}
	file.Abort()
	if content() != "new" {
		t.Errorf("got %q after the commit", content())
	}
	if info, _ := os.Stat(path); runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Errorf("the rights became %v", info.Mode())
	}
	onlyFile(t, filepath.Dir(path))
}

func TestFailedExportLeavesTheOldFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.tmx")
	if err := os.WriteFile(path, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	file, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(file, "half")
	file.Abort()
	if data, _ := os.ReadFile(path); string(data) != "old" {
		t.Errorf("got %q", data)
	}
	if err := file.Commit(); err == nil {
		t.Error("a commit after an abort succeeded")
	}
	onlyFile(t, filepath.Dir(path))
}

func onlyFile(t *testing.T, folder string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestFileThroughALinkKeepsTheLink(t *testing.T) {
	folder := t.TempDir()
	real, link := filepath.Join(folder, "real"), filepath.Join(folder, "link")
	if err := os.WriteFile(real, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("real", link); err != nil {
		t.Skip("no symbolic links here")
	}
	file, err := Create(link)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(file, "new")
	if err := file.Commit(); err != nil {
		t.Fatal(err)
	}
	if data, _ := os.ReadFile(real); string(data) != "new" {
		t.Errorf("the file behind the link has %q", data)
	}
	if info, _ := os.Lstat(link); info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link became a file")
	}
}

func TestCreateRefusesWhatCannotBeAFile(t *testing.T) {
	for _, path := range []string{t.TempDir(), filepath.Join(t.TempDir(), "missing", "out.tmx")} {
		if _, err := Create(path); err == nil {
			t.Errorf("%s was created", path)
		}
	}
	file, err := Create(os.DevNull)
	if err != nil {
		t.Skip("no null device here")
	}
	io.WriteString(file, "x")
	if err := file.Commit(); err != nil {
		t.Error(err)
	}
}
