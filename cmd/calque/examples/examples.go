// Package examples holds news stories in several languages, with alignments
// made by hand: what `calque demo` shows and what the tests of the other
// packages read.
//
// Every sentence was written for this project. The people, the events and
// the figures are invented; README.md says what each file shows.
//
// [Stories] has the articles as files in the state in which a translator
// finds them: plain text, Markdown, saved web pages and Word documents, in
// several charsets, with the furniture of their sites. A story's languages
// are told apart by name (port-fleuve.fr.html) or by folder (fr/finale.txt).
//
//	err := fs.WalkDir(examples.Stories(), ".", func(path string, d fs.DirEntry, err error) error {
//		…
//	})
//
// [Gold] has, for every pair of French with another language, the sentences
// of both sides and which translate each other: fr-zh/port-fleuve.src and
// .tgt with one sentence a line, fr-zh/port-fleuve.gold with one bead a line,
// [0, 1]:[0], where the numbers are lines counted from 0 and [] is an empty
// side. The beads stand in the order of the source and cover each line of
// both sides once. A moved paragraph makes them cross.
package examples

import (
	"embed"
	"io/fs"
)

//go:embed stories gold
var files embed.FS

// Stories returns the articles. It is read-only.
func Stories() fs.FS { return sub("stories") }

// Gold returns the alignments made by hand, one folder per pair of languages.
// It is read-only.
func Gold() fs.FS { return sub("gold") }

// sub returns an embedded folder as a file system of its own.
func sub(folder string) fs.FS {
	dir, err := fs.Sub(files, folder)
	if err != nil {
		// fs.Sub fails on an invalid name only, and these are fixed.
		panic(err)
	}
	return dir
}
