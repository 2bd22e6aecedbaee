// Command calque builds a translation memory from pairs of articles, looks
// things up in it and exports it. Each command has a file of its own in this
// folder; what they share is in flags.go (flags and their places), input.go (lines
// of text), output.go (formats, colours, terminals), columns.go (texts side by
// side), cutters.go (segmentation as the flags say), memory.go (opening the
// memory) and exit.go (errors and exit codes).
//
// Rules of this command line, kept by every command:
//
//   - data goes to stdout, progress and notes to stderr;
//   - "-" is standard input, or standard output for a file that is written;
//   - every flag has an environment variable CALQUE_…;
//   - flags may stand before or after the arguments, "--" ends them;
//   - an error says what, where, and what to do next, and gives an exit code
//     that the README lists.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/urfave/cli/v2"
)

// version is set by the linker for a release: -ldflags "-X main.version=1.2.3".
var version string

func main() {
	os.Exit(run(os.Args, os.Stdin, os.Stdout, os.Stderr))
}

// run runs calque and returns its exit code. A first interrupt ends the work in
// good order (what is half done is undone by its transaction); a second one
// ends the process at once.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)

	app := newApp(stdin, stdout, stderr)
	err := app.RunContext(ctx, permute(app, args))
	return report(ctx, stderr, err)
}

func newApp(stdin io.Reader, stdout, stderr io.Writer) *cli.App {
	app := &cli.App{
		Name:                 "calque",
		Usage:                "a translation memory for people who translate articles",
		Version:              programVersion(),
		Description:          "Import articles with their translations, look up prior translations, export TMX.\nStart with: calque demo",
		EnableBashCompletion: true,
		Suggest:              true,
		Reader:               stdin,
		Writer:               stdout,
		ErrWriter:            stderr,
		HideHelpCommand:      true,
		ExitErrHandler:       func(*cli.Context, error) {}, // run reports errors itself
		OnUsageError:         usageError,
		Action:               noCommand,
		Commands: []*cli.Command{
			demoCommand(), importCommand(), lookupCommand(), concordanceCommand(), analyzeCommand(), exportCommand(), pretranslateCommand(),
			articlesCommand(), reviewCommand(), statsCommand(), checkCommand(), cleanCommand(), optimizeCommand(), penaltiesCommand(), backupCommand(), dumpCommand(), restoreCommand(),
			serveCommand(), mcpCommand(), alignCommand(), segmentCommand(), lexiconCommand(), evalCommand(), benchCommand(), completionCommand(),
		},
	}
	for _, command := range app.Commands {
		prepareCommand(command)
	}
	return app
}

// prepareCommand gives a command and those below it what all have in common.
func prepareCommand(command *cli.Command) {
	command.OnUsageError = usageError
	command.HideHelpCommand = true
	for _, below := range command.Subcommands {
		prepareCommand(below)
	}
}

func noCommand(c *cli.Context) error {
	if c.Args().Present() {
		return usagef("there is no command %q: calque --help lists them", c.Args().First())
	}
	return cli.ShowAppHelp(c)
}

func usageError(c *cli.Context, err error, _ bool) error {
	name := c.App.Name
	if c.Command != nil && c.Command.Name != "" && c.Command.Name != name {
		name = name + " " + c.Command.Name
	}
	message := err.Error()
	if c.Command != nil {
		message = plainly(c.Command.Flags, message)
	}
	return usagef("%s; %s --help shows the flags", message, name)
}

// programVersion is what the linker says, or else what the module system knows.
func programVersion() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "0.1.0-dev"
}

// note writes a line for a person to stderr.
func note(c *cli.Context, format string, args ...any) {
	fmt.Fprintf(c.App.ErrWriter, format+"\n", args...)
}
