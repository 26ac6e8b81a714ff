package record_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/record"
	"github.com/havre-cloud/havre/store"
)

func TestImportPolicy(t *testing.T) {
	once(t, func(w *world) {
		t := w.t
		admin := w.person("Anne", identity.Administrator, w.ministry) // of one ministry, not of the portal
		for _, c := range []struct {
			who  identity.Actor
			code havre.FaultCode
		}{{admin, havre.Forbidden}, {identity.Nobody(), havre.Unauthenticated}} {
			_, _, err := w.ImportCatalogue(t.Context(), c.who, w.table(), reading(w.Today()), true)
			w.fault(err, c.code)
			_, err = w.RestoreEdition(t.Context(), c.who, 1)
			w.fault(err, c.code)
		}
		operator := w.operator()
		_, _, err := w.ImportCatalogue(t.Context(), operator, w.table(certified, "| **Cegedim HDS** | CaaS/IaaS | ✅ | ✅ | peut-être |"), reading(w.Today()), true)
		if f := w.fault(err, havre.Invalid); f.Problems[0].Line == 0 || f.Problems[0].Value != "peut-être" {
			t.Errorf("%+v", f.Problems)
		}
		w.imports(operator, w.table())
		_, _, err = w.ImportCatalogue(t.Context(), operator, w.table(certified, uncertified), reading(w.Today()), true)
		w.fault(err, havre.Invalid) // the identifier is taken
		_, err = w.RestoreEdition(t.Context(), operator, 99)
		w.fault(err, havre.NotFound)
		page, err := w.Editions(t.Context(), havre.List{})
		w.ok(err)
		if page.Total != 2 || page.Items[0].Number != 2 || page.Items[0].By != operator.ID || !strings.Contains(page.Items[0].Note.FR, "tableau importé") {
			t.Errorf("%+v", page.Items)
		}
	})
}

// Two processes share a database: what one imports, the other takes up, and a
// decision is never taken under what is no longer in use.
func TestFollow(t *testing.T) {
	each(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		other := newReplica(t, w, nil)
		ada := w.person("Ada", identity.ProductTeam, w.team)
		n := w.need(ada, w.team, example(t, "samu"))
		e, _ := w.imports(w.operator(), w.table(certified, uncertified))
		d, err := other.Decide(ctx, ada, n.ID)
		w.ok(err)
		if d.Catalogue != e.Catalogue || other.Library.Now().Edition.Number != e.Number {
			t.Errorf("decided under %s", d.Catalogue)
		}
		w.ok(other.Follow(ctx))
	})
}

// A process that watches takes it up by itself, and survives a database that is
// away for a while.
func TestWatch(t *testing.T) {
	w := onSQLite(t)
	other := newReplica(t, w, nil)
	w.ok(other.Start(t.Context()))
	away := &failing{DB: other.DB}
	other.DB = away
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	failures, ended := make(chan error, 100), make(chan struct{})
	away.down.Store(true)
	go func() {
		defer close(ended)
		other.Watch(ctx, time.Millisecond, func(err error) { failures <- err })
	}()
	if err := <-failures; !errors.Is(err, errKilled) {
		t.Fatal(err)
	}
	away.down.Store(false)
	e, _ := w.imports(w.operator(), w.table())
	for other.Library.Now().Edition.Number != e.Number {
		time.Sleep(time.Millisecond)
	}
	stop()
	<-ended
}

// newReplica is another process on the same database, with files of its own.
func newReplica(tb testing.TB, w *world, catalogueFiles fs.FS) *record.Service {
	tb.Helper()
	library, err := record.NewLibrary(catalogueFiles, nil)
	w.ok(err)
	return &record.Service{DB: store.Using[record.Tx](w.db), Library: library, Now: w.now, NewID: newID, Program: "v2.0.0"}
}

