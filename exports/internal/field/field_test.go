package field_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"golang.org/x/text/language"

	"calque/exports/internal/field"
	"calque/tm"
)

func ExampleAll() {
	u := tm.Unit{Confidence: 0.98765, Origin: tm.Origin{Article: "budget", Sentence: 3, Date: time.Date(2024, 5, 8, 0, 0, 0, 0, time.UTC)}}
	for name, value := range field.All(&u) {
		fmt.Println(name, value)
	}
	// Output:
	// x-story budget
	// x-date 2024-05-08
	// x-sentence 3
	// x-confidence 0.9877
}

// full has a value in every field of a unit that is no text, language
// or number of the memory's own.
func full() tm.Unit {
	return tm.Unit{
		Status: tm.StatusConfirmed, Confidence: 0.5,
		Origin: tm.Origin{
			Article: "a", Title: "b", Date: time.Date(2024, 5, 8, 12, 0, 0, 0, time.UTC), Agency: "c",
			SourceFile: "d", TargetFile: "e", URL: "f", Role: tm.RoleBody, Block: 1, Sentence: 2, Sentences: 3, Aligner: "g",
		},
		Before: "h", After: "i", Pivot: language.English,
		Created: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), CreatedBy: "j",
		Changed: time.Date(2026, 1, 3, 0, 0, 0, 0, time.UTC), ChangedBy: "k",
	}
}

func TestEveryFieldIsNamedAndComesBack(t *testing.T) {
	want := full()
	for _, part := range []any{want, want.Origin} {
		value := reflect.ValueOf(part)
		for i := range value.NumField() {
			switch name := value.Type().Field(i).Name; name {
			case "ID", "BeadID", "Source", "Target", "Note", "Properties": // formats have places for these
			default:
				if value.Field(i).IsZero() {
					t.Errorf("the test's unit has no %s", name)
				}
			}
		}
	}
	var got tm.Unit
	for name, value := range field.All(&want) {
		if !field.Set(&got, name, value) {
			t.Errorf("%s %q is not taken back", name, value)
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestValuesThatAreNone(t *testing.T) {
	for name, value := range map[string]string{
		"x-confidence": "2", "x-sentence": "-1", "x-paragraph": "two", "x-date": "yesterday", "x-pivot": "?", "x-other": "a", "x-status": "good",
	} {
		u := full()
		if field.Set(&u, name, value) || !reflect.DeepEqual(u, full()) {
			t.Errorf("%s took %q", name, value)
		}
	}
}

func TestAStatusThatTheFormatSaysIsLeftToIt(t *testing.T) {
	for _, status := range []string{"rejected", "superseded"} {
		u := full()
		if !field.Set(&u, "x-status", status) || u.Status != tm.StatusConfirmed {
			t.Errorf("%s made the unit %s", status, u.Status)
		}
	}
}

func TestPropertiesComeBack(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	text := func() string {
		alphabet := []rune("a;=%2é")
		runes := make([]rune, random.IntN(5))
		for i := range runes {
			runes[i] = alphabet[random.IntN(len(alphabet))]
		}
		return string(runes)
	}
	for range 1000 {
		want := tm.Property{Name: text(), Value: text(), Of: tm.PartSource, Lang: text(), Encoding: text()}
		got, ok := field.ParseProperty(field.PropertyText(want), tm.PartSource)
		if !ok || got != want {
			t.Fatalf("%+v became %+v by way of %q", want, got, field.PropertyText(want))
		}
	}
	for _, s := range []string{"", "a", "a;b=c", "a;lang=fr"} {
		if p, ok := field.ParseProperty(s, ""); ok {
			t.Errorf("%q was taken for %+v", s, p)
		}
	}
}
