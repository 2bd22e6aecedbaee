package intake_test

import (
	"context"
	"fmt"
	"testing"

	"calque/tm/serve/intake"
)

func ExampleUploads() {
	uploads := intake.New(&folders{})
	defer uploads.Close()
	id, plan, err := uploads.Receive(context.Background(), headers(&testing.T{}, "froid.fr.txt"))
	fmt.Println(len(plan.Unpaired), err)
	stories, err := uploads.Import(context.Background(), id)
	fmt.Println(stories[0].Key, err)
	// Output:
	// 1 <nil>
	// a <nil>
}
