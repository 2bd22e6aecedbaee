package serve

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"calque/tm"
	"calque/tm/concord"
	"calque/tm/review"
	"calque/tm/serve/intake"
	"calque/tm/serve/outlet"
)

// writeJSON answers with a JSON document. Texts keep < and &: a client shows
// them as it likes.
func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.Encode(value) // what fails now is the connection
}

// decimal is a number that always has a decimal point: Okapi casts what has
// none to a type that it is not.
type decimal float64

// MarshalJSON writes 100 as 100.0.
func (d decimal) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(d), 'f', 1, 64), nil
}

// reason is what the innermost error says of a request that is not valid. The
// layers around it add what they were doing, with the path of the memory.
func reason(err error) string {
	for {
		switch inner := errors.Unwrap(err); inner {
		case nil, tm.ErrInvalid, concord.ErrPattern, review.ErrImpossible:
			return err.Error()
		default:
			err = inner
		}
	}
}

// failure is the status and the text for an error, without anything that only
// concerns the machine, such as a path.
func failure(err error) (status int, says string) {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge, "the request is larger than is taken here"
	case errors.Is(err, intake.ErrNoFiles), errors.Is(err, intake.ErrTwice):
		return http.StatusBadRequest, reason(err)
	case errors.Is(err, intake.ErrGone):
		return http.StatusNotFound, reason(err)
	case errors.Is(err, outlet.ErrNothing):
		return http.StatusNotFound, "no unit passes"
	case errors.Is(err, tm.ErrNotFound):
		return http.StatusNotFound, "there is no such thing in the memory"
	case errors.Is(err, tm.ErrInvalid), errors.Is(err, concord.ErrPattern), errors.Is(err, review.ErrImpossible):
		return http.StatusUnprocessableEntity, "this is not valid"
	case errors.Is(err, tm.ErrConflict):
		return http.StatusConflict, "somebody else changed it meanwhile: read it again"
	case errors.Is(err, tm.ErrReadOnly):
		return http.StatusForbidden, "the memory is served for reading only"
	case errors.Is(err, tm.ErrBusy), errors.Is(err, tm.ErrFull):
		return http.StatusServiceUnavailable, "the memory cannot be written now: try again later"
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable, "it took too long"
	}
	return http.StatusInternalServerError, "the server failed; its log says how"
}
