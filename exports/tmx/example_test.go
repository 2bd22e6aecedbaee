package tmx_test

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/text/language"

	"calque/exports/tmx"
	"calque/tm"
)

func ExampleWriter() {
	w := tmx.NewWriter(os.Stdout, tmx.Options{Source: language.French, ToolVersion: "1.0"})
	w.WriteUnit(tm.Unit{
		Source:     tm.Variant{Lang: language.French, Text: "Le pont est ouvert."},
		Target:     tm.Variant{Lang: language.Chinese, Text: "大桥已通车。"},
		Status:     tm.StatusAuto,
		Confidence: 0.97,
		Origin:     tm.Origin{Article: "pont-neuf"},
	})
	w.Close()
	// Output:
	// <?xml version="1.0" encoding="UTF-8"?>
	// <tmx version="1.4">
	//   <header creationtool="calque" creationtoolversion="1.0" segtype="sentence" o-tmf="calque" adminlang="en" srclang="fr" datatype="plaintext"/>
	//   <body>
	//     <tu>
	//       <prop type="x-story">pont-neuf</prop>
	//       <prop type="x-status">auto</prop>
	//       <prop type="x-confidence">0.97</prop>
	//       <tuv xml:lang="fr"><seg>Le pont est ouvert.</seg></tuv>
	//       <tuv xml:lang="zh-CN"><seg>大桥已通车。</seg></tuv>
	//     </tu>
	//   </body>
	// </tmx>
}

func ExampleReader() {
	file := `<tmx version="1.4"><header srclang="fr"/><body><tu>
		<tuv xml:lang="en"><seg>Hello.</seg></tuv>
		<tuv xml:lang="fr"><seg>Bonjour.</seg></tuv></tu></body></tmx>`
	for unit, err := range tmx.NewReader(strings.NewReader(file), tmx.ReadOptions{}).Units() {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(unit.Source.Lang, unit.Source.Text, "→", unit.Target.Lang, unit.Target.Text)
	}
	// Output: fr Bonjour. → en Hello.
}
