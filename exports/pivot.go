package exports

import (
	"hash/fnv"
	"iter"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
)

// Pivot yields units from f.From to f.To that are composed through a third
// language: a unit from via to f.From and one from via to f.To whose texts in
// via are the same, codes included. That of the composed unit's target is the
// best by the rule of [Choice]; its confidence is the lower of the two, and it
// is confirmed when both are. units is what a store has for a filter, and may
// be asked for again and again.
//
// Only units that belong to no article are composed: for the others the store
// has done it, and knows the spans and not just the texts.
//
// Memory is bounded: 16 MB, and the texts of maxJoined units. A memory with
// more of them that could be joined is read several times, a part of the texts
// each time.
func Pivot(units func(tm.Filter) iter.Seq2[tm.Unit, error], f tm.Filter, via language.Tag) iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		p := &pivot{via: via, sources: f, targets: f}
		p.sources.From, p.sources.To = via, f.From
		p.targets.From = via
		p.units = func(f tm.Filter) iter.Seq2[tm.Unit, error] { return homeless(units(f)) }
		if err := p.run(yield); err != nil {
			yield(tm.Unit{}, err)
		}
	}
}

// maxJoined bounds the units that are held at once to be joined with others.
const maxJoined = 100_000

type pivot struct {
	via              language.Tag
	sources, targets tm.Filter // of the units from via to either language
	units            func(tm.Filter) iter.Seq2[tm.Unit, error]
	inSources        []uint64 // a bit for each text that a unit to the source has
	inBoth           []uint64
	stopped          bool
}

// homeless keeps the units that belong to no article. What was composed before
// is not composed with something else again.
func homeless(units iter.Seq2[tm.Unit, error]) iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		for u, err := range units {
			if err == nil && (u.Origin.BeadID != 0 || u.Pivot != language.Und) {
				continue
			}
			if !yield(u, err) {
				return
			}
		}
	}
}

func (p *pivot) run(yield func(tm.Unit, error) bool) error {
	candidates, err := p.findShared()
	if err != nil || candidates == 0 {
		return err
	}
	parts := uint64((candidates + maxJoined - 1) / maxJoined)
	for part := range parts {
		if err := p.join(part, parts, yield); err != nil || p.stopped {
			return err
		}
	}
	return nil
}

// findShared finds the texts that both languages may have, and counts the units
// to the target that have one of them.
func (p *pivot) findShared() (int, error) {
	p.inSources, p.inBoth = make([]uint64, fieldBits/64), make([]uint64, fieldBits/64)
	for u, err := range p.units(p.sources) {
		if err != nil {
			return 0, err
		}
		h := pivotHash(u)
		p.inSources[h%fieldBits/64] |= 1 << (h % 64)
	}
	n := 0
	for u, err := range p.units(p.targets) {
		if err != nil {
			return 0, err
		}
		h := pivotHash(u)
		if bit := uint64(1) << (h % 64); p.inSources[h%fieldBits/64]&bit != 0 {
			p.inBoth[h%fieldBits/64] |= bit
			n++
		}
	}
	return n, nil
}

// pivotHash is the hash of the text in via. It is the same in every run, so that
// the same memory gives the same file.
func pivotHash(u tm.Unit) uint64 {
	h := fnv.New64a()
	h.Write([]byte(u.Source.Text))
	return h.Sum64()
}

// join composes the units whose text in via is of one part.
func (p *pivot) join(part, parts uint64, yield func(tm.Unit, error) bool) error {
	best := map[string]tm.Unit{} // by the text in via
	for u, err := range p.units(p.targets) {
		if err != nil {
			return err
		}
		h := pivotHash(u)
		if h/fieldBits%parts != part || p.inBoth[h%fieldBits/64]&(1<<(h%64)) == 0 {
			continue
		}
		if known, ok := best[u.Source.Text]; !ok || rankOf(u).beats(rankOf(known)) {
			best[u.Source.Text] = u
		}
	}
	for u, err := range p.units(p.sources) {
		if err != nil {
			return err
		}
		target, ok := best[u.Source.Text]
		if !ok || !target.Source.Equal(u.Source) || target.Target.Lang == u.Target.Lang {
			continue
		}
		if !yield(p.compose(u, target), nil) {
			p.stopped = true
			return nil
		}
	}
	return nil
}

// compose makes a unit of one from via to the source and one from via to the
// target.
func (p *pivot) compose(source, target tm.Unit) tm.Unit {
	u := tm.Unit{
		Source: source.Target, Target: target.Target, Pivot: p.via,
		Confidence: min(source.Confidence, target.Confidence),
		Status:     tm.StatusAuto,
		Created:    later(source.Created, target.Created), Changed: later(source.Changed, target.Changed),
	}
	if source.Status == tm.StatusConfirmed && target.Status == tm.StatusConfirmed {
		u.Status = tm.StatusConfirmed
	}
	u.Origin.Article, u.Origin.Title, u.Origin.Date = source.Origin.Article, source.Origin.Title, source.Origin.Date
	u.Origin.SourceFile, u.Origin.TargetFile = source.Origin.TargetFile, target.Origin.TargetFile
	return u
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
