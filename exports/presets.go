package exports

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"

	"calque/exports/tmx"
)

// Preset is what one CAT tool wants a TMX file to be, where that differs from
// what all of them take.
type Preset struct {
	Tool string
	// Plain, PrefixProperties, Context, AllVariants and MaxChars are those of
	// [Options].
	Plain, PrefixProperties bool
	Context                 tmx.ContextStyle
	AllVariants             bool
	MaxChars                int
	// Split is the largest file that the tool takes, in bytes; 0 for any.
	Split int64
	// Why says where this is known from.
	Why string
}

//go:embed presets.tsv
var presetTable string

// Presets returns the presets in the order in which to show them. It panics on
// a table that is not as it should be, which a test would have found.
func Presets() []Preset {
	var presets []Preset
	for i, line := range strings.Split(strings.TrimSuffix(presetTable, "\n"), "\n") {
		if i == 0 {
			continue // names of columns
		}
		preset, err := parsePreset(strings.Split(line, "\t"))
		if err != nil {
			panic(fmt.Sprintf("presets.tsv, line %d: %v", i+1, err))
		}
		presets = append(presets, preset)
	}
	return presets
}

func parsePreset(cells []string) (Preset, error) {
	if len(cells) != 8 {
		return Preset{}, fmt.Errorf("%d cells", len(cells))
	}
	p := Preset{Tool: cells[0], Why: cells[7]}
	var err error
	pick := func(what, cell string, other, yes string) bool {
		if cell != yes && cell != other && err == nil {
			err = fmt.Errorf("%s is %q", what, cell)
		}
		return cell == yes
	}
	p.Plain = pick("codes", cells[1], "keep", "plain")
	p.PrefixProperties = pick("properties", cells[2], "keep", "prefix")
	p.AllVariants = pick("variants", cells[4], "best", "all")
	switch context := tmx.ContextStyle(cells[3]); context {
	case "variant":
	case tmx.ContextSegment, tmx.ContextUnit, tmx.ContextPhrase:
		p.Context = context
	default:
		return p, fmt.Errorf("context is %q", cells[3])
	}
	if err == nil && cells[5] != "" {
		p.MaxChars, err = strconv.Atoi(cells[5])
	}
	if err == nil {
		p.Split, err = strconv.ParseInt(cells[6], 10, 64)
		p.Split <<= 20
	}
	return p, err
}

// PresetFor returns the preset of a tool, in any case.
func PresetFor(tool string) (Preset, bool) {
	for _, p := range Presets() {
		if strings.EqualFold(p.Tool, tool) {
			return p, true
		}
	}
	return Preset{}, false
}

// Tools returns the names of the tools that have a preset, for a message.
func Tools() []string {
	var tools []string
	for _, p := range Presets() {
		tools = append(tools, p.Tool)
	}
	return tools
}
