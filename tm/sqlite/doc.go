// Package sqlite keeps a translation memory in one SQLite file.
package sqlite
