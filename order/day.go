package order

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/notify"
	"github.com/havre-cloud/havre/record"
)

// Handlers are the jobs of this package: time limits of approvals, fulfilment, and the
// work of each day (ends announced, instances that end, operators who are late).
func (s *Service) Handlers() []jobs.Handler {
	return []jobs.Handler{
		{Kind: clockJob{}.Kind(), Do: decoded(func(ctx context.Context, j clockJob, _ jobs.Attempt) error { return s.tick(ctx, j.Order) })},
		{Kind: fulfilJob{}.Kind(), Do: decoded(s.fulfil), Timeout: 5 * time.Minute},
		{Kind: "order.day", Do: s.day, Every: time.Hour, Timeout: 4 * time.Minute},
	}
}

// decoded is a handler of jobs of one type.
func decoded[T any](fn func(context.Context, T, jobs.Attempt) error) func(context.Context, []byte, jobs.Attempt) error {
	return func(ctx context.Context, args []byte, at jobs.Attempt) error {
		var j T
		if err := json.Unmarshal(args, &j); err != nil {
			return &jobs.Stop{Cause: fmt.Errorf("reading a job: %w", err)}
		}
		return fn(ctx, j, at)
	}
}

// announced is how long before its end, in days, an instance is announced.
var announced = []int{90, 30, 7}

// day announces what ends, ends what has ended, and reminds operators who are late. It
// may run at any time: what was done is not done twice.
func (s *Service) day(ctx context.Context, _ []byte, _ jobs.Attempt) error {
	today := s.Today()
	ending, err := s.ending(ctx, today.AddDays(announced[0]))
	if err != nil {
		return err
	}
	for i := range ending {
		if err := s.dayOf(ctx, ending[i].ID, today); err != nil {
			return err
		}
	}
	return s.late(ctx, today)
}

// ending are the living instances that end by a day.
func (s *Service) ending(ctx context.Context, by havre.Date) (out []Instance, err error) {
	err = s.DB.Read(ctx, func(tx Tx) error {
		q := InstanceQuery{Needs: record.NeedQuery{All: true}, EndsBefore: by, List: havre.List{Limit: havre.MaxLimit, Sort: "until"}}
		for {
			page, err := tx.Instances(ctx, q)
			if err != nil {
				return err
			}
			out = append(out, page.Items...)
			if page.Next == "" {
				return nil
			}
			q.After = page.Next
		}
	})
	return out, err
}

// dayOf does what a day asks of one instance.
func (s *Service) dayOf(ctx context.Context, id string, today havre.Date) error {
	return s.DB.Write(ctx, func(tx Tx) error {
		i, err := tx.Instance(ctx, id)
		if err != nil || !i.Delivered() || i.Wish.Until.IsZero() {
			return err
		}
		n, err := tx.Need(ctx, i.Need)
		if err != nil {
			return err
		}
		if !today.Before(i.Wish.Until) {
			if i.Changing != "" {
				return nil
			}
			return s.end(ctx, tx, i, n)
		}
		return s.announce(ctx, tx, i, n, int(i.Wish.Until.Days()-today.Days()))
	})
}

// announce tells, once for each notice, that an instance ends soon.
func (s *Service) announce(ctx context.Context, tx Tx, i *Instance, n *record.Need, left int) error {
	days := s.announcedFor(i)
	at := slices.IndexFunc(days, func(d int) bool { return left <= d })
	if at < 0 || i.Announced != 0 && i.Announced <= days[at] {
		return nil
	}
	i.Announced = days[at]
	s.Records.Stamp(&i.Stamps, identity.System())
	if err := tx.SaveInstance(ctx, i); err != nil {
		return err
	}
	people, err := record.Concerned(ctx, tx, n, s.now())
	if err != nil {
		return err
	}
	note := notify.Notice{
		Topic: notify.InstanceEnding, Link: "/ressources/" + i.ID, Object: i.ID, Mail: true,
		Title: havre.Text{FR: "« %[1]s » : dernier jour le %[2]s", EN: "“%[1]s”: last day on %[2]s"}.With(i.Name, i.Wish.Until.AddDays(-1).Words()),
		Body: havre.Text{
			FR: "Pour « %[1]s », il reste %[2]s.\n\nÀ faire : pour continuer, commandez un autre dernier jour ; sinon, sauvegardez ce qui doit l’être. Sans commande, la ressource est rendue le lendemain.",
			EN: "For “%[1]s”, %[2]s left.\n\nWhat to do: to go on, order another last day; otherwise save what must be. Without an order, the resource is given back on the day after.",
		}.With(n.Title, havre.Count(left, havre.Text{FR: "jour", EN: "day"}, havre.Text{FR: "jours", EN: "days"})),
	}
	if err := s.Records.Tell(ctx, tx, people, identity.System(), n, note); err != nil {
		return err
	}
	return s.publishInstance(ctx, tx, notify.InstanceEnding, i, n)
}

