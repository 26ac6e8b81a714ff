package record

import "slices"

// recent keeps the few values used last. Few enough for a list to be searched.
type recent[K comparable, V any] struct {
	limit int
	kept  []kept[K, V] // the latest used at the end
}

type kept[K comparable, V any] struct {
	key   K
	value V
}

func (r *recent[K, V]) get(key K) (value V, ok bool) {
	i := slices.IndexFunc(r.kept, func(k kept[K, V]) bool { return k.key == key })
	if i < 0 {
		return value, false
	}
	k := r.kept[i]
	r.kept = append(slices.Delete(r.kept, i, i+1), k)
	return k.value, true
}

// put adds a value, and forgets the one unused for longest when there are too many.
func (r *recent[K, V]) put(key K, value V) {
	if len(r.kept) >= r.limit {
		r.kept = slices.Delete(r.kept, 0, 1+len(r.kept)-r.limit)
	}
	r.kept = append(r.kept, kept[K, V]{key, value})
}
