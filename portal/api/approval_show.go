package api

import (
	"slices"

	"github.com/havre-cloud/havre/order/approval"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// steps shows those of a course: all of them, or some by their identifiers.
func (v view) steps(c *approval.Course, only []string) []wire.ApprovalStep {
	out := []wire.ApprovalStep{}
	for i := range c.Steps {
		if s := &c.Steps[i]; only == nil || slices.Contains(only, s.ID) {
			out = append(out, v.step(s))
		}
	}
	return out
}

func (v view) step(s *approval.Step) wire.ApprovalStep {
	out := wire.ApprovalStep{
		ID: s.ID, Title: v.say(s.Title), Stage: s.Stage, State: string(s.State), StateText: v.say(s.State.Text()), By: v.say(s.By.Text()), Quorum: s.Quorum,
		Because: v.say(s.Why), Chain: s.Chain, OpenedAt: s.OpenedAt, DueAt: s.DueAt, Overdue: string(s.Overdue), Late: s.State == approval.Open && v.passed(s.DueAt),
		SuspendedAt: s.SuspendedAt, SettledAt: s.SettledAt, Escalated: s.Escalated, Uncovered: s.Uncovered, Rule: s.AutomaticRule, Opinion: string(s.Opinion),
		Source: sourceOf(s.Source), Votes: []wire.ApprovalVote{},
	}
	for i := range s.Votes {
		o := &s.Votes[i]
		out.Votes = append(out.Votes, wire.ApprovalVote{
			By: o.By, ByName: o.ByName, For: o.For, ForName: o.ForName, Vote: string(o.Kind), Comment: o.Comment, Reference: o.Reference, On: o.On, At: o.At,
		})
	}
	return out
}

// automatic shows the published rules that were looked at.
func (v view) automatic(c *approval.Course) []wire.AutomaticRule {
	out := []wire.AutomaticRule{}
	for i := range c.Automatic {
		r := &c.Automatic[i]
		out = append(out, wire.AutomaticRule{
			ID: r.ID, Chain: r.Chain, Title: v.say(r.Title), Text: v.say(r.Text), Holds: r.Holds, Because: v.say(r.Why), Steps: append([]string{}, r.Steps...),
		})
	}
	return out
}
