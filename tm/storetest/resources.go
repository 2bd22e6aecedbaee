package storetest

import (
	"errors"
	"testing"

	"calque/tm"
)

func resources(t *testing.T, store tm.Store) {
	ctx := t.Context()
	names := func(prefix string) string {
		found, err := store.Resources(ctx, prefix)
		if err != nil {
			t.Fatal(err)
		}
		s := ""
		for _, r := range found {
			s += r.Name + "=" + r.Version + ":" + string(r.Data) + " "
		}
		return s
	}
	for _, r := range []tm.Resource{
		{Name: "b/two", Version: "1", Data: []byte("zwei")},
		{Name: "a/one", Version: "1", Data: []byte("eins")},
		{Name: "b/_", Version: "1", Data: []byte("null")},
		{Name: "b/two", Version: "2", Data: []byte("deux")},
	} {
		if err := store.PutResource(ctx, r); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := names(""), "a/one=1:eins b/_=1:null b/two=2:deux "; got != want {
		t.Errorf("resources are %q, want %q", got, want)
	}
	if got, want := names("b/t"), "b/two=2:deux "; got != want {
		t.Errorf("resources of b/t are %q, want %q", got, want)
	}
	if err := store.PutResource(ctx, tm.Resource{Name: "b/two"}); err != nil {
		t.Fatal(err)
	}
	if got, want := names("b/"), "b/_=1:null "; got != want {
		t.Errorf("after taking one out: %q, want %q", got, want)
	}
	if err := store.PutResource(ctx, tm.Resource{Data: []byte("x")}); !errors.Is(err, tm.ErrInvalid) {
		t.Errorf("a resource without a name: %v, want an error", err)
	}
}
