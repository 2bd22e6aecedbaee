package article

import (
	"regexp"
	"sync"
)

// pattern returns a regular expression that is compiled when it is first used:
// a program that reads no article should not wait for it.
func pattern(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
