//go:build !unix

package bench

import "time"

// processTime is how much processor time this process has used; it is not
// known here.
func processTime() time.Duration { return 0 }
