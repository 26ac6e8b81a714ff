package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/store"
)

// childEnv names the file of the settings of a child: this program is then Havre, driven
// by lines of JSON on its standard input.
const childEnv = "HAVRE_BENCH_CHILD"

// ask is what the child is asked, and said what it answers.
type ask struct {
	Do     string `json:"do"` // order, apply, look, show
	Need   string `json:"need,omitempty"`
	Wishes []wish `json:"wishes,omitempty"`
	N      int    `json:"n,omitempty"`
}

type said struct {
	Ready bool   `json:"ready,omitempty"`
	Error string `json:"error,omitempty"`
	// Resumed counts the orders that a failure held and that somebody resumed.
	Resumed  int                     `json:"resumed,omitempty"`
	States   map[provision.State]int `json:"states,omitempty"`
	Why      map[string]string       `json:"why,omitempty"`      // of those that failed, at the last look
	Troubled []string                `json:"troubled,omitempty"` // what made an order be held
	Steps    []string                `json:"steps,omitempty"`    // of an apply
	Drifted  []string                `json:"drifted,omitempty"`
	Objects  map[string]plan.Object  `json:"objects,omitempty"`
	Progress bool                    `json:"progress,omitempty"` // more will be said
}

// child is Havre: its database, its services and its workers.
func child(ctx context.Context, conf string) error {
	signal.Ignore(os.Interrupt, syscall.SIGTERM) // it ends with its parent, which closes its input
	text, err := os.ReadFile(conf)               //nolint:gosec // what our parent wrote
	if err != nil {
		return err
	}
	var set setting
	if err := json.Unmarshal(text, &set); err != nil {
		return err
	}
	s, err := openSite(ctx, set)
	if err != nil {
		return err
	}
	runner, err := s.db.Jobs(s.Handlers(), store.RunnerOptions{})
	if err != nil {
		return errors.Join(err, s.db.Close())
	}
	if err := runner.Start(ctx); err != nil {
		return errors.Join(err, s.db.Close())
	}
	out := json.NewEncoder(os.Stdout)
	err = out.Encode(said{Ready: true})
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for err == nil && lines.Scan() {
		var a ask
		if err = json.Unmarshal(lines.Bytes(), &a); err != nil {
			break
		}
		answer, e := s.does(ctx, &a, func(p said) { _ = out.Encode(p) }) // a parent that left is seen below
		if e != nil {
			answer.Error = told(e)
		}
		err = out.Encode(answer)
	}
	short, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	return errors.Join(err, lines.Err(), runner.Stop(short), s.db.Close())
}

func (s *site) does(ctx context.Context, a *ask, progress func(said)) (said, error) {
	switch a.Do {
	case "order":
		if a.Need != "" {
			if err := s.rewrite(ctx, a.Need); err != nil {
				return said{}, err
			}
		}
		return s.orders(ctx, a.Wishes, progress)
	case "apply":
		if _, err := s.Act(ctx, rachel, s.set.instance(a.N), provision.Apply); err != nil {
			return said{}, err
		}
		for {
			d, err := s.deployment(ctx, s.set.instance(a.N))
			if err != nil {
				return said{}, err
			}
			if d.State == provision.Running || d.State == provision.Failed {
				_, steps, err := s.RunOf(ctx, rachel, d.ID, d.Run)
				out := said{States: map[provision.State]int{d.State: 1}}
				for i := range steps {
					out.Steps = append(out.Steps, steps[i].ID)
				}
				return out, err
			}
			time.Sleep(glance)
		}
	case "look":
		return s.looks(ctx, a.N)
	case "show":
		return s.shows(ctx, a.N)
	}
	return said{}, fmt.Errorf("%q is nothing to do", a.Do)
}

// glance is how often the child looks at its own database, and longGlance when it
// follows many.
const glance, longGlance = 20 * time.Millisecond, 250 * time.Millisecond

// resumes is how often the order of one instance is resumed before it is given up.
const resumes = 30

