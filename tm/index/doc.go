// Package index finds, among millions of texts, every text that scores at
// least t against a query, as package calque/tm/match defines the score.
package index
