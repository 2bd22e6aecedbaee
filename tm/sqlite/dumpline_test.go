package sqlite

import (
	"bufio"
	"bytes"
	"database/sql"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// FuzzDumpLine holds the reader of a dump to what its writer does: a line that
// is taken is written again as a line of the same values.
func FuzzDumpLine(f *testing.F) {
	f.Add([]byte(`{"is":"setting","name":"a","value":"b"}`))
	f.Add([]byte(`{"is":"article","id":1,"key":"caf\u00e9 <\u2028>","created":-9223372036854775808,"changed":1}`))
	f.Add([]byte(`{"is":"bead","article":"a","from":"fr","to":"zh","id":2,"confidence":0.1,"evidence":null,"status":"auto"}`))
	f.Add([]byte(`{"is":"resource","name":"lexicon","data":"AAECAw==","changed":1e400}`))
	store, err := Open(f.Context(), f.TempDir()+"/calque.db", Options{Create: true})
	if err != nil {
		f.Fatal(err)
	}
	defer store.Close()
	tables := map[string]*restored{}
	f.Fuzz(func(t *testing.T, line []byte) {
		parse := func(line []byte) (string, map[string]any) {
			r := &restorer{lines: bufio.NewReader(bytes.NewReader(append(line, '\n'))), tables: tables}
			fields, err := r.next()
			if err != nil {
				return "", nil
			}
			is, _ := fields["is"].(string)
			table, err := r.table(t.Context(), store.read.db, is)
			if err != nil {
				return "", nil
			}
			args, err := table.args(fields)
			if err != nil {
				return "", nil
			}
			values := map[string]any{}
			for _, arg := range args {
				if named := arg.(sql.NamedArg); named.Value != nil {
					values[named.Name] = named.Value
				}
			}
			return is, values
		}
		is, values := parse(line)
		if is == "" {
			return
		}
		names := slices.Sorted(maps.Keys(values))
		var ordered []any
		for _, name := range names {
			ordered = append(ordered, values[name])
		}
		var out bytes.Buffer
		d := &dumper{w: bufio.NewWriter(&out)}
		if err := d.writeLine(is, names, ordered); err != nil {
			t.Fatalf("%q is read as %v, which is not written: %v", line, values, err)
		}
		d.w.Flush()
		written := out.String()
		if !strings.HasSuffix(written, "\n") || strings.Count(written, "\n") != 1 {
			t.Errorf("%q is not one line", written)
		}
		isAgain, again := parse([]byte(strings.TrimSuffix(written, "\n")))
		if isAgain != is || !reflect.DeepEqual(values, again) {
			t.Errorf("%q is read as %v, written as %q and that read as %v", line, values, written, again)
		}
	})
}
