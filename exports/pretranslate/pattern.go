package pretranslate

import (
	"regexp"
	"sync"
)

// lazyPattern compiles a pattern when it is first used: every start of the
// program would pay for all of them, and most runs need none.
func lazyPattern(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
