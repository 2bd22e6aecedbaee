package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestCommittedTableIsWhatTheGeneratorWrites(t *testing.T) {
	path := filepath.Join("..", "..", "data", "han.tsv")
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != table() {
		t.Errorf("%s is not what the generator writes: run go generate ./align", path)
	}
}

func TestProgramDoesNotTakeTheGeneratorsModuleAlong(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "calque/cmd/calque").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	if !strings.Contains(string(out), "calque/align\n") {
		t.Error("go list does not name calque/align")
	}
	if strings.Contains(string(out), "go-pinyin") {
		t.Error("the program imports go-pinyin, whose tables are made anew at each start")
	}
}
