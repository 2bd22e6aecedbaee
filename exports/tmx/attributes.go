package tmx

// tuAttributes and tuvAttributes are those of the DTD, dates and names of
// persons left aside, that a unit has no field for. The reader keeps them as
// properties named "@" and the attribute, and the writer puts them back.
var (
	tuAttributes = names(append(tuvAttributeNames, "tuid", "segtype", "srclang")...)

	tuvAttributes = names(tuvAttributeNames...)
)

var tuvAttributeNames = []string{
	"o-encoding", "datatype", "usagecount", "lastusagedate", "creationtool", "creationtoolversion", "o-tmf",
}

func names(all ...string) map[string]bool {
	set := map[string]bool{}
	for _, name := range all {
		set[name] = true
	}
	return set
}
