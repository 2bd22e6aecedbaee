package align

import (
	"context"
	"math"
)

// minimize finds a minimum of a smooth convex function with limited-memory
// BFGS (Liu & Nocedal 1989) and backtracking. It stops when the steps no
// longer gain anything, or after so many iterations.
func minimize(ctx context.Context, x []float64, f func([]float64) (float64, []float64), iterations int) ([]float64, error) {
	const memory = 8
	type pair struct {
		s, y []float64
		rho  float64
	}
	var past []pair
	value, gradient := f(x)
	for range iterations {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		// Two-loop recursion.
		d := make([]float64, len(x))
		copy(d, gradient)
		alpha := make([]float64, len(past))
		for k := len(past) - 1; k >= 0; k-- {
			alpha[k] = past[k].rho * inner(past[k].s, d)
			add(d, past[k].y, -alpha[k])
		}
		scale := 1 / math.Max(1, math.Sqrt(inner(gradient, gradient)))
		if n := len(past); n > 0 {
			scale = 1 / (past[n-1].rho * inner(past[n-1].y, past[n-1].y))
		}
		for k := range d {
			d[k] *= scale
		}
		for k := range past {
			beta := past[k].rho * inner(past[k].y, d)
			add(d, past[k].s, alpha[k]-beta)
		}
		slope := -inner(d, gradient)
		if slope >= 0 {
			break
		}
		step := 1.0
		var next, nextGradient []float64
		var nextValue float64
		for range 30 {
			next = append([]float64(nil), x...)
			add(next, d, -step)
			nextValue, nextGradient = f(next)
			if nextValue <= value+1e-4*step*slope {
				break
			}
			step /= 2
		}
		if !(nextValue < value) {
			break
		}
		s, y := next, append([]float64(nil), nextGradient...)
		s = append([]float64(nil), next...)
		add(s, x, -1)
		add(y, gradient, -1)
		if sy := inner(s, y); sy > 1e-10 {
			past = append(past, pair{s, y, 1 / sy})
			if len(past) > memory {
				past = past[1:]
			}
		}
		done := value-nextValue < 1e-6*math.Abs(value)
		x, value, gradient = next, nextValue, nextGradient
		if done {
			break
		}
	}
	return x, nil
}

func inner(a, b []float64) float64 {
	sum := 0.0
	for k := range a {
		sum += a[k] * b[k]
	}
	return sum
}

// add adds scale times b to a.
func add(a, b []float64, scale float64) {
	for k := range a {
		a[k] += scale * b[k]
	}
}
