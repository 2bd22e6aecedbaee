package align

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
)

// featureNames are the names of the features in data files.
var featureNames = [featureCount]string{
	isNull:         "isNull",
	is11:           "is11",
	is12:           "is12",
	is13:           "is13",
	is14:           "is14",
	is22:           "is22",
	is23:           "is23",
	is33:           "is33",
	nullAgain:      "nullAgain",
	nullRun:        "nullRun",
	nullFlip:       "nullFlip",
	nullEdge:       "nullEdge",
	nullShort:      "nullShort",
	nullLength:     "nullLength",
	nullPage:       "nullPage",
	nullForeign:    "nullForeign",
	nullGoesOn:     "nullGoesOn",
	nullOpen:       "nullOpen",
	lengthOff:      "lengthOff",
	lengthOff2:     "lengthOff2",
	lengthOffMany:  "lengthOffMany",
	lengthOff2Many: "lengthOff2Many",
	numberGain:     "numberGain",
	nameGain:       "nameGain",
	wordGain:       "wordGain",
	conceptGain:    "conceptGain",
	numberLeft:     "numberLeft",
	nameLeft:       "nameLeft",
	conceptLeft:    "conceptLeft",
	windowChance:   "windowChance",
	coverage:       "coverage",
	coverageLow:    "coverageLow",
	firstGain:      "firstGain",
	noGain:         "noGain",
	weakMember:     "weakMember",
	tinyMember:     "tinyMember",
	weakShare:      "weakShare",
	questionBoth:   "questionBoth",
	questionOne:    "questionOne",
	exclamationOne: "exclamationOne",
	quoteOne:       "quoteOne",
	bracketOne:     "bracketOne",
	stopOne:        "stopOne",
	colonOne:       "colonOne",
	goesOnInside:   "goesOnInside",
	goesOnApart:    "goesOnApart",
	openInside:     "openInside",
	innerOff:       "innerOff",
	foreignLine:    "foreignLine",
	pageOne:        "pageOne",
	markerBoth:     "markerBoth",
	markerOne:      "markerOne",
	roleOff:        "roleOff",
	blockJoin:      "blockJoin",
	blockOff:       "blockOff",
	sameText:       "sameText",
}

// weights are the log-odds that each feature adds.
type weights [featureCount]float64

func (w *weights) dot(v *vector) float64 {
	sum := 0.0
	for k := range v {
		sum += w[k] * float64(v[k])
	}
	return sum
}

// dotBead is dot for a bead of both sides, of which only the given shape and
// the features from lengthOff on are not zero.
func (w *weights) dotBead(v *vector, shape feature) float64 {
	sum := w[shape] * float64(v[shape])
	for k := lengthOff; k < feature(featureCount); k++ {
		sum += w[k] * float64(v[k])
	}
	return sum
}

//go:embed data/prior.tsv
var priorFile string

//go:embed data/weights.json
var weightsFile []byte

// Model is a set of fitted weights. The one that New uses is embedded; [Fit]
// makes others.
type Model struct {
	// Shared are the weights for all pairs of languages, by feature.
	Shared map[string]float64 `json:"shared"`
	// Families are what pairs of one family add to them.
	Families map[string]map[string]float64 `json:"families,omitempty"`
	// Calibration maps the log-odds that the search gives for a bead to those
	// that hold on texts not used in fitting: a + b times the log-odds.
	Calibration [2]float64 `json:"calibration"`
	resolved    [families]weights
}

// familyNames are the names of the families in data files.
var familyNames = [families]string{"latin", "spelled", "consonant", "han"}

// resolve readies the model for use.
func (m *Model) resolve() error {
	index := map[string]feature{}
	for k, name := range featureNames {
		index[name] = feature(k)
	}
	for f, name := range familyNames {
		for _, part := range []map[string]float64{m.Shared, m.Families[name]} {
			for key, w := range part {
				k, ok := index[key]
				if !ok {
					return fmt.Errorf("read model: no feature %q", key)
				}
				m.resolved[f][k] += w
			}
		}
	}
	if m.Calibration == [2]float64{} {
		m.Calibration = [2]float64{0, 1}
	}
	return nil
}

// prior gives the weights before any fit.
var prior = sync.OnceValue(func() weights {
	var out weights
	index := map[string]int{}
	for k, name := range featureNames {
		index[name] = k
	}
	for _, row := range rows(priorFile) {
		k, ok := index[row[0]]
		w, err := strconv.ParseFloat(row[1], 64)
		if !ok || err != nil {
			panic("align: prior.tsv: " + row[0]) // the file is part of the program
		}
		out[k] = w
	}
	return out
})

// shippedModels are the embedded models: one for use without a lexicon, one
// with.
var shippedModels = sync.OnceValue(func() (out struct{ plain, lexical *Model }) {
	var file struct {
		Plain   *Model `json:"plain"`
		Lexical *Model `json:"lexical"`
	}
	if err := json.Unmarshal(weightsFile, &file); err != nil {
		panic("align: weights.json: " + err.Error()) // the file is part of the program
	}
	for _, m := range []*Model{file.Plain, file.Lexical} {
		if err := m.resolve(); err != nil {
			panic("align: weights.json: " + err.Error())
		}
	}
	out.plain, out.lexical = file.Plain, file.Lexical
	return out
})
