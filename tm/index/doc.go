// Package index finds, among millions of texts of one language, every text
// that scores at least t against a query, as package calque/tm/match defines
// the score. It leaves out none: what it does not look at has been proven to
// score less. It knows no SQL; package calque/tm/sqlite gives it a [Reader] and
// a [Writer].
//
//	u := index.NewUpdater("fr", index.DefaultLimits())
//	u.Begin(w)                    // in a transaction
//	u.Add(w, index.Text{ID: 7, Text: "Le chat noir dort."})
//
//	v, err := index.Open(r, "fr", nil)
//	hits, err := v.Search(r, match.NewScorer("Le chat blanc dort.", "fr", match.DefaultWeights()), 70)
//	// hits[0].Text == 7, hits[0].Score == 80
//
// # Terms
//
// An entry is a text of the index: its number and the numbers of its tokens.
// Let n be the number of tokens of the query, m that of an entry, L = max(n, m),
// d the Levenshtein distance of the two token sequences, and t the threshold, a
// whole number from 0 to 100. A score is 100·(1 − d/L) rounded down, less
// penalties that are never negative. So a score of t or more needs
//
//	d ≤ D(L),  where D(L) = ⌊(100 − t)·L / 100⌋                              (1)
//
// since ⌊x⌋ ≥ t and x ≥ t are the same for whole t, and d is whole. The one
// exception are pairs with L ≤ 4, whose characters may lift the score; they are
// found in a second way, below. All of this is computed in whole numbers. Where
// a text has more than 4,096 tokens, d is 0 or L by definition; all that is said
// below of d ≥ something holds all the more.
//
// # Filters
//
// Length. Every insertion and deletion changes the length by one, so
// d ≥ |n − m|. By (1) an entry with m ≤ n needs n − m ≤ D(n), that is
// m ≥ ⌈t·n/100⌉, and one with m ≥ n needs m − n ≤ D(m), that is
// m ≤ ⌊100·n/t⌋. Entries of a segment are numbered by length, so these are one
// range of ordinals and one range of every posting list.
//
// Count. Let O be the size of the intersection of the two token multisets. An
// alignment with d edits leaves at least L − d symbols of the longer sequence
// matched with equal ones, each of its own, so O ≥ L − d. By (1) an entry needs
//
//	O ≥ need(m),  where need(m) = L − D(L) = ⌈t·L/100⌉                        (2)
//
// which is least for m ≤ n, where it is need = ⌈t·n/100⌉.
//
// Prefix (Chaudhuri, Ganti, Kaushik 2006; Xiao et al. 2008). Let each distinct
// token of the query weigh as often as it stands there. Reading the posting
// lists of some set S of tokens, with R the weight of all others, an entry that
// is in the lists of tokens with weight c together has O ≤ c + R: a token that
// both have is shared at most as often as the query has it. An entry in none of
// the lists has O ≤ R. So once R < need, entries that were not met can be
// forgotten, and of those that were met the ones with c + R < need(m). Which
// lists are read first is free; we take the rarest. Tokens of the query that no
// text has count for nothing.
//
// Extension. After that, further lists only make c exact for entries already
// met (an entry met in no list of the prefix was forgotten for good). A list is
// read as long as that costs less than comparing the candidates that are left;
// this decides on speed, not on what is found.
//
// Distance. What is left is compared by the bit-parallel algorithm of Myers
// (1999) in Hyyrö's form (2003), by (1), whatever the number of tokens.
//
// # Short texts
//
// For L ≤ 4 the score is the better of the token score and 100·(1 − e/C)
// rounded down, where C is the longer of the lengths of the folded texts in
// code points and e their distance, at least 1 when d > 0. So for a query of 4
// tokens or fewer every entry of 4 tokens or fewer is also tested by
// characters: with c code points in the query, the same length filter applies
// as to tokens. Then signatures: characters fall into 32 classes; a bit says
// that a class occurs, another that it occurs twice or more. One insertion or
// deletion changes one class by one, so it flips at most one bit; one
// substitution takes one from a class and adds one to a class, so it clears at
// most one bit and sets at most one. Hence e is at least the number of bits that
// only one of the two has, for either of them. Then the distance itself; e
// without the rule "at least 1" is a lower bound of e with it, so this filter
// loses nothing either. Texts of more than 10,000 code points are not refined by
// definition, so they are left out. What passes is scored in full.
//
// # Segments and the log
//
// A change is written to the log, in the same transaction as the text. After
// 1,024 changes the log becomes a segment, and as many texts that are added at
// once are one from the start; when 4 segments of a size follow each other they
// become one (64 while texts come in large numbers), so that an entry is written
// about log₄(N/1024) times at most. Segments are never changed. A removal of an entry that is in a segment is
// noted with its number in the log; it kills the entries of that text in all
// segments that are older. A search looks at every segment and scans the log.
//
// [Head.Stamp] is drawn at random by every transaction that writes. A process
// that keeps a [View] asks for the stamp before each search and, when it is
// another, opens a new view, which reads only what is new: segments are known by
// their mark, the log by the number of its last change.
//
// # Format
//
// This is format 2; format 1 had no table Phrases. All numbers are unsigned LEB128 varints but where it says
// otherwise. Tokens are numbered from 1 as they are first seen, so that the
// frequent ones mostly have small numbers. A segment has four tables of
// blocks; a block is filled up to 4,040 bytes, so that it fits on a page.
//
// Lengths, in the head: for each number of tokens that occurs, ascending, its
// difference from the one before and how many entries have it.
//
// Sequences, key: the first ordinal. The number of records; for each but the
// last its end, two bytes, little endian, counted from the first record; then
// the records: the number of the text and the tokens.
//
// Lists, key: token·2²⁴ + ordinal. One list or more: the token as a difference
// from the one before, or from the key for the first; how many postings the
// token has in the whole segment; the number of bytes that follow; the ordinals
// as differences, the first from the ordinal of the key. A list that is too long
// for a block has blocks of its own. The first one's key has ordinal 0, those of
// the others have their first ordinal, so the last block whose key is not
// greater than (token, ordinal) is the one that the ordinal would be in.
//
// Shorts, key: length·2²⁴ + ordinal of the first. For each entry of at most 4
// tokens, ordered by length and ordinal: its length in code points, its ordinal,
// its signature (eight bytes, little endian), the number of bytes of its folded
// text, the folded text.
//
// Phrases, in segments of at least as many entries as [Limits] say. Its blocks are
// of three kinds. Key: an ordinal that is a multiple of 64. One group or more of
// the numbers of 64 texts, by ordinal, fewer in the last: the first number, as a
// difference from the first of the group before, or from 0; the number of bytes
// that follow; the other numbers, each as a difference from the one before. Here
// differences are zigzag, since numbers may fall.
//
// Key 2²⁴: the number of frequent tokens, and these, ascending, as differences. A
// token is frequent when one in 64 entries or more hold it; there are at most
// 4,095, the first ones.
//
// Key: (f·2¹² + s)·2²⁴ + ordinal. Lists as in the table Lists, of the entries in
// which one frequent token directly follows another; f is the place of the first
// among the frequent ones, from 1, and s that of the second. So two frequent tokens
// that have no list nowhere follow each other. Together with the numbers they spare
// to read the sequences of a word, and of a phrase whose words are in most texts.
//
// For example, let "Le chat dort" be text 7 and "Le chat" text 9, and le, chat,
// dort be tokens 1, 2, 3. The segment has ordinals 0 (text 9) and 1 (text 7).
//
//	lengths    02 01  01 01             1 entry of 2 tokens, 1 of 3
//	sequences  02  03 00  09 01 02  07 01 02 03
//	lists      00 02 02 00 01  01 02 02 00 01  01 01 01 01      key 1·2²⁴
//	           le: 2 postings, 2 bytes, 0 +1; chat: the same; dort: 1 posting, 1 byte, 1
//	phrases    12 01 03                        key 0: text 9; 1 byte; −2
//	           03 01 01 01                     key 2²⁴: tokens 1, 2, 3
//	           00 02 02 00 01                  key (2¹² + 2)·2²⁴: le chat
//	           81 20 01 01 01                  chat dort: 2¹² + 1 more
//	shorts     07 00 (signature) 07 "le chat"  0c 01 (signature) 0c "le chat dort"
//
// An entry in the log is the number of its tokens, the tokens, and for a short
// one the folded text.
package index
