package segment

// Options depart from the default way of cutting. The zero value is the
// default.
type Options struct {
	// Mode is what a segment is: a sentence, a line or a paragraph.
	Mode Mode
	// LineBreaks says what a single line break inside a block means. A blank
	// line is always a break.
	LineBreaks LineBreaks
	// SplitAfter lists characters that end a segment too when white space
	// follows, for instance ";" or ";:". Empty by default: a translator
	// renders a clause after a semicolon within its sentence.
	SplitAfter string
	// Abbreviations are words that never end a sentence, in addition to those
	// of the language, with or without their final stop. One in small letters
	// stands for every spelling in capitals as well.
	Abbreviations []string
}

// Mode is what a segment is.
type Mode uint8

// Modes.
const (
	// Sentences cuts at the ends of sentences.
	Sentences Mode = iota
	// Lines makes every line that is not blank a segment.
	Lines
	// Paragraphs makes every run of lines between blank lines a segment.
	Paragraphs
)

// LineBreaks says what a single line break inside a block means.
type LineBreaks uint8

// Meanings of a single line break.
const (
	// LineAuto reads on over a line break where the text visibly does: the
	// next line starts with a small letter or punctuation and the line before
	// was long, ended in white space or in a comma. Elsewhere it breaks.
	LineAuto LineBreaks = iota
	// LineSpace takes a single line break for a space, as HTML and Markdown
	// do.
	LineSpace
	// LineBreak breaks at every line break.
	LineBreak
)
