package broker_test

import (
	"context"
	"errors"
	"io/fs"
	"sync"
	"testing/fstest"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/order"
	"github.com/havre-cloud/havre/record"
)

// made is what is chosen of a plan, and counted of it.
const made = `
      fulfilment: {driver: memory}
      fields:
        - {id: cpu, kind: integer, title: {fr: "Processeurs", en: "Processors"}, min: 1, max: 64, required: yes, mutable: yes}
        - {id: engine, kind: choice, title: {fr: "Moteur", en: "Engine"}, choices: [{value: pg, title: {fr: "PostgreSQL", en: "PostgreSQL"}}, {value: my, title: {fr: "MariaDB", en: "MariaDB"}}], default: pg}
        - {id: backup, kind: truth, title: {fr: "Sauvegarde", en: "Backup"}, default: yes, locked: yes}
      components:
        - {id: cpu, title: {fr: "Processeurs", en: "Processors"}, unit: {fr: "vCPU", en: "vCPU"}, billing: limit, quantity: cpu, counts: [{resource: cpu, perUnit: 1}]}
`

// morePlans are two plans of Rosny made by a driver: one that gives credentials.
const morePlans = `apiVersion: havre/v1
kind: Plans
metadata: {id: rosny-by-driver}
spec:
  plans:
    - id: base
      offer: rosny
      title: {fr: "Base", en: "Database"}
      note: {fr: "une base", en: "a database"}
      bindable: yes` + made + `    - id: closed
      offer: rosny
      title: {fr: "Fermée", en: "Closed"}` + made

// withPlans is the catalogue of the program and these plans.
func withPlans() fs.FS {
	files := fstest.MapFS{"plans/by-driver.yaml": {Data: []byte(morePlans)}}
	data := catalogue.Data()
	err := fs.WalkDir(data, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(data, path)
		files[path] = &fstest.MapFile{Data: content}
		return err
	})
	if err != nil {
		panic(err) // the catalogue is in the program
	}
	return files
}

// memory is a platform with an API that keeps all in memory: it makes what is ordered at
// once, and gives each binding a password of its own.
type memory struct {
	mu        sync.Mutex
	instances map[string]bool
	passwords map[string]password // by binding
	down      error               // what it says to everybody, when it does not work
	busy      chan struct{}       // what Bind waits for, nil for nothing
	entered   chan struct{}
}

// password lets an application in.
type password struct{ instance, secret string }

func newMemory() *memory {
	return &memory{instances: map[string]bool{}, passwords: map[string]password{}, entered: make(chan struct{}, 8)}
}

var errDown = errors.New("connection refused by 10.0.0.7")

func (m *memory) breaks(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.down = err
}

// waits makes Bind wait until what it gives is called.
func (m *memory) waits() (release func()) {
	for len(m.entered) > 0 {
		<-m.entered
	}
	gate := make(chan struct{})
	m.mu.Lock()
	defer m.mu.Unlock()
	m.busy = gate
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.busy = nil
		close(gate)
	}
}

// knows is how many passwords of an instance work.
func (m *memory) knows(external string) (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, of := range m.passwords {
		if of.instance == external {
			n++
		}
	}
	return n
}

// Serves implements order.Fulfiller.
func (*memory) Check(order.Delivery, *record.Need) havre.Problems { return nil }

func (*memory) Serves(context.Context, order.Delivery) (bool, error) { return true, nil }

// Fulfil implements order.Fulfiller.
func (m *memory) Fulfil(_ context.Context, d order.Delivery) (order.Progress, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down != nil {
		return order.Progress{}, m.down
	}
	m.instances[d.Instance.ID] = d.Item.Action != order.Delete
	return order.Progress{Done: true, Outcome: order.Completed, Reference: "mem-" + d.Instance.ID, Message: havre.Text{FR: "Fait", EN: "Done"}}, nil
}

// Bind implements order.Binder.
func (m *memory) Bind(ctx context.Context, b order.Bond) (*order.Access, error) {
	select {
	case m.entered <- struct{}{}:
	default: // nobody waits for it
	}
	m.mu.Lock()
	wait := m.busy
	m.mu.Unlock()
	if wait != nil {
		select {
		case <-wait:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down != nil {
		return nil, m.down
	}
	if b.Parameters["role"] == "root" {
		return nil, havre.Problems{{Field: "parameters.role", Value: "root", Message: havre.Text{FR: "un rôle ordinaire est attendu", EN: "an ordinary role is expected"}}}
	}
	m.passwords[b.ID] = password{b.Instance.External, "secret-of-" + b.ID}
	return &order.Access{
		Credentials: map[string]any{"password": m.passwords[b.ID].secret, "database": b.Instance.Reference},
		Endpoints:   []order.Endpoint{{Host: "base.rosny.example", Ports: []string{"5432"}}},
		ExpiresAt:   time.Date(2027, 12, 31, 23, 59, 59, 0, time.UTC),
	}, nil
}

// Unbind implements order.Binder.
func (m *memory) Unbind(_ context.Context, b order.Bond) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down != nil {
		return m.down
	}
	delete(m.passwords, b.ID)
	return nil
}
