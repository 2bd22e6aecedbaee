package sqlite

import "slices"

// DumpTables returns all tables that a dump knows.
func DumpTables() []string {
	names := slices.Clone(derivedTables)
	for _, t := range slices.Concat(tablesBefore, articleTables, tablesAfter) {
		names = append(names, t.name)
	}
	return names
}
