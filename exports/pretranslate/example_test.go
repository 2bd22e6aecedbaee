package pretranslate_test

import (
	"context"
	"fmt"

	"golang.org/x/text/language"

	"calque/exports/pretranslate"
)

func Example() {
	file := "#: menu.c:12\nmsgid \"Le port rouvre lundi.\"\nmsgstr \"\"\n"
	find := func(_ context.Context, q pretranslate.Query) (pretranslate.Found, bool, error) {
		return pretranslate.Found{Score: 100, Source: q.Text, Target: "The port reopens on Monday."}, true, nil
	}
	format, _ := pretranslate.ByFile("menu.po")
	out, report, err := pretranslate.File(context.Background(), []byte(file), pretranslate.Options{
		Format: format, From: language.French, To: language.English, Find: find,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s%d exact\n", out, report.Exact.Segments)
	// Output:
	// #: menu.c:12
	// msgid "Le port rouvre lundi."
	// msgstr "The port reopens on Monday."
	// 1 exact
}