// orders hands wishes over as orders do, until all have ended. An order that a failure
// holds is resumed, as somebody would with a button, and that is counted.
func (s *site) orders(ctx context.Context, wishes []wish, progress func(said)) (out said, err error) {
	out = said{States: map[provision.State]int{}, Why: map[string]string{}}
	waiting, held, pause := slices.Clone(wishes), map[int]int{}, glance
	if len(wishes) > 1 {
		pause = longGlance
	}
	for i := range waiting {
		if err := s.fulfil(ctx, waiting[i], held, &out); err != nil {
			return out, err
		}
	}
	spoken := time.Now()
	for {
		clear(out.States)
		var left []wish
		for _, w := range waiting {
			d, err := s.deployment(ctx, s.set.instance(w.N))
			if err != nil {
				return out, err
			}
			out.States[d.State]++
			if d.State == provision.Failed || d.State == provision.Cancelled {
				if err := s.fulfil(ctx, w, held, &out); err != nil {
					return out, err
				}
			}
			if d.State != provision.Running && d.State != provision.Gone && held[w.N] < resumes {
				left = append(left, w)
			}
		}
		waiting = left
		if len(waiting) == 0 {
			return out, nil
		}
		if time.Since(spoken) > 5*time.Second {
			spoken = time.Now()
			p := out
			p.Progress = true
			p.States["settled"] += len(wishes) - sum(out.States)
			progress(p)
			out.Resumed, out.Troubled = 0, nil // told
		}
		time.Sleep(pause)
	}
}

func sum(m map[provision.State]int) (n int) {
	for _, v := range m {
		n += v
	}
	return n
}

// fulfil hands one wish over. A stop holds its order; the next call resumes it.
func (s *site) fulfil(ctx context.Context, w wish, held map[int]int, out *said) error {
	_, err := s.Fulfil(ctx, s.delivery(w))
	stop, ok := errors.AsType[*jobs.Stop](err)
	if !ok {
		return err
	}
	held[w.N]++
	out.Resumed++
	out.Why[s.set.named(w.N)] = told(stop.Cause)
	out.Troubled = append(out.Troubled, s.set.named(w.N)+": "+told(stop.Cause))
	return nil
}

func (s *site) deployment(ctx context.Context, id string) (d *provision.Deployment, err error) {
	err = s.db.Read(ctx, func(tx *store.Tx) error {
		d, err = tx.Deployment(ctx, id)
		return err
	})
	return d, err
}

// looks asks for a look at one deployment, and gives the keys of what differs.
func (s *site) looks(ctx context.Context, n int) (out said, err error) {
	id := s.set.instance(n)
	before, err := s.deployment(ctx, id)
	if err != nil {
		return out, err
	}
	if _, err := s.Act(ctx, rachel, id, provision.Look); err != nil {
		return out, err
	}
	for {
		d, err := s.deployment(ctx, id)
		if err != nil {
			return out, err
		}
		if d.ObservedAt.After(before.ObservedAt) {
			break
		}
		time.Sleep(glance)
	}
	err = s.db.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Resources(ctx, id)
		for i := range rows {
			if rows[i].Differs() {
				out.Drifted = append(out.Drifted, rows[i].Object.Key)
			}
		}
		return err
	})
	out.Drifted = plan.Set(out.Drifted...)
	return out, err
}

// shows gives what is on record of one deployment.
func (s *site) shows(ctx context.Context, n int) (out said, err error) {
	out.Objects = map[string]plan.Object{}
	err = s.db.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Resources(ctx, s.set.instance(n))
		for i := range rows {
			out.Objects[rows[i].Object.Key] = rows[i].Object
		}
		return err
	})
	return out, err
}

// told is an error with its cause, in English.
func told(err error) string {
	if f := havre.FaultOf(err); f != nil {
		words := []string{f.Message.EN}
		for _, p := range f.Problems {
			words = append(words, p.Field+": "+p.Message.EN)
		}
		if f.Cause != nil {
			words = append(words, "("+f.Cause.Error()+")")
		}
		return strings.Join(words, " ")
	}
	return err.Error()
}
