package align

import "context"

func (j *job) moved(ctx context.Context) error { return ctx.Err() }
