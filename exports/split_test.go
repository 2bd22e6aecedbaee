package exports

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/text/language"

	"calque/tm"
)

func TestASplitExportHasWholeFilesOfTheSize(t *testing.T) {
	var units []tm.Unit
	for i := range 8000 {
		units = append(units, unit(fmt.Sprintf("Phrase %d de l’essai & d’autres, assez longue pour peser un peu.", i), fmt.Sprintf("Sentence %d", i), language.English),
			unit(fmt.Sprintf("Phrase %d de l’essai & d’autres, assez longue pour peser un peu.", i), fmt.Sprintf("句子%d", i), language.Chinese))
	}
	path := filepath.Join(t.TempDir(), "memory.tmx")
	format, _ := ByFile(path)
	report, err := ExportSplit(context.Background(), path, format, stream(units...), Options{Multilingual: true, AllVariants: true}, MinSplit)
	if err != nil || report.Units != len(units) || report.Files < 3 {
		t.Fatalf("%+v, %v", report, err)
	}
	read := 0
	for i := range report.Files {
		part := filepath.Join(filepath.Dir(path), fmt.Sprintf("memory.%03d.tmx", i+1))
		info, err := os.Stat(part)
		if err != nil || info.Size() > MinSplit {
			t.Fatalf("%v, %v", info, err)
		}
		file, err := os.Open(part)
		if err != nil {
			t.Fatal(err)
		}
		reader, err := format.Read(file, ReadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		inPart := 0
		for _, err := range reader.Units() {
			if err != nil {
				t.Fatal(err)
			}
			inPart++
		}
		if inPart%2 != 0 {
			t.Errorf("%s parts the translations of a sentence", part)
		}
		read += inPart
		file.Close()
	}
	if read != len(units) {
		t.Errorf("%d units in all parts, want %d", read, len(units))
	}
}

func TestAnExportThatNeedsNoSplitKeepsItsName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.tmx")
	format, _ := Lookup("tmx")
	report, err := ExportSplit(context.Background(), path, format, stream(unit("Oui.", "Yes.", language.English)), Options{AllVariants: true}, 0)
	if err != nil || report.Files != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 || left[0].Name() != "m.tmx" {
		t.Errorf("wrote %v", left)
	}
}

func TestASplitExportThatFailsLeavesNothing(t *testing.T) {
	failing := func(yield func(tm.Unit, error) bool) {
		if yield(unit("Oui.", "Yes.", language.English), nil) {
			yield(tm.Unit{}, errors.New("the disk is gone"))
		}
	}
	dir := t.TempDir()
	format, _ := Lookup("tmx")
	if _, err := ExportSplit(context.Background(), filepath.Join(dir, "m.tmx"), format, failing, Options{AllVariants: true}, 0); err == nil {
		t.Error("no error")
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}
