package main

import (
	"iter"
	"sync"
)

// inOrder applies work to every value on several processors at once, and gives the
// results in the order of the values. Few values are in flight at a time, so that
// a stream of any length takes the same memory.
func inOrder[T, R any](values iter.Seq[T], workers int, work func(T) R) iter.Seq[R] {
	type job struct {
		value  T
		result chan R
	}
	return func(yield func(R) bool) {
		stop := make(chan struct{})
		defer close(stop)
		jobs, queue := make(chan job), make(chan job, 2*workers)
		go func() {
			defer close(queue)
			defer close(jobs)
			for v := range values {
				j := job{v, make(chan R, 1)}
				for _, to := range []chan job{queue, jobs} {
					select {
					case to <- j:
					case <-stop:
						return
					}
				}
			}
		}()
		var wg sync.WaitGroup
		for range workers {
			wg.Go(func() {
				for j := range jobs {
					j.result <- work(j.value)
				}
			})
		}
		for j := range queue {
			if !yield(<-j.result) {
				return
			}
		}
		wg.Wait()
	}
}

// batches groups values by so many: handing them over one by one would cost more
// than the work.
func batches[T any](values iter.Seq[T], size int) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		var batch []T
		for v := range values {
			if batch = append(batch, v); len(batch) == size {
				if !yield(batch) {
					return
				}
				batch = nil
			}
		}
		if len(batch) > 0 {
			yield(batch)
		}
	}
}

// lookAhead takes up to n values, and gives the rest with them. The caller must
// call stop.
func lookAhead[T any](values iter.Seq[T], n int) (head []T, all iter.Seq[T], more bool, stop func()) {
	next, stop := iter.Pull(values)
	var after T
	for len(head) < n {
		v, ok := next()
		if !ok {
			break
		}
		head = append(head, v)
	}
	if len(head) == n {
		after, more = next()
	}
	all = func(yield func(T) bool) {
		for _, v := range head {
			if !yield(v) {
				return
			}
		}
		for v, ok := after, more; ok; v, ok = next() {
			if !yield(v) {
				return
			}
		}
	}
	return head, all, more, stop
}
