package exports

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"calque/exports/tmx"
	"calque/tm"
)

func TestEveryPresetSaysWhy(t *testing.T) {
	presets := Presets()
	if len(presets) != 9 {
		t.Fatalf("%d presets", len(presets))
	}
	for _, p := range presets {
		if p.Tool == "" || len(p.Why) < 40 {
			t.Errorf("%+v gives no reason", p)
		}
		if found, ok := PresetFor(strings.ToUpper(p.Tool)); !ok || found != p {
			t.Errorf("%s is not found by its name", p.Tool)
		}
	}
	if _, ok := PresetFor("wordstar"); ok {
		t.Error("a tool that nobody knows has a preset")
	}
}

func TestBadPresetsAreErrors(t *testing.T) {
	for _, line := range []string{
		"a\tb", "a\tmaybe\tkeep\tvariant\tbest\t\t0\twhy", "a\tkeep\tkeep\tsideways\tbest\t\t0\twhy",
		"a\tkeep\tkeep\tvariant\tbest\tmany\t0\twhy", "a\tkeep\tkeep\tvariant\tbest\t\t\twhy",
	} {
		if _, err := parsePreset(strings.Split(line, "\t")); err == nil {
			t.Errorf("%q was taken", line)
		}
	}
}

// What the presets change is to be seen in the file.
func TestPresetsShapeTheFile(t *testing.T) {
	u := unit("Cliquez {1}ici", "Click {1}here", language.English)
	u.Source.Codes = []tm.Code{{Placeholder: "{1}", XML: "<ph/>"}}
	u.Before = "Avant <b>."
	u.Properties = []tm.Property{{Name: "file", Value: "a.html"}}
	for tool, want := range map[string][]string{
		"omegat":  {`<prop type="x-file">a.html</prop>`, `Cliquez <ph/>ici`, `<prop type="x-context-pre">Avant &lt;b&gt;.</prop>`},
		"memoq":   {`<prop type="file">a.html</prop>`, `<prop type="x-context-pre">&lt;seg&gt;Avant &amp;lt;b&amp;gt;.&lt;/seg&gt;</prop>`},
		"poedit":  {`<seg>Cliquez ici</seg>`},
		"phrase":  {`<prop type="context_prev">Avant &lt;b&gt;.</prop>`},
		"matecat": {"<prop type=\"x-context-pre\">Avant &lt;b&gt;.</prop>\n      <prop type=\"x-status\">"},
	} {
		p, _ := PresetFor(tool)
		format, _ := Lookup("tmx")
		var out bytes.Buffer
		options := Options{Plain: p.Plain, PrefixProperties: p.PrefixProperties, Context: p.Context, MaxChars: p.MaxChars}
		if _, err := Export(context.Background(), &out, format, stream(u), options); err != nil {
			t.Fatal(err)
		}
		for _, part := range want {
			if !strings.Contains(out.String(), part) {
				t.Errorf("%s: %s is not in\n%s", tool, part, out.String())
			}
		}
	}
}

func TestTextsTooLongForAToolAreLeftOut(t *testing.T) {
	format, _ := Lookup("tmx")
	var out bytes.Buffer
	units := stream(unit("Oui.", "Yes.", language.English), unit(strings.Repeat("é", 30), "long", language.English))
	report, err := Export(context.Background(), &out, format, units, Options{MaxChars: 29})
	if err != nil || report.Units != 1 || report.TooLong != 1 {
		t.Errorf("%+v, %v", report, err)
	}
}

// The contexts of all presets are read back, but for that of Phrase, whose
// names are its own.
func TestContextsAreReadBack(t *testing.T) {
	u := unit("Oui.", "Yes.", language.English)
	u.Before, u.After = "Avant & <b>.", "Après."
	for _, style := range []tmx.ContextStyle{tmx.ContextVariant, tmx.ContextSegment, tmx.ContextUnit} {
		format, _ := Lookup("tmx")
		var out bytes.Buffer
		if _, err := Export(context.Background(), &out, format, stream(u), Options{Context: style}); err != nil {
			t.Fatal(err)
		}
		reader, err := format.Read(&out, ReadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for got, err := range reader.Units() {
			if err != nil || got.Before != u.Before || got.After != u.After {
				t.Errorf("%q: %q, %q, %v", style, got.Before, got.After, err)
			}
		}
	}
}
