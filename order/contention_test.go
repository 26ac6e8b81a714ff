package order_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/order/quota"
)

// baskets are so many of them, of 1 to most processors in turn: one of each size is
// filled by the service, the others are its copies, stored together.
func (w *world) baskets(n, most int) []*order.Order {
	w.t.Helper()
	out := make([]*order.Order, n)
	for i := range min(n, most) {
		out[i] = w.basket(machine(fmt.Sprintf("m-%d", i), 1+i))
	}
	w.ok(w.DB.Write(w.t.Context(), func(tx order.Tx) error {
		for i := most; i < n; i++ {
			o := *out[i%most]
			o.ID, o.Version, o.Items = newID(), 0, slices.Clone(o.Items)
			o.Items[0].Name = fmt.Sprintf("m-%d", i)
			if err := tx.SaveOrder(w.t.Context(), &o, nil); err != nil {
				return err
			}
			out[i] = &o
		}
		return nil
	}))
	return out
}

// TestThousandAtOnce sends a thousand orders at the same time, of sizes that do not
// divide what is granted: not one unit is sold twice, and nothing stays reserved for an
// order that was not accepted.
func TestThousandAtOnce(t *testing.T) {
	each(t, func(w *world) {
		const orders, granted, most = 1000, 1500, 7
		w.unlimited()
		cpu := w.grantNeed(quota.Key{Resource: quota.CPU, Class: quota.Other}, granted)
		baskets := w.baskets(orders, most)
		var accepted, sum int64
		var mu sync.Mutex
		var all sync.WaitGroup
		for i, b := range baskets {
			all.Go(func() {
				_, err := w.Send(t.Context(), w.requester, b.ID, b.Version)
				for errors.Is(err, &havre.Fault{Code: havre.Unavailable}) { // too many at once: nothing was stored, ask again
					_, err = w.Send(t.Context(), w.requester, b.ID, b.Version)
				}
				mu.Lock()
				defer mu.Unlock()
				if f := havre.FaultOf(err); err != nil && (f == nil || f.Code != havre.Conflict) {
					t.Errorf("order %d: %v", i, err)
				}
				if err == nil {
					accepted, sum = accepted+1, sum+int64(1+i%most)
				}
			})
		}
		all.Wait()
		reserved, committed := w.held(cpu.ID)
		if reserved != sum || committed != 0 || sum > granted {
			t.Errorf("%d orders hold %d and %d, they asked for %d of %d", accepted, reserved, committed, sum, granted)
		}
		if granted-sum >= 1 && sum < granted-most {
			t.Errorf("%d of %d are left although orders of one unit were refused", granted-sum, granted)
		}
		balanced(t, w)
	})
}

// sendAll sends every basket of a need, and says which are accepted. Its rank tells
// where it begins, so that several are after the same quota with different baskets.
func sendAll(ctx context.Context, url, where, rank string) error {
	var p place
	if err := json.Unmarshal([]byte(where), &p); err != nil {
		return err
	}
	_, s, err := opened(ctx, url)
	if err != nil {
		return err
	}
	requester, err := (&life{Service: s}).actor(ctx, p.Requester)
	if err != nil {
		return err
	}
	baskets, err := s.Baskets(ctx, *requester)
	if err != nil {
		return err
	}
	from, err := strconv.Atoi(rank)
	if err != nil {
		return err
	}
	for i := range baskets {
		b := &baskets[(i+from)%len(baskets)]
		if _, err := s.Send(ctx, *requester, b.ID, 0); err == nil {
			fmt.Println(b.ID)
		} else if f := havre.FaultOf(err); f == nil || f.Code != havre.Conflict {
			return err
		}
	}
	return nil
}

// TestKilledWhileSending has three processes after the same quota, and kills them in the
// middle: what each said was accepted is, what holds is what was accepted, and the rest
// can still be sent.
func TestKilledWhileSending(t *testing.T) {
	eachURL(t, func(w *world, url string) {
		t := w.t
		w.unlimited()
		const granted, baskets = 60, 90
		cpu := w.grantNeed(quota.Key{Resource: quota.CPU, Class: quota.Other}, granted)
		w.baskets(baskets, 1)
		said := map[string]bool{}
		var mu sync.Mutex
		var all sync.WaitGroup
		for rank := range 3 {
			all.Go(func() {
				for _, id := range w.killedAfter(url, rank*30, 5+rank*3) {
					mu.Lock()
					said[id] = true
					mu.Unlock()
				}
			})
		}
		all.Wait()
		if len(said) < 5+8+11 {
			t.Fatalf("the children only sent %d orders", len(said))
		}
		for id := range said {
			o, err := w.Order(t.Context(), w.requester, id)
			w.ok(err)
			if o.State != order.Acknowledged {
				t.Errorf("an order said to be accepted is %s", o.State)
			}
		}
		balanced(t, w)
		rest, err := w.Baskets(t.Context(), w.requester)
		w.ok(err)
		for i := range rest {
			if _, err := w.Send(t.Context(), w.requester, rest[i].ID, 0); err != nil {
				w.fault(err, havre.Conflict)
			}
		}
		if reserved, _ := w.held(cpu.ID); reserved != granted {
			t.Errorf("%d of %d are held although more was asked: something is stranded", reserved, granted)
		}
		balanced(t, w)
	})
}

// killedAfter runs a child that sends, kills it once it has said some lines, and gives
// all that it said.
func (w *world) killedAfter(url string, rank, lines int) (said []string) {
	w.t.Helper()
	where, err := json.Marshal(place{Need: w.need.ID, Requester: w.requester.ID})
	if err != nil {
		w.t.Error(err)
		return nil
	}
	c := exec.CommandContext(w.t.Context(), os.Args[0], "-test.run=^$")
	c.Env = append(os.Environ(), "ORDER_CHILD=send", "ORDER_URL="+url, "ORDER_PLACE="+string(where), "ORDER_KILL="+strconv.Itoa(rank))
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err := errors.Join(err, c.Start()); err != nil {
		w.t.Error(err)
		return nil
	}
	for scan := bufio.NewScanner(out); scan.Scan(); {
		if said = append(said, scan.Text()); len(said) == lines {
			if err := c.Process.Kill(); err != nil {
				w.t.Error(err)
			}
		}
	}
	if err := c.Wait(); err == nil {
		w.t.Error("the child was not killed")
	}
	return said
}
