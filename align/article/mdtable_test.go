package article

import (
	"context"
	"strings"
	"testing"
)

func TestCellsOfAMarkdownTableAreItems(t *testing.T) {
	text := "# Les chiffres du port\n\nLe trafic progresse depuis trois ans, selon la direction.\n\n" +
		"| Année | Tonnes |\n|:------|-------:|\n| en 2023 | 2,1 **millions** |\n| en 2024 | a \\| b |\n\n" +
		"La direction attend davantage de navires cette année.\n"
	doc, err := Read(context.Background(), strings.NewReader(text), "port.md", Options{})
	if err != nil {
		t.Fatal(err)
	}
	var items []string
	for _, b := range doc.Blocks {
		if b.Role == List {
			items = append(items, b.Text)
		}
		if strings.Contains(b.Text, "---") {
			t.Errorf("the line of dashes became a block: %q", b.Text)
		}
	}
	if got, want := strings.Join(items, "/"), "Année/Tonnes/en 2023/2,1 millions/en 2024/a | b"; got != want {
		t.Errorf("items %q, want %q", got, want)
	}
}

func TestTablesToItemsLeavesOtherTextAlone(t *testing.T) {
	for _, text := range []string{
		"", "a | b\n", "a | b\nc | d\n", "titre\n-----\n", "a | b\n--- | --- | ---\n",
		"```\na | b\n--- | ---\n```\n", "a\r\n| b\r\n",
	} {
		if got := tablesToItems(text); got != text {
			t.Errorf("tablesToItems(%q) = %q", text, got)
		}
	}
}
