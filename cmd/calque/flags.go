package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/tm"
)

// env returns the environment variable of a flag: min-confidence is
// CALQUE_MIN_CONFIDENCE.
func env(flag string) []string {
	return []string{"CALQUE_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))}
}

func dbFlag() cli.Flag {
	return &cli.StringFlag{Name: "db", Value: "calque.db", EnvVars: env("db"), Usage: "the memory, a `FILE`"}
}

func fromFlag(usage string) cli.Flag {
	return &cli.StringFlag{Name: "from", EnvVars: env("from"), Usage: usage}
}

func toFlag(usage string) cli.Flag {
	return &cli.StringFlag{Name: "to", EnvVars: env("to"), Usage: usage}
}

// formatFlag is the flag --format of a command that prints one of formats, the
// first by default. chosenFormat reads it.
func formatFlag(formats ...string) cli.Flag {
	return &cli.StringFlag{
		Name: "format", EnvVars: env("format"), Value: formats[0],
		Usage: "print `FORM`: " + strings.Join(formats, ", "),
	}
}

// chosenFormat returns the value of --format if it is among formats.
func chosenFormat(c *cli.Context, formats ...string) (string, error) {
	format := c.String("format")
	for _, known := range formats {
		if format == known {
			return format, nil
		}
	}
	return "", usagef("--format %s is not known here: choose %s", format, strings.Join(formats, ", "))
}

// langFlag reads a flag that holds a language tag, und when it is not set.
func langFlag(c *cli.Context, name string) (language.Tag, error) {
	if c.String(name) == "" {
		return language.Und, nil
	}
	tag, err := tm.ParseLang(c.String(name))
	if err != nil {
		return language.Und, usagef("--%s: %v", name, err)
	}
	return tag, nil
}

// langsFlag reads a flag that holds language tags separated by commas.
func langsFlag(c *cli.Context, name string) ([]language.Tag, error) {
	var tags []language.Tag
	for _, s := range strings.FieldsFunc(c.String(name), func(r rune) bool { return r == ',' || r == ' ' }) {
		tag, err := tm.ParseLang(s)
		if err != nil {
			return nil, usagef("--%s: %v", name, err)
		}
		tags = append(tags, tag)
	}
	return tags, nil
}

// shareFlag reads a flag that holds a number from 0 to 1.
func shareFlag(c *cli.Context, name string) (float64, error) {
	share := c.Float64(name)
	if !(share >= 0 && share <= 1) {
		return 0, usagef("--%s %v: give a number from 0 to 1", name, c.String(name))
	}
	return share, nil
}

// dayFlag reads a flag that holds a day, the zero time when it is not set.
func dayFlag(c *cli.Context, name string) (time.Time, error) {
	if c.String(name) == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, c.String(name))
	if err != nil {
		return day, usagef("--%s %s: give a day such as 2025-09-12", name, c.String(name))
	}
	return day, nil
}

// What urfave/cli says of a value that it cannot read, from a variable of the
// environment or from the command line.
var (
	badVariable = regexp.MustCompile(`(?s)^could not parse "(.*)" as .*value from environment variable "([^"]+)" for flag ([^:]+): `)
	badArgument = regexp.MustCompile(`(?s)^invalid (?:boolean )?value "(.*)" for (?:flag )?-([^:]+): `)
)

// plainly says for a person which value of a flag cannot be read, and what is
// expected; other messages stay as they are.
func plainly(flags []cli.Flag, message string) string {
	if m := badVariable.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("the environment variable %s is %q, and --%s takes %s", m[2], m[1], m[3], expected(flags, m[3]))
	}
	if m := badArgument.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("--%s %s: give %s", m[2], m[1], expected(flags, m[2]))
	}
	return message
}

// expected says what a flag takes.
func expected(flags []cli.Flag, name string) string {
	for _, flag := range flags {
		if !slices.Contains(flag.Names(), name) {
			continue
		}
		switch flag.(type) {
		case *cli.BoolFlag:
			return "true or false"
		case *cli.IntFlag:
			return "a whole number"
		case *cli.Uint64Flag:
			return "a whole number that is not negative"
		case *cli.Float64Flag:
			return "a number, such as 0.5"
		case *cli.DurationFlag:
			return "a time, such as 30s or 5m"
		}
	}
	return "something else"
}

// oneArgument returns the single argument of a command.
func oneArgument(c *cli.Context, what string) (string, error) {
	if c.NArg() != 1 {
		return "", usagef("give one %s, not %d; %s --help shows examples", what, c.NArg(), c.Command.HelpName)
	}
	return c.Args().First(), nil
}

func agencyFlag() cli.Flag {
	return &cli.StringFlag{Name: "agency", EnvVars: env("agency"), Usage: "only articles of the agency `NAME`, as calque concordance counts it"}
}

func yearFlag() cli.Flag {
	return &cli.IntFlag{Name: "year", EnvVars: env("year"), Usage: "only articles of this `YEAR`, such as 2025"}
}

// yearFromFlag reads --year; 0 is any.
func yearFromFlag(c *cli.Context) (int, error) {
	const last = 9999
	year := c.Int("year")
	if year < 0 || year > last || year == 0 && c.IsSet("year") {
		return 0, usagef("--year %d: give a year such as 2025", year)
	}
	return year, nil
}

// permute moves the flags of a command in front of its arguments, since people
// write them in any order and urfave/cli v2 stops reading flags at the first
// argument. "--" ends the flags, "-" is an argument.
func permute(app *cli.App, args []string) []string {
	if len(args) < 2 || args[len(args)-1] == "--generate-bash-completion" {
		return args
	}
	out, rest := args[:1:1], args[1:]
	commands, flags := app.Commands, app.VisibleFlags()
	for len(rest) > 0 {
		command := find(commands, rest[0])
		if command == nil {
			break
		}
		out, rest = append(out, rest[0]), rest[1:]
		commands, flags = command.Subcommands, command.Flags
	}
	var arguments []string
	for i := 0; i < len(rest); i++ {
		arg := rest[i]
		if arg == "--" {
			arguments = append(arguments, rest[i+1:]...)
			break
		}
		if len(arg) < 2 || arg[0] != '-' {
			arguments = append(arguments, arg)
			continue
		}
		out = append(out, arg)
		if takesValue(flags, arg) && i+1 < len(rest) {
			i++
			out = append(out, rest[i])
		}
	}
	if len(arguments) > 0 {
		out = append(append(out, "--"), arguments...)
	}
	return out
}

func find(commands []*cli.Command, name string) *cli.Command {
	for _, command := range commands {
		if command.HasName(name) {
			return command
		}
	}
	return nil
}

// takesValue reports whether the next argument belongs to a flag.
func takesValue(flags []cli.Flag, arg string) bool {
	name := strings.TrimLeft(arg, "-")
	if strings.Contains(name, "=") {
		return false
	}
	for _, flag := range flags {
		for _, known := range flag.Names() {
			if known == name {
				_, isBool := flag.(*cli.BoolFlag)
				return !isBool
			}
		}
	}
	return false
}
