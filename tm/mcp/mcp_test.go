package mcp_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/mcp"
	"calque/tm/sqlite"
	"calque/tm/storetest"
)

// connect serves a memory with one story and returns a client of it.
func connect(t *testing.T) *sdk.ClientSession {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "calque.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	f := storetest.Document("fr", "/froid.fr.txt", "Le froid arrive", "Il neige sur le col. | Il vente. | Il gèle.")
	e := storetest.Document("en", "/froid.en.txt", "The cold is coming", "It snows on the pass and blows. | It freezes.")
	a := storetest.Article("froid", []tm.Document{f, e}, storetest.Align(f, e, "1:1 2:1 1:1", 0.9))
	if _, err := store.PutArticle(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	terms := func(_ context.Context, word string, _, _ language.Tag) ([]string, error) {
		return []string{word + "!"}, nil
	}
	here, there := sdk.NewInMemoryTransports()
	server, err := mcp.New(store, mcp.Options{Version: "1.0.0", Terms: terms}).Connect(t.Context(), there, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	client, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), here, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

func TestToolsAnswerFromTheMemory(t *testing.T) {
	client := connect(t)
	for _, test := range []struct {
		tool, arguments, want string
		fails                 bool
	}{
		{"lookup", `{"text":"Il gèle.","from":"fr","to":"en"}`, `"score":100,"source":"Il gèle.","status":"auto","story":"froid","target":"It freezes."`, false},
		{"lookup", `{"text":"Il gèle.","from":"fr","to":"en","before":"Il neige sur le col. Il vente."}`, `"score":101`, false},
		{"lookup", `{"text":"rien de tel","from":"fr","to":"en"}`, `{"matches":[]}`, false},
		{"lookup", `{"text":"Il gèle.","from":"klingon!","to":"en"}`, `language tag`, true},
		{"concordance", `{"pattern":"neige","to":"en"}`, `"source":"Il neige sur le col. Il vente.","source_lang":"fr"`, false},
		{"concordance", `{"pattern":"\"open"}`, `pattern`, true},
		{"stories", `{}`, `"key":"froid","langs":["fr","en"],"title":"Le froid arrive"`, false},
		{"story", `{"key":"froid","from":"en","to":"fr"}`, `"rows":[{"confidence":0.9,"source":"The cold is coming","status":"auto","target":"Le froid arrive"`, false},
		{"story", `{"key":"nowhere","from":"en","to":"fr"}`, `not found`, true},
		{"terms", `{"word":"neige","from":"fr","to":"en"}`, `{"translations":["neige!"]}`, false},
	} {
		result, err := client.CallTool(t.Context(), &sdk.CallToolParams{Name: test.tool, Arguments: json.RawMessage(test.arguments)})
		if err != nil {
			t.Errorf("%s %s: %v", test.tool, test.arguments, err)
			continue
		}
		text := result.Content[0].(*sdk.TextContent).Text
		if result.IsError != test.fails || !strings.Contains(text, test.want) {
			t.Errorf("%s %s: %v %s, want %s", test.tool, test.arguments, result.IsError, text, test.want)
		}
	}
}

func TestEveryToolOnlyReads(t *testing.T) {
	tools, err := connect(t).ListTools(t.Context(), nil)
	if err != nil || len(tools.Tools) != 5 {
		t.Fatalf("%d tools, %v", len(tools.Tools), err)
	}
	for _, tool := range tools.Tools {
		if tool.Annotations == nil || !tool.Annotations.ReadOnlyHint || tool.Description == "" {
			t.Errorf("%s: %+v", tool.Name, tool)
		}
	}
}

func ExampleNew() {
	var store tm.Store // opened by package sqlite
	server := mcp.New(store, mcp.Options{Version: "1.0.0"})
	fmt.Println(server != nil)
	// In a program: server.Run(ctx, mcp.Stdio())
	// Output: true
}
