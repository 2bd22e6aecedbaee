package sheet

// group is the rows of the sheet that share sentences with some rows of the
// export: as few of both as can be told apart.
type group struct {
	sheet []int
	base  []int
	lost  bool // it has sentences of a row that the sheet has no longer
}

// groups returns them in the order of the sheet.
func (m *merge) groups() []*group {
	// A union of sets: nodes are the rows of the export, the lost one, and the
	// rows of the sheet.
	base := len(m.base.rows)
	parent := make([]int, base+1+len(m.sheet.Rows))
	for i := range parent {
		parent[i] = i
	}
	root := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for side, runs := range m.runs {
		for row, run := range runs {
			for i := run.From; i < run.To; i++ {
				of := m.base.sides[side].rows[i]
				if of == lost {
					of = base
				}
				parent[root(of)] = root(base + 1 + row)
			}
		}
	}
	byRoot := map[int]*group{}
	var groups []*group
	for row := range m.sheet.Rows {
		if m.runs[0][row].Len()+m.runs[1][row].Len() == 0 {
			continue
		}
		r := root(base + 1 + row)
		if byRoot[r] == nil {
			byRoot[r] = &group{}
			groups = append(groups, byRoot[r])
		}
		byRoot[r].sheet = append(byRoot[r].sheet, row)
	}
	for row, w := range m.base.rows {
		if g := byRoot[root(row)]; g != nil && w != nil {
			g.base = append(g.base, row)
		}
	}
	if g := byRoot[root(base)]; g != nil {
		g.lost = true
	}
	return groups
}
