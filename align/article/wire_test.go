package article

import "testing"

// wireReports holds the opening of an agency report in each language.
var wireReports = map[string]string{
	"fr": "Le musée rouvre ses portes\n\nPARIS, 7 mai 2024 (Xinhua) -- Le musée a rouvert ses portes mardi après deux ans de travaux, a annoncé sa direction.\n\n(Xinhua)\n",
	"en": "Museum reopens after two years\n\nPARIS, May 7, 2024 (Xinhua) -- The museum reopened on Tuesday after two years of works, its management said.\n\nEnditem\n",
	"zh": "博物馆重新开放\n\n新华社巴黎5月7日电（记者 李明）博物馆星期二在经过两年的施工后重新开放，馆方宣布说。\n（完）\n",
	"ar": "المتحف يعيد فتح أبوابه\n\nباريس 7 مايو 2024 (شينخوا) -- أعاد المتحف فتح أبوابه يوم الثلاثاء بعد عامين من الأشغال، حسبما أعلنت إدارته.\n",
	"es": "El museo reabre sus puertas\n\nPARÍS, 7 may (Xinhua) -- El museo reabrió sus puertas el martes tras dos años de obras, anunció su dirección.\n",
	"de": "Museum öffnet nach zwei Jahren wieder\n\nPARIS, 7. Mai (Xinhua) -- Das Museum hat am Dienstag nach zwei Jahren Bauzeit wieder geöffnet, teilte seine Leitung mit.\n",
	"ru": "Музей вновь открыл свои двери\n\nПариж, 7 мая /Синьхуа/ -- Музей вновь открыл свои двери во вторник после двух лет ремонта, сообщила дирекция.\n",
	"pt": "Museu reabre as suas portas\n\nParis, 7 mai (Xinhua) -- O museu reabriu as suas portas na terça-feira após dois anos de obras, anunciou a direção.\n",
	"ja": "美術館が二年ぶりに再開\n\n【パリ5月7日新華社】美術館は火曜日、二年間の工事を終えて再び開館したと、館側が発表した。\n",
	"it": "Il museo riapre le sue porte\n\nPARIGI, 7 mag. (Xinhua) -- Il museo ha riaperto le sue porte martedì dopo due anni di lavori, ha annunciato la direzione.\n",
}

func TestWireLeadsAreCutOffTheFirstSentence(t *testing.T) {
	for lang, text := range wireReports {
		doc := readString(t, lang, text, Options{})
		if len(doc.Blocks) < 3 || doc.Blocks[0].Role != Title || doc.Blocks[1].Role != Dateline || doc.Blocks[2].Role != Body {
			t.Errorf("%s: blocks %q", lang, doc.Blocks)
			continue
		}
		if doc.Agency != "Xinhua" || doc.Template != "wire" || doc.Lang.String() != lang {
			t.Errorf("%s: agency %q, template %q, language %v", lang, doc.Agency, doc.Template, doc.Lang)
		}
		for _, b := range doc.Blocks[3:] {
			if b.Role.Translatable() {
				t.Errorf("%s: %s %q", lang, b.Role, b.Text)
			}
		}
	}
}

func TestWireLeadsOfManyAgencies(t *testing.T) {
	active := rulesFor(nil, mustTemplates(t))
	tests := []struct{ text, lead, agency string }{
		{"PARIS (AFP) - Le musée", "PARIS (AFP) - ", "AFP"},
		{"WASHINGTON, Oct. 3 (Reuters) - The museum", "WASHINGTON, Oct. 3 (Reuters) - ", "Reuters"},
		{"París, 7 may (EFE).- El museo", "París, 7 may (EFE).- ", "EFE"},
		{"Berlin (dpa) – Das Museum", "Berlin (dpa) – ", "dpa"},
		{"МОСКВА, 7 мая - РИА Новости. Музей", "МОСКВА, 7 мая - РИА Новости. ", "РИА Новости"},
		{"МОСКВА, 7 мая. /ТАСС/. Музей", "МОСКВА, 7 мая. /ТАСС/. ", "ТАСС"},
		{"(ANSA) - PARIGI, 07 MAG - Il museo", "(ANSA) - PARIGI, 07 MAG - ", "ANSA"},
		{"中新社北京5月7日电 博物馆", "中新社北京5月7日电 ", "中新社"},
		{"（中央社巴黎7日電）博物館", "（中央社巴黎7日電）", "中央社"},
		{"本报讯（记者 李明）博物馆", "本报讯（记者 李明）", "本报"},
		{"【パリ時事】美術館", "【パリ時事】", "時事"},
		{"باريس (أ ف ب) - المتحف", "باريس (أ ف ب) - ", "أ ف ب"},
		{"PARIS, 7 mai (Xinhua) -- ", "PARIS, 7 mai (Xinhua) -- ", "Xinhua"},
		{"CAIRO — Gunmen opened fire", "CAIRO — ", ""},
		{"ANTAKYA, Turkey — The museum", "ANTAKYA, Turkey — ", ""},
		{"Cairo — the old city — is quiet.", "", ""},
		{"Le musée (AFP) a rouvert.", "", ""},
		{"Paris a accueilli 12 chefs d’Etat (dont trois Africains) - un record.", "", ""},
		{"In 2024, the museum (built in 1901) - the oldest - reopened.", "", ""},
		{"博物馆5月7日重新开放。", "", ""},
	}
	for _, tt := range tests {
		n, names := active.lead(tt.text)
		if tt.text[:n] != tt.lead || names["agency"] != tt.agency {
			t.Errorf("%q: lead %q, agency %q; want %q, %q", tt.text, tt.text[:n], names["agency"], tt.lead, tt.agency)
		}
	}
}

func mustTemplates(t testing.TB) []*siteTemplate {
	t.Helper()
	templates, err := loadTemplates(nil)
	if err != nil {
		t.Fatal(err)
	}
	return templates
}

func TestCreditsAreCutOffCaptions(t *testing.T) {
	active := rulesFor(nil, mustTemplates(t))
	tests := []struct{ text, caption, credit string }{
		{"Les deux ministres (Xinhua/Li Ming)", "Les deux ministres", "Xinhua/Li Ming"},
		{"The pier in May. Photo: J. Morin", "The pier in May.", "Photo: J. Morin"},
		{"Le quai en mai. © Jeanne Morin", "Le quai en mai.", "© Jeanne Morin"},
		{"Le quai. Photo\u00a0: É. Delorme", "Le quai.", "Photo\u00a0: É. Delorme"},
		{"码头。（新华社记者李明摄）", "码头。", "新华社记者李明摄"},
		{"码头。新华社记者 李明 摄", "码头。", "新华社记者 李明 摄"},
		{"El muelle (Foto de Ana Ruiz)", "El muelle", "Foto de Ana Ruiz"},
		{"Причал. Фото: Н. Сарр", "Причал.", "Фото: Н. Сарр"},
		{"الرصيف (تصوير: علي حسن)", "الرصيف", "تصوير: علي حسن"},
		{"岸壁（山田太郎撮影）", "岸壁", "山田太郎撮影"},
	}
	for _, tt := range tests {
		at, credit := active.credit(tt.text)
		if at < 0 || trimSpace(tt.text[:at]) != tt.caption || credit != tt.credit {
			t.Errorf("%q: at %d, credit %q", tt.text, at, credit)
		}
	}
	for _, text := range []string{"La Chine et la France (UE) ont signé.", "He said (twice) that it was over.", "Le score est de 3/2 (mi-temps 1/1)."} {
		if at, credit := active.credit(text); at >= 0 {
			t.Errorf("%q: credit %q", text, credit)
		}
	}
}
