package xmlio_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"calque/exports/internal/xmlio"
)

var errBad = errors.New("bad list")

func ExampleReader() {
	r := xmlio.NewReader(strings.NewReader(`<list><item n="1">a &lt; b</item><other/><item n="2">c</item></list>`), xmlio.Options{Bad: errBad})
	if _, err := r.Root("list"); err != nil {
		fmt.Println(err)
		return
	}
	err := r.Children(func(child xml.StartElement) error {
		r.NewItem()
		if child.Name.Local != "item" {
			return nil // what is left unread is skipped
		}
		text, err := r.Text()
		fmt.Println(xmlio.Attr(child, "n"), text)
		return err
	})
	fmt.Println(err)
	// Output:
	// 1 a < b
	// 2 c
	// <nil>
}

func ExampleWriter() {
	w := xmlio.NewWriter(os.Stdout, "list")
	w.Markup("<item")
	w.Attribute("n", `"1"`)
	w.Markup(">")
	w.Text("a < b\x01")
	w.Markup("</item>\n")
	if err := w.Flush(); err != nil {
		fmt.Println(err)
	}
	fmt.Println(w.Dropped())
	// Output:
	// <item n="&quot;1&quot;">a &lt; b</item>
	// 1
}

func TestAnItemOfManyTokensIsBounded(t *testing.T) {
	text := "<list><item>" + strings.Repeat("<a>x</a>", 1000) + "</item></list>"
	r := xmlio.NewReader(strings.NewReader(text), xmlio.Options{Bad: errBad, MaxItem: 1000})
	if _, err := r.Root("list"); err != nil {
		t.Fatal(err)
	}
	err := r.Children(func(xml.StartElement) error { return nil })
	if !errors.Is(err, errBad) || !strings.Contains(err.Error(), "more than 1000 bytes") {
		t.Errorf("error %v", err)
	}
}

func TestTheFirstErrorOfAWriterStays(t *testing.T) {
	w := xmlio.NewWriter(broken{}, "list")
	w.Text(strings.Repeat("x", 1<<20))
	if err := w.Err(); err == nil || err != w.Flush() {
		t.Errorf("error %v", err)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk on fire") }
