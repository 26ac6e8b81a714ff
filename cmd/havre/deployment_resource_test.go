package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// TestOnlyInstance: a name is that of the resource that lives, whatever bore it before;
// two that live are told with their identifiers.
func TestOnlyInstance(t *testing.T) {
	t.Parallel()
	resource := func(id, state string, changed int) wire.Instance {
		return wire.Instance{ID: id, Metadata: wire.Metadata{Name: "conges", UpdatedAt: time.Unix(int64(changed), 0)}, Status: wire.InstanceStatus{State: state}}
	}
	for _, test := range []struct {
		name  string
		found []wire.Instance
		want  string
	}{
		{"one in service, one never delivered", []wire.Instance{resource("a", "abandoned", 2), resource("b", "active", 1)}, "b"},
		{"one ordered, one ended", []wire.Instance{resource("a", "reserved", 1), resource("b", "terminated", 2)}, "a"},
		{"none lives", []wire.Instance{resource("a", "terminated", 1), resource("b", "abandoned", 3), resource("c", "terminated", 2)}, "b"},
		{"only one, ended", []wire.Instance{resource("a", "terminated", 1)}, "a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got, err := onlyInstance("conges", slices.Clone(test.found)); err != nil || got.ID != test.want {
				t.Errorf("found %v (%v), want %s", got, err, test.want)
			}
		})
	}
	_, err := onlyInstance("conges", []wire.Instance{resource("first", "active", 1), resource("second", "inactive", 2), resource("third", "terminated", 3)})
	list, ok := err.(havre.Problems) //nolint:errorlint // it is one, or the test fails
	if !ok || len(list) != 1 {
		t.Fatalf("two resources live under that name: %v", err)
	}
	if said := list[0].Message.In("en"); !strings.Contains(said, "first") || !strings.Contains(said, "second") || strings.Contains(said, "third") {
		t.Errorf("who must choose between two resources reads %q", said)
	}
}

// TestLivingObjects: havre get finds a resource as the other commands do.
func TestLivingObjects(t *testing.T) {
	t.Parallel()
	k := kindNamed("Instance")
	for state, over := range map[string]bool{"reserved": false, "inactive": false, "active": false, "terminated": true, "abandoned": true} {
		if k.ended(state) != over {
			t.Errorf("a resource in state %s gives its name up: %v", state, !over)
		}
	}
	if kindNamed("Dossier").ended("archived") {
		t.Error("an archived need keeps its name")
	}
}