// amended is the catalogue of the program with some words replaced, two by two.
func amended(tb testing.TB, file string, replace ...string) fstest.MapFS {
	tb.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(catalogue.Data(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(catalogue.Data(), name)
		if name == file {
			before := data
			data = []byte(strings.NewReplacer(replace...).Replace(string(data)))
			if bytes.Equal(before, data) {
				tb.Errorf("nothing to replace in %s", file)
			}
		}
		out[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// The program is updated: the tables imported before stay over its new catalogue,
// and the decisions it changes are reopened.
func TestProgramUpdated(t *testing.T) {
	once(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		ada := w.person("Ada", identity.ProductTeam, w.team)
		n := w.need(ada, w.team, example(t, "samu"))
		w.imports(w.operator(), w.table("| **Atlas@OVH v2** | CaaS | ✅ | ✅ | ✅ |", "| **Atlas@OVH v2** | CaaS | ✅ | ❌ | ✅ |"))
		_, err := w.Decide(ctx, ada, n.ID)
		w.ok(err)

		next := newReplica(t, w, amended(t, "platforms/cegedim-cloud.yaml", "exposure.internet, value: yes", "exposure.internet, value: no"))
		w.ok(next.Start(ctx))
		e := next.Library.Now().Edition
		if e.Number != 3 || e.By != "system" || !strings.Contains(e.Note.FR, "plus récents") {
			t.Errorf("%+v", e)
		}
		s3 := "services.object-storage"
		v, _ := mustJudge(t, next, w.Today()).View().Offer("fabnum-ovh")
		if c, ok := v.Claim(s3); !ok || c.Source.ID != "tableau-"+w.Today().String() {
			t.Errorf("the imported table is lost: %+v", c)
		}
		w.ok(w.Follow(ctx))
		w.reopen(e.Operation())
		need, err := w.Need(ctx, ada, n.ID)
		w.ok(err)
		if need.Current.State != record.Reopened {
			t.Errorf("an offer left the Internet: %+v", need.Current)
		}
		w.ok(next.Start(ctx)) // again is nothing
		if got := next.Library.Now().Edition.Number; got != 3 {
			t.Errorf("edition %d", got)
		}
	})
}

// A table that no longer fits the catalogue of a new program is left out, and said.
func TestTableNoLongerFits(t *testing.T) {
	w := onSQLite(t)
	e, _ := w.imports(w.operator(), w.table())
	files := amended(t, "sources.yaml", "    - {id: dnum-social-2026-04-13,", "    - {id: tableau-"+w.Today().String()+", series: dnum-social-hosting, date: 2026-04-14, confidence: verified, title: \"T\", url: \"https://example.org\"}\n    - {id: dnum-social-2026-04-13,")
	next := newReplica(t, w, files)
	w.ok(next.Start(t.Context()))
	now := next.Library.Now().Edition
	if now.Number != e.Number+1 || !strings.Contains(now.Note.FR, "le tableau tableau-2026-11-22 n’y convient plus") {
		t.Errorf("%+v", now)
	}
}

func TestNewLibraryRefuses(t *testing.T) {
	_, err := record.NewLibrary(fstest.MapFS{"x.yaml": &fstest.MapFile{Data: []byte("apiVersion: havre/v1\nkind: Platfrm\n")}}, nil)
	if f := havre.FaultOf(err); f == nil || len(f.Problems) == 0 {
		t.Errorf("%v", err)
	}
	_, err = record.NewLibrary(nil, fstest.MapFS{})
	if f := havre.FaultOf(err); f == nil || len(f.Problems) == 0 {
		t.Errorf("%v", err)
	}
}

// Judges are shared by those who ask for the same day, from any goroutine.
func TestJudgeIsShared(t *testing.T) {
	library, err := record.NewLibrary(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	h := library.Now()
	var wait sync.WaitGroup
	for i := range 64 {
		wait.Go(func() {
			on := havre.MustDate("2026-01-01").AddDays(i % 20)
			if j, err := h.Judge(on); err != nil || j.On() != on {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if a, b := mustJudge(t, &record.Service{Library: library}, havre.MustDate("2026-01-01")), mustJudge(t, &record.Service{Library: library}, havre.MustDate("2026-01-01")); a != b {
		t.Error("the same day has two judges")
	}
	if _, err := h.Judge(havre.MustDate("1990-01-01")); havre.FaultOf(err) == nil {
		t.Errorf("a day without rules: %v", err)
	}
}

func TestCatalogueChangedIsPublished(t *testing.T) {
	once(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		admin := w.person("Anne", identity.Administrator, w.team)
		hook := &notify.Webhook{Organisation: w.team.ID, URL: "https://example.org/havre", Topics: []notify.Topic{notify.CatalogueChanged}}
		w.ok(w.SaveWebhook(ctx, admin, hook))
		w.imports(w.operator(), w.table())
		page, err := w.Deliveries(ctx, admin, hook.ID, havre.List{})
		w.ok(err)
		if page.Total != 1 || !strings.Contains(string(page.Items[0].Body), `"edition":{"number":2,`) {
			t.Errorf("%+v", page)
		}
	})
}

func TestWebhooks(t *testing.T) {
	once(t, func(w *world) {
		t := w.t
		ctx := t.Context()
		admin, ada := w.person("Anne", identity.Administrator, w.ministry), w.person("Ada", identity.ProductTeam, w.team)
		sam := w.person("Sam", identity.Administrator, w.other)
		for _, url := range []string{"", "ftp://example.org", "http://example.org", "https://user:secret@example.org", "https://example.org/#x", "https://", ":"} {
			w.fault(w.SaveWebhook(ctx, admin, &notify.Webhook{Organisation: w.team.ID, URL: url}), havre.Invalid)
		}
		w.fault(w.SaveWebhook(ctx, admin, &notify.Webhook{Organisation: w.team.ID, URL: "https://example.org", Topics: []notify.Topic{"need.shard"}}), havre.Invalid)
		hook := &notify.Webhook{Organisation: w.team.ID, URL: "https://example.org/havre?key=secret", Topics: []notify.Topic{notify.DecisionTaken, notify.DecisionReopened}}
		w.fault(w.SaveWebhook(ctx, ada, hook), havre.Forbidden)
		w.fault(w.SaveWebhook(ctx, sam, hook), havre.NotFound)
		w.ok(w.SaveWebhook(ctx, admin, hook))
		if hook.Generation != 1 || hook.Version != 1 {
			t.Errorf("%+v", hook)
		}

		n := w.need(ada, w.team, example(t, "samu"))
		d, err := w.Decide(ctx, ada, n.ID)
		w.ok(err)
		w.ok(w.AddComment(ctx, ada, &record.CommentOn{Need: n.ID, Text: "Bien."})) // not asked for
		w.imports(w.operator(), w.table(certified, uncertified))
		w.ok(w.PingWebhook(ctx, admin, hook.ID))
		page, err := w.Deliveries(ctx, admin, hook.ID, havre.List{})
		w.ok(err)
		var topics []notify.Topic
		for _, x := range page.Items {
			topics = append(topics, x.Topic)
		}
		if diff := cmp.Diff([]notify.Topic{notify.WebhookPing, notify.DecisionReopened, notify.DecisionTaken}, topics); diff != "" {
			t.Fatal(diff)
		}
		for _, part := range []string{`"type":"decision.reopened"`, `"id":"` + d.ID + `"`, `"state":"reopened"`, `"rule":"R9-HDS"`, `"path":"hds.hosting","from":"yes","to":"no"`} {
			if !strings.Contains(string(page.Items[1].Body), part) {
				t.Errorf("no %s in %s", part, page.Items[1].Body)
			}
		}

		for _, a := range []identity.Actor{ada, sam} {
			_, err := w.Webhook(ctx, a, hook.ID)
			w.fault(err, havre.NotFound)
			_, err = w.Deliveries(ctx, a, hook.ID, havre.List{})
			w.fault(err, havre.NotFound)
			w.fault(w.DeleteWebhook(ctx, a, hook.ID, hook.Version), havre.NotFound)
			w.fault(w.PingWebhook(ctx, a, hook.ID), havre.NotFound)
			list, err := w.Webhooks(ctx, a, havre.List{})
			w.ok(err)
			if list.Total != 0 {
				t.Errorf("%s sees %d", a.Name, list.Total)
			}
		}
		hook.Generation = 7
		w.ok(w.SaveWebhook(ctx, admin, hook))
		if hook.Generation != 2 {
			t.Errorf("generation %d", hook.Generation)
		}
		w.fault(w.DeleteWebhook(ctx, admin, hook.ID, 1), havre.Stale)
		w.ok(w.DeleteWebhook(ctx, admin, hook.ID, hook.Version))
		w.ok(w.RestoreWebhook(ctx, admin, hook.ID))
		want := []string{"webhook.create!", "webhook.create!", "webhook.create", "webhook.ping", "webhook.update", "webhook.delete", "webhook.restore"}
		if diff := cmp.Diff(want[2:], w.journal(hook.ID)[len(w.journal(hook.ID))-5:]); diff != "" {
			t.Error(diff)
		}
	})
}
