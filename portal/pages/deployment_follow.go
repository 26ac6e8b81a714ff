package pages

import (
	"bytes"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre/portal/web"
)

// watchedClosely is how often a deployment that somebody watches is read again: its steps
// last seconds.
const watchedClosely = time.Second

// followDeployment tells how far a deployment is until nothing changes by itself, or until
// the reader leaves. What did not change is not sent again: it may hold what the reader
// is about to press.
func (n *needPages) followDeployment(w http.ResponseWriter, r *web.Request) error {
	v, err := n.deploymentOf(r)
	if err != nil {
		return err
	}
	events, err := r.Stream(w)
	if err != nil {
		return err
	}
	tick := time.NewTicker(watchedClosely)
	defer tick.Stop()
	state, actions := follower{events: events, event: "state"}, follower{events: events, event: "actions"}
	for {
		if err := state.tell(r, deploymentNow(r, v, !v.live())); err != nil {
			return err
		}
		if err := actions.tell(r, deploymentActions(r, v)); err != nil {
			return err
		}
		if !v.live() {
			return events.End()
		}
		select {
		case <-r.Context().Done():
			return nil
		case <-tick.C:
		}
		if v, err = n.deploymentOf(r); err != nil {
			return err
		}
	}
}

// follower sends a region each time that it is not what it was.
type follower struct {
	events *web.Events
	event  string
	last   []byte
}

func (t *follower) tell(r *web.Request, region templ.Component) error {
	var html bytes.Buffer
	if err := region.Render(r.Context(), &html); err != nil {
		return err
	}
	if t.last != nil && bytes.Equal(t.last, html.Bytes()) {
		return nil
	}
	t.last = html.Bytes()
	return t.events.Send(t.event, templ.Raw(html.String()))
}
