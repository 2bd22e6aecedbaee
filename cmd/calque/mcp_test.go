package main

import (
	"os/exec"
	"path/filepath"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// A client that starts calque mcp, as programs do, gets answers from the
// memory, and the process ends when the client leaves.
func TestAClientOfMCPIsAnswered(t *testing.T) {
	program := calqueProgram(t)
	dir := t.TempDir()
	db := filepath.Join(dir, "press.db")
	calqueOutput(t, program, "import", "--db", db, copiesOfStories(t, dir, 1))
	server := exec.Command(program, "mcp", "--db", db)
	client, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).
		Connect(t.Context(), &sdk.CommandTransport{Command: server}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for tool, arguments := range map[string]map[string]any{
		"stories": {}, "terms": {"word": "gouvernement", "from": "fr", "to": "en"},
		"lookup": {"text": "Une règle que personne ne comprend est une règle que personne n’applique.", "from": "fr", "to": "en"},
	} {
		result, err := client.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: arguments})
		if err != nil || result.IsError || len(result.Content) == 0 {
			t.Errorf("%s: %v %+v", tool, err, result)
		}
	}
	if err := client.Close(); err != nil {
		t.Errorf("leaving: %v", err)
	}
}
