package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"calque/cmd/calque/examples"
)

func demoCommand() *cli.Command {
	return &cli.Command{
		Name:  "demo",
		Usage: "show the main job on the articles that come with calque",
		Description: `Writes the example articles to a folder and runs import, articles show, lookup and
export on them, each as you would type it.

   calque demo
   calque demo --dir try-calque`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "dir", EnvVars: env("dir"), Usage: "work in `FOLDER`, which must not exist; a new temporary one when not given"},
		},
		Action: runDemo,
	}
}

func runDemo(c *cli.Context) error {
	dir, err := demoFolder(c.String("dir"))
	if err != nil {
		return err
	}
	stories := filepath.Join(dir, "stories")
	if err := os.CopyFS(stories, examples.Stories()); err != nil {
		return fmt.Errorf("writing the example articles: %w", err)
	}
	show := demoShow{c: c, style: newStyle(c.App.Writer), db: filepath.Join(dir, "demo.db")}
	show.say("%d files: French news stories and their translations, as they come from the web and the desk:", countFiles(stories))
	show.say("pages with menus and share buttons, documents, plain text; UTF-8, UTF-16, GB18030, windows-1256 …")
	for _, step := range demoSteps(stories, dir) {
		if err := show.run(step); err != nil {
			return err
		}
	}
	show.say("\nAll of it is in %s. Go on there:", dir)
	show.say("  calque articles list --db %[1]s\n  calque stats --db %[1]s\n  calque import YOUR-FOLDER", shellWord(show.db))
	return nil
}

func demoFolder(dir string) (string, error) {
	if dir == "" {
		return os.MkdirTemp("", "calque-demo-")
	}
	if err := os.Mkdir(dir, 0o777); err != nil {
		return "", fmt.Errorf("making the folder of the demo: %w; name one that does not exist", err)
	}
	return dir, nil
}

// What the demo looks up: a sentence of the examples, two that differ from one
// in a number, and the story that it shows.
const (
	shownStory      = "gouvernance-ia"
	knownSentence   = "Le port pourra recevoir des convois de 12 barges, contre 5 aujourd’hui."
	changedSentence = "Le trafic devrait atteindre 3,1 millions de tonnes en 2035."
	englishSentence = "The port will be able to handle convoys of 20 barges, up from 5 today."
)

// demoStep is a command of the demo, and what it shows.
type demoStep struct {
	about string
	args  []string
}

// demoSteps are run in order. Each is a command line as a person would type it;
// --db is added to it.
func demoSteps(stories, dir string) []demoStep {
	return []demoStep{
		{"Import a folder: which files belong together, segmented, aligned, stored.", []string{"import", stories}},
		{"What was aligned, both sides, with how sure it is.", []string{"articles", "show", "--to", "zh", shownStory}},
		{"A sentence that was translated before.", []string{"lookup", "--to", "en", knownSentence}},
		{"One that is almost the same: what differs is marked.", []string{"lookup", "--to", "zh", changedSentence}},
		{"The other way round: from English.", []string{"lookup", "--from", "en", "--to", "fr", "--min", "60", englishSentence}},
		{"What the memory holds.", []string{"stats"}},
		{"TMX for OmegaT, Trados, memoQ …", []string{"export", "--to", "en,zh", filepath.Join(dir, "demo.tmx")}},
	}
}

// demoShow runs the steps of the demo in this process.
type demoShow struct {
	c     *cli.Context
	style style
	db    string
}

func (d demoShow) say(format string, args ...any) {
	fmt.Fprintf(d.c.App.Writer, format+"\n", args...)
}

func (d demoShow) run(step demoStep) error {
	command := []string{"calque"}
	for _, arg := range step.args {
		command = append(command, demoWord(arg))
	}
	d.say("\n%s\n%s", d.style.paint(dim, "# "+step.about), d.style.paint(bold, "$ "+strings.Join(command, " ")))
	app := newApp(d.c.App.Reader, d.c.App.Writer, d.c.App.Writer)
	args := append([]string{"calque"}, step.args...)
	args = append(args, "--db", d.db)
	if err := app.RunContext(d.c.Context, permute(app, args)); err != nil {
		return fmt.Errorf("calque %s: %w", strings.Join(step.args, " "), err)
	}
	return nil
}

// demoWord writes an argument as a person would: a sentence in double quotes.
func demoWord(arg string) string {
	if strings.Contains(arg, " ") && !strings.ContainsAny(arg, "\"$`\\!") {
		return `"` + arg + `"`
	}
	return shellWord(arg)
}

func countFiles(dir string) int {
	n := 0
	_ = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			n++
		}
		return nil // a folder that we have just written; the count is for show
	})
	return n
}