// announcedFor are the announcements of an instance, the last one first: a week before
// the day on which its plan must be denounced is one more.
func (s *Service) announcedFor(i *Instance) []int {
	days := slices.Clone(announced)
	if p, ok := s.Records.Library.Now().Catalogue.Plan(i.Offer, i.Plan); ok && p.NoticeDays > 0 {
		days = append(days, min(p.NoticeDays+announced[len(announced)-1], announced[0]))
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// end orders the end of an instance whose last day has passed: it was approved with it.
func (s *Service) end(ctx context.Context, tx Tx, i *Instance, n *record.Need) error {
	system := identity.System()
	o := &Order{
		ID: s.newID(), Need: n.ID, State: Draft, Requester: system.ID, NeedTitle: n.Title, NeedName: n.Name, Organisation: n.Organisation, Path: n.Path, OrgTitle: n.OrgTitle,
		Title: "Fin prévue de " + i.Name, Contributors: []string{system.ID}, Decision: "",
	}
	had := i.Wish
	o.Items = []Item{{Number: 1, Action: Delete, Instance: i.ID, Offer: i.Offer, Plan: i.Plan, Name: i.Name, Environment: i.Environment, Original: &had, State: Acknowledged}}
	if err := s.number(ctx, tx, o); err != nil {
		return err
	}
	o.SentAt, o.ApprovedAt, o.State = s.now(), s.now(), InProgress
	i.Changing = o.ID
	s.Records.Stamp(&i.Stamps, system)
	if err := tx.SaveInstance(ctx, i); err != nil {
		return err
	}
	if err := s.save(ctx, tx, system, o); err != nil {
		return err
	}
	text := havre.Text{FR: "La date de fin de « %[1]s » est atteinte : elle était approuvée avec la commande", EN: "The end date of “%[1]s” is reached: it was approved with the order"}.With(i.Name)
	if err := s.happened(ctx, tx, system, o, "end", text, ""); err != nil {
		return err
	}
	if err := s.handOver(ctx, tx, o); err != nil {
		return err
	}
	if err := s.save(ctx, tx, system, o); err != nil {
		return err
	}
	return s.Records.Log(ctx, tx, system, "order.end", o.subject(n), record.Details("instance", i.ID))
}

// late reminds operators, once a week, of what they should have done.
func (s *Service) late(ctx context.Context, today havre.Date) error {
	return s.DB.Write(ctx, func(tx Tx) error {
		page, err := tx.Works(ctx, WorkQuery{Open: true, DueBefore: today.AddDays(-1), List: havre.List{Limit: havre.MaxLimit}})
		if err != nil {
			return err
		}
		for i := range page.Items {
			w := &page.Items[i]
			o, err := tx.Order(ctx, w.Order)
			if err != nil {
				return err
			}
			weeks := (today.Days() - w.Due.Days()) / 7
			err = s.tellOperators(ctx, tx, w, o, news{
				topic: notify.WorkAsked, link: w.link(), key: fmt.Sprintf("%s/late-%d", w.ID, weeks),
				title: havre.Text{FR: "En retard pour la commande %[1]s : %[2]s", EN: "Late for order %[1]s: %[2]s"}.With(o.Number, w.Title),
				body: havre.Text{
					FR: "C’était attendu pour le %[1]s.\n\nÀ faire : dites si c’est fait, ou écrivez au demandeur (%[2]s) quand cela le sera.",
					EN: "It was expected for %[1]s.\n\nWhat to do: say whether it is done, or tell the requester (%[2]s) when it will be.",
				}.With(w.Due.Words(), o.RequesterName),
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
