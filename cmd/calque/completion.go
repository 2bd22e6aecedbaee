package main

import (
	_ "embed"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"
)

//go:embed completion.bash
var bashCompletion string

//go:embed completion.zsh
var zshCompletion string

func completionCommand() *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     "print the script that completes commands and flags in your shell",
		ArgsUsage: "bash|zsh|fish",
		Description: `   source <(calque completion bash)
   calque completion fish > ~/.config/fish/completions/calque.fish`,
		Action: func(c *cli.Context) error {
			shell, err := oneArgument(c, "shell: bash, zsh or fish")
			if err != nil {
				return err
			}
			script := ""
			switch shell {
			case "bash":
				script = bashCompletion
			case "zsh":
				script = zshCompletion
			case "fish":
				if script, err = c.App.ToFishCompletion(); err != nil {
					return fmt.Errorf("writing the completion for fish: %w", err)
				}
			default:
				return usagef("no completion for %s: take bash, zsh or fish", shell)
			}
			_, err = io.WriteString(c.App.Writer, script)
			return err
		},
	}
}
