package approval

import "github.com/havre-cloud/havre"

// stricter is one step that satisfies two chains which ask for the same: the larger
// quorum, the earlier stage, the binding opinion, the shorter time limit. Silence is agreement only when
// both say so, and then after the longer limit: it is the one who may object that is
// protected.
func stricter(a, b Rule, on havre.Date) Rule {
	out := a
	if out.Quorum = max(a.Quorum, b.Quorum); out.Quorum > a.Quorum {
		out.Title = b.Title // "two approvers" rather than "the approver"
	}
	out.Stage = min(a.Stage, b.Stage)
	if b.Opinion == Binding {
		out.Opinion, out.Title, out.Source = b.Opinion, b.Title, b.Source
	}
	switch {
	case a.Overdue == Agree && b.Overdue == Agree:
		if b.Within.Last(on).Compare(a.Within.Last(on)) > 0 {
			out.Within, out.Source = b.Within, b.Source
		}
		return out
	case a.Overdue == Agree:
		out.Within, out.Overdue, out.Source = b.Within, b.Overdue, b.Source
	case b.Overdue == Agree || b.Within == Within{}:
	case a.Within == Within{} || b.Within.Last(on).Before(a.Within.Last(on)):
		out.Within, out.Overdue = b.Within, b.Overdue
	}
	if out.EscalateTo.IsZero() {
		out.EscalateTo = b.EscalateTo
	}
	if out.Within != (Within{}) && (a.Overdue == Escalate || b.Overdue == Escalate) {
		out.Overdue = Escalate
	}
	return out
}
