package article

import (
	"context"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"
)

// drupalArticle has the form of an article copied from a Drupal site: labels
// without a blank line between them, a line of one no-break space, a setting
// in two lines at the end.
const drupalArticle = "Tunisie-Italie : relancer le dialogue sur la gestion de l’eau\n\n" +
	"Jeudi, Mars 6, 2025 - 09:30\n\n" +
	"La Tunisie et l’Italie sont convenues à Tunis de relancer leur dialogue sur la gestion de l’eau (GIRE), afin de partager leurs données.\n\n" +
	"Les deux ministres ont signé un programme de trois ans.\n\n" +
	"\u00a0\n\n" +
	"Xinhua\nLégendes et crédits photo :\u00a0\nLes ministres tunisien et italien (Xinhua/Adel Ezzine)\nNotification:\u00a0\nNon"

func TestDrupalArticleGivesItsStoryAndNothingElse(t *testing.T) {
	doc, err := Read(context.Background(), strings.NewReader(drupalArticle), "eau.fr.txt", Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []Block{
		{Title, "Tunisie-Italie : relancer le dialogue sur la gestion de l’eau"},
		{Dateline, "Jeudi, Mars 6, 2025 - 09:30"},
		{Body, "La Tunisie et l’Italie sont convenues à Tunis de relancer leur dialogue sur la gestion de l’eau (GIRE), afin de partager leurs données."},
		{Body, "Les deux ministres ont signé un programme de trois ans."},
		{Agency, "Xinhua"},
		{Furniture, "Légendes et crédits photo :"},
		{Caption, "Les ministres tunisien et italien"},
		{Byline, "(Xinhua/Adel Ezzine)"},
		{Furniture, "Notification:"},
		{Furniture, "Non"},
	}
	compareBlocks(t, doc.Blocks, want)
	if want := time.Date(2025, 3, 6, 9, 30, 0, 0, time.UTC); !doc.Date.Equal(want) {
		t.Errorf("date = %v, want %v", doc.Date, want)
	}
	if doc.Agency != "Xinhua" || doc.Credit != "Xinhua/Adel Ezzine" || doc.Template != "drupal" || doc.Lang != language.French {
		t.Errorf("agency %q, credit %q, template %q, language %v", doc.Agency, doc.Credit, doc.Template, doc.Lang)
	}
	if doc.Title != want[0].Text || doc.Encoding != "utf-8" || doc.EncodingBy != "utf-8" || doc.Format != "txt" {
		t.Errorf("title %q, encoding %s by %s, format %s", doc.Title, doc.Encoding, doc.EncodingBy, doc.Format)
	}
}

func compareBlocks(t *testing.T, got, want []Block) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			t.Errorf("block %d missing: %s %q", i, want[i].Role, want[i].Text)
		case i >= len(want):
			t.Errorf("block %d too many: %s %q", i, got[i].Role, got[i].Text)
		case got[i] != want[i]:
			t.Errorf("block %d = %s %q, want %s %q", i, got[i].Role, got[i].Text, want[i].Role, want[i].Text)
		}
	}
}
