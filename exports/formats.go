package exports

import (
	"io"

	"golang.org/x/text/language"

	"calque/exports/html"
	"calque/exports/jsonl"
	"calque/exports/po"
	"calque/exports/table"
	"calque/exports/tmx"
	"calque/exports/weblate"
	"calque/exports/xliff"
	"calque/exports/xlsx"
)

func allFormats() []Format {
	return []Format{
		tmxFormat(), tsvFormat(), csvFormat(), jsonlFormat(), xliffFormat(), xliff2Format(),
		poFormat(), mosesFormat(), omegatFormat(), weblateFormat(), htmlFormat(), xlsxFormat(),
	}
}

func tmxFormat() Format {
	return Format{
		Name: "tmx", Title: "TMX 1.4b, for every CAT tool", Extensions: []string{".tmx"},
		NewWriter: func(w io.Writer, o Options) Writer {
			return tmx.NewWriter(w, tmxOptions(o))
		},
		NewReader: func(r io.Reader, o ReadOptions) Reader {
			return tmx.NewReader(r, tmx.ReadOptions{
				Source: o.Source, Targets: o.Targets, Status: o.Status, Confidence: o.Confidence,
			})
		},
	}
}

func tmxOptions(o Options) tmx.Options {
	return tmx.Options{
		Source: o.Source, Targets: o.Targets, LangMap: o.LangMap, Multilingual: o.Multilingual,
		Tool: o.Tool, ToolVersion: o.ToolVersion, Created: o.Created,
		AnySource: o.AnySource, Plain: o.Plain, PrefixProperties: o.PrefixProperties, Context: o.Context,
	}
}

func tsvFormat() Format {
	return Format{
		Name: "tsv", Title: "table with tabs", Extensions: []string{".tsv", ".tab"},
		NewWriter: newTableWriter(false), NewReader: newTableReader(false),
	}
}

func csvFormat() Format {
	return Format{
		Name: "csv", Title: "table for a spreadsheet", Extensions: []string{".csv"},
		NewWriter: newTableWriter(true), NewReader: newTableReader(true),
	}
}

func jsonlFormat() Format {
	return Format{
		Name: "jsonl", Title: "JSON Lines with everything", Extensions: []string{".jsonl", ".ndjson"}, KeepsAll: true,
		NewWriter: func(w io.Writer, _ Options) Writer { return jsonl.NewWriter(w) },
		NewReader: func(r io.Reader, _ ReadOptions) Reader { return jsonl.NewReader(r, 0) },
	}
}

func xliffFormat() Format {
	return Format{
		Name: "xliff", Title: "XLIFF 1.2, for CAT tools that translate files", Extensions: []string{".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff"}, OnePair: true,
		NewWriter: newXLIFFWriter(xliff.V12), NewReader: newXLIFFReader,
	}
}

func xliff2Format() Format {
	return Format{
		Name: "xliff2", Title: "XLIFF 2.1, a pair of languages a file", OnePair: true,
		NewWriter: newXLIFFWriter(xliff.V21), NewReader: newXLIFFReader,
	}
}

func newXLIFFWriter(version xliff.Version) func(io.Writer, Options) Writer {
	return func(w io.Writer, o Options) Writer {
		options := xliff.Options{Version: version, Source: o.Source, LangMap: o.LangMap, Tool: o.Tool, ToolVersion: o.ToolVersion}
		if len(o.Targets) == 1 {
			options.Target = o.Targets[0]
		}
		return xliff.NewWriter(w, options)
	}
}

func newXLIFFReader(r io.Reader, o ReadOptions) Reader {
	return xliff.NewReader(r, xliff.ReadOptions{Source: o.Source, Targets: o.Targets, Status: o.Status, Confidence: o.Confidence})
}

func poFormat() Format {
	return Format{
		Name: "po", Title: "PO of gettext", Extensions: []string{".po", ".pot"}, OnePair: true,
		NewWriter: func(w io.Writer, o Options) Writer {
			options := po.Options{Source: o.Source, LangMap: o.LangMap, Tool: o.Tool, ToolVersion: o.ToolVersion, Created: o.Created}
			if len(o.Targets) == 1 {
				options.Target = o.Targets[0]
			}
			return po.NewWriter(w, options)
		},
		NewReader: func(r io.Reader, o ReadOptions) Reader {
			return po.NewReader(r, po.ReadOptions{Source: o.Source, Targets: o.Targets, Status: o.Status, Confidence: o.Confidence})
		},
	}
}

func weblateFormat() Format {
	return Format{
		Name: "weblate", Title: "the memory of Weblate, JSON", Extensions: []string{".weblate.json", "weblate-memory.json"},
		NewWriter: func(w io.Writer, o Options) Writer {
			return weblate.NewWriter(w, weblate.Options{LangMap: o.LangMap, Tool: o.Tool})
		},
		NewReader: func(r io.Reader, o ReadOptions) Reader {
			return weblate.NewReader(r, weblate.ReadOptions{Source: o.Source, Targets: o.Targets, Status: o.Status, Confidence: o.Confidence})
		},
	}
}

func htmlFormat() Format {
	return Format{
		Name: "html", Title: "a bilingual table to read and print", Extensions: []string{".html", ".htm"},
		NewWriter: func(w io.Writer, o Options) Writer {
			return html.NewWriter(w, html.Options{
				Source: o.Source, Targets: o.Targets, LangMap: o.LangMap, Tool: o.Tool, ToolVersion: o.ToolVersion,
			})
		},
	}
}

func xlsxFormat() Format {
	return Format{
		Name: "xlsx", Title: "a workbook of Excel, for reviewers", Extensions: []string{".xlsx"}, KeepsAll: true,
		NewWriter: func(w io.Writer, o Options) Writer { return xlsx.NewWriter(w, xlsx.Options{Tool: o.Tool}) },
	}
}

func newTableWriter(csv bool) func(io.Writer, Options) Writer {
	return func(w io.Writer, o Options) Writer {
		return table.NewWriter(w, table.Options{CSV: csv, NoHeader: o.NoHeader})
	}
}

func newTableReader(csv bool) func(io.Reader, ReadOptions) Reader {
	return func(r io.Reader, o ReadOptions) Reader {
		target := language.Und
		if len(o.Targets) > 0 {
			target = o.Targets[0]
		}
		return table.NewReader(r, table.ReadOptions{
			CSV: csv, Source: o.Source, Target: target, Status: o.Status, Confidence: o.Confidence,
		})
	}
}
