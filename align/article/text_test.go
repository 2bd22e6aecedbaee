package article

import (
	"context"
	"strings"
	"testing"
	"unicode"
)

func readString(t *testing.T, name, text string, opts Options) *Document {
	t.Helper()
	doc, err := Read(context.Background(), strings.NewReader(text), name, opts)
	if err != nil {
		t.Fatalf("Read(%s): %v", name, err)
	}
	return doc
}

func TestTextJoinsHardWrappedLines(t *testing.T) {
	text := `Ferries resume after the storm

The ferries between the two islands resumed on Monday after a storm
that lasted three days and damaged the pier of the larger port, the
harbour office said.

A spokesperson for the office said that two of the five berths would
stay closed until the end of the month, and that travellers should
expect delays.
`
	doc := readString(t, "ferry.txt", text, Options{})
	compareBlocks(t, doc.Blocks, []Block{
		{Title, "Ferries resume after the storm"},
		{Body, "The ferries between the two islands resumed on Monday after a storm that lasted three days and damaged the pier of the larger port, the harbour office said."},
		{Body, "A spokesperson for the office said that two of the five berths would stay closed until the end of the month, and that travellers should expect delays."},
	})
}

func TestTextJoinsWrappedChineseWithoutSpaces(t *testing.T) {
	text := "两岛之间的渡轮恢复通航\n\n" +
		"　　两岛之间的渡轮星期一恢复通航。此前，一场持续三天的风暴损坏了较大港\n口的码头。港务局说，五个泊位中有两个将关闭到月底，旅客应当预留更多时\n间。\n" +
		"　　港务局发言人表示，修复工程将在下周开始，预计需要三个星期，费用约为\n二百万元。\n"
	doc := readString(t, "ferry.zh.txt", text, Options{})
	compareBlocks(t, doc.Blocks, []Block{
		{Title, "两岛之间的渡轮恢复通航"},
		{Body, "两岛之间的渡轮星期一恢复通航。此前，一场持续三天的风暴损坏了较大港口的码头。港务局说，五个泊位中有两个将关闭到月底，旅客应当预留更多时间。"},
		{Body, "港务局发言人表示，修复工程将在下周开始，预计需要三个星期，费用约为二百万元。"},
	})
}

func TestTextKeepsParagraphsOnALineEach(t *testing.T) {
	text := "Les bacs reprennent du service\n" +
		"Les bacs entre les deux îles ont repris lundi après une tempête de trois jours.\n" +
		"Deux des cinq postes d’amarrage resteront fermés jusqu’à la fin du mois.\n" +
		"« Il faudra être patient », a dit la capitainerie.\n"
	doc := readString(t, "bac.txt", text, Options{})
	if len(doc.Blocks) != 4 || doc.Blocks[0].Role != Title || doc.Blocks[3].Text != "« Il faudra être patient », a dit la capitainerie." {
		t.Errorf("blocks = %q", doc.Blocks)
	}
}

func TestTextBeginsAParagraphAtAnIndent(t *testing.T) {
	text := `   The council met on Thursday evening to discuss the budget for
the coming year, which provides for two new schools in the west.
   The mayor said that the works would begin in spring and that the
town would borrow nothing for them.
`
	doc := readString(t, "council.txt", text, Options{})
	if len(doc.Blocks) != 2 || !strings.HasPrefix(doc.Blocks[1].Text, "The mayor said") {
		t.Errorf("blocks = %q", doc.Blocks)
	}
}

func TestTextKeepsHyphensAtLineEnds(t *testing.T) {
	for _, tt := range []struct{ a, b, want string }{
		{"le vice-", "président", ""}, {"on Monday -", "the first day", " "}, {"un", "deux", " "},
		{"港口", "扩建", ""}, {"港口", "AFP", " "},
	} {
		if got := lineJoint(tt.a, tt.b); got != tt.want {
			t.Errorf("between %q and %q: %q", tt.a, tt.b, got)
		}
	}
}

func TestTextKeepsEveryCharacter(t *testing.T) {
	for name, text := range map[string]string{"drupal": drupalArticle, "wire": wireReports["fr"]} {
		doc := readString(t, name, text, Options{})
		var got strings.Builder
		for _, b := range doc.Blocks {
			got.WriteString(b.Text)
		}
		if squeeze(got.String()) != squeeze(text) {
			t.Errorf("%s:\n got %q\nwant %q", name, squeeze(got.String()), squeeze(text))
		}
	}
}

// squeeze leaves out white space of every kind.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}

func TestTextMarksListsAndLeavesSpeechAlone(t *testing.T) {
	text := "Le port s’agrandit\n\nLe port de la ville s’agrandit pour accueillir des navires plus grands.\n\nLe programme comprend :\n- deux grues ;\n- un quai de 300 mètres.\n\n" +
		"Le capitaine interroge son second.\n\n— Tu entends le vent ?\n— Je l’entends, capitaine.\n"
	doc := readString(t, "port.txt", text, Options{})
	compareBlocks(t, doc.Blocks, []Block{
		{Title, "Le port s’agrandit"},
		{Body, "Le port de la ville s’agrandit pour accueillir des navires plus grands."},
		{Body, "Le programme comprend :"},
		{List, "deux grues ;"},
		{List, "un quai de 300 mètres."},
		{Body, "Le capitaine interroge son second."},
		{Body, "— Tu entends le vent ?"},
		{Body, "— Je l’entends, capitaine."},
	})
}

func TestTextFindsTheTitleBelowTheNamesOfSiteAndSection(t *testing.T) {
	tests := map[string]string{
		"breadcrumb": "Accueil > Économie\n\nLe port de la ville double ses quais\n\n",
		"site":       "PORT INFO - SERVICE FRANÇAIS\n\nLe port de la ville double ses quais\n\n",
		"section":    "Économie\n\nLe port de la ville double ses quais\n\n",
		"date":       "8 mai 2024\n\nLe port de la ville double ses quais\n\n",
		"byline":     "Par Jeanne Morin\n\nLe port de la ville double ses quais\n\n",
	}
	body := "Les travaux du port ont commencé lundi et dureront deux ans, a annoncé la capitainerie.\n"
	for name, head := range tests {
		doc := readString(t, name, head+body, Options{})
		titles := 0
		for _, b := range doc.Blocks {
			if b.Role == Title {
				titles++
			}
			if b.Role == Body && b.Text != strings.TrimSpace(body) {
				t.Errorf("%s: body %q", name, b.Text)
			}
		}
		if doc.Title != "Le port de la ville double ses quais" || titles != 1 {
			t.Errorf("%s: title %q, %d title blocks", name, doc.Title, titles)
		}
	}
}

func TestTextDropsWhatSitesPrintAroundAStory(t *testing.T) {
	body := "Les travaux du port ont commencé lundi et dureront deux ans, a annoncé la capitainerie."
	tails := []string{
		"Partager", "Partager : Facebook | X | WhatsApp", "3 commentaires", "Lire aussi : Le phare rénové",
		"Lire aussi\n\nLe phare rénové", "© Port Info 2024. Tous droits réservés.", "Share this story: Facebook · X",
		"版权所有 未经授权不得转载", "【打印本页】【关闭窗口】", "Читайте также:\nНовый маяк", "شارك المقال: فيسبوك تويتر",
		"シェアする　ツイート", "Comparte esta noticia", "Teilen · Drucken", "* * *", "contact@port.example", "Notification: Non",
	}
	for _, tail := range tails {
		doc := readString(t, "port.txt", "Le port double ses quais cette année\n\n"+body+"\n\n"+tail+"\n", Options{})
		for _, b := range doc.Blocks[2:] {
			if b.Role != Furniture {
				t.Errorf("%q: %s %q", tail, b.Role, b.Text)
			}
		}
	}
}

func TestTextReadsMetadataLines(t *testing.T) {
	text := "港口码头长度将增加一倍\n\n2024年05月08日 12:30　　来源：新华社　　作者：李明\n\n港口扩建工程星期一开工，港务局宣布，工程预计将持续两年，新码头将能停靠更大的货船。\n\n（责任编辑：王芳）\n"
	doc := readString(t, "port.zh.txt", text, Options{})
	if doc.Date.Format("2006-01-02 15:04") != "2024-05-08 12:30" || doc.Agency != "Xinhua" || doc.Author != "李明" {
		t.Errorf("date %v, agency %q, author %q", doc.Date, doc.Agency, doc.Author)
	}
	roles := []Role{Title, Dateline, Body, Furniture}
	for i, b := range doc.Blocks {
		if b.Role != roles[i] && !(i == 3 && b.Role == Byline) {
			t.Errorf("block %d = %s %q", i, b.Role, b.Text)
		}
	}
}
