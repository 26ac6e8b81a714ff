package pages

import (
	"net/url"
	"slices"
	"strings"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/record"
)

// recall is the need on a line.
func (v *needView) recall(r *web.Request) []ui.Pair {
	n := v.Need
	out := []ui.Pair{
		{Name: r.Say("Organisation", "Organisation"), Value: ui.Text(n.OrgTitle)},
		{Name: r.Say("État", "State"), Value: ui.Text(web.Capital(r.Text(stateTexts[n.State])))},
		{Name: r.Say("Identifiant", "Identifier"), Value: ui.Text(n.Name)},
		{Name: r.Say("Révision", "Revision"), Value: ui.Text(r.Number(n.Revision))},
		{Name: r.Say("Modifié", "Changed"), Value: ui.Text(r.Instant(n.UpdatedAt))},
	}
	if n.Ministry != "" {
		out = slices.Insert(out, 1, ui.Pair{Name: r.Say("Ministère", "Ministry"), Value: ui.Text(ministryText(r, n.Ministry))})
	}
	return out
}

// summaryTally counts the verdicts of a decision from its summary.
func summaryTally(r *web.Request, d *record.DecisionSummary) []ui.TallyItem {
	counts := map[ui.VerdictKind]int{ui.Eligible: d.Eligible, ui.Conditional: d.Undetermined, ui.Excluded: d.Ineligible}
	path := needPath(d.Need, "decisions", itoa(d.Number))
	var out []ui.TallyItem
	for _, k := range ui.VerdictKinds {
		if n := counts[k]; n > 0 {
			words := tallyWords[k]
			if k == ui.Conditional {
				words = [2]havre.Text{{FR: "indéterminée", EN: "undetermined"}, {FR: "indéterminées", EN: "undetermined"}}
			}
			out = append(out, ui.TallyItem{Kind: k, Count: n, Words: r.Many(n, words[0], words[1]), Path: r.Path(path)})
		}
	}
	return out
}

// offerNames joins the names of offers.
func (v *needView) offerNames(r *web.Request, ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = nameIn(v.Offers, id)
	}
	return r.And(names...)
}

func nameIn(names map[string]string, id string) string {
	if n, ok := names[id]; ok {
		return n
	}
	return id
}

// messageWhen is when a message was written, and what about.
func messageWhen(r *web.Request, c *record.CommentOn) string {
	when := r.Instant(c.CreatedAt)
	if c.Rule != "" {
		when += " – " + r.Say("à propos de %s", "about %s", c.Rule)
	}
	return when
}

// flowText is a flow in words.
func flowText(r *web.Request, f *dossier.Flow) string {
	text := r.Say("vers %s", "to %s", f.To)
	if f.From != "" {
		text = r.Say("de %s vers %s", "from %s to %s", f.From, f.To)
	}
	if f.Protocol != "" {
		text += ", " + strings.ToUpper(f.Protocol)
	}
	if len(f.Port) > 0 {
		text += " " + f.Port.String()
	}
	if f.Justification != "" {
		text += r.Say(" : ", ": ") + f.Justification
	}
	return text
}

// evidenceText is a document in words.
func evidenceText(r *web.Request, e dossier.Evidence) string {
	text := e.Rule
	if e.Document != "" {
		text += r.Say(" : ", ": ") + e.Document
	}
	if !e.Date.IsZero() {
		text += ", " + r.Date(e.Date)
	}
	if !e.Expires.IsZero() {
		text += ", " + r.Say("valable jusqu'au %s", "valid until %s", r.Date(e.Expires.AddDays(-1)))
	}
	return text
}

// derogationText is a derogation on a line.
func derogationText(r *web.Request, d *record.Derogation, offers map[string]string) string {
	text := d.Rule
	if d.Offer != "" {
		text += r.Say(" pour %s", " for %s", nameIn(offers, d.Offer))
	}
	return text + r.Say(" : ", ": ") + r.Text(standingText(d.Standing(r.Today())))
}

// standingText is what a derogation is worth, in words.
func standingText(standing string) havre.Text {
	switch standing {
	case "in-force":
		return havre.Text{FR: "en vigueur", EN: "in force"}
	case "to-come":
		return havre.Text{FR: "accordée, à venir", EN: "granted, to come"}
	case "ended":
		return havre.Text{FR: "terminée", EN: "ended"}
	}
	return record.DerogationState(standing).Text()
}

// readersText says who can read a need.
func readersText(r *web.Request, n *record.Need) string {
	switch n.State {
	case record.Shared:
		if len(n.Shares) > 0 {
			return r.Say("Tous ceux qui ont un rôle dans « %s », et :", "Everyone with a role in “%s”, and:", n.OrgTitle)
		}
		return r.Say("Tous ceux qui ont un rôle dans « %s ».", "Everyone with a role in “%s”.", n.OrgTitle)
	case record.Archived:
		return r.Say("Il est archivé : ceux qui pouvaient le lire le peuvent encore.", "It is archived: those who could read it still can.")
	case record.Draft:
	}
	return r.Say("C'est un brouillon : seuls ceux qui écrivent les dossiers de « %s » le voient.", "It is a draft: only those who write the needs of “%s” see it.", n.OrgTitle)
}

// stateVerbs are what a button does to a need.
var stateVerbs = map[record.NeedState]havre.Text{
	record.Draft:    {FR: "Remettre en brouillon", EN: "Return it to draft"},
	record.Shared:   {FR: "Partager dans l'organisation", EN: "Share in the organisation"},
	record.Archived: {FR: "Archiver", EN: "Archive"},
}

// otherStates are those a need may go to: what one usually does comes first.
func otherStates(s record.NeedState) []record.NeedState {
	return slices.DeleteFunc([]record.NeedState{record.Shared, record.Draft, record.Archived}, func(o record.NeedState) bool { return o == s })
}

func versionOf(n *record.Need) ui.Hidden {
	return ui.Hidden{Name: fieldVersion, Value: itoa(int(n.Version))}
}

// shownRevisions is how many revisions are in sight.
const shownRevisions = 5

func shownSessions(all []session) []session { return all[:min(len(all), shownRevisions)] }

// sessionPath shows what a sitting changed: its last revision against the one
// before its first.
func sessionPath(need string, s session) string {
	return needPath(need, "revisions", itoa(s.Last.Number)) + "?" + url.Values{queryAgainst: {itoa(s.First.Number - 1)}}.Encode()
}

func sessionName(r *web.Request, s session) string {
	if s.Count > 1 {
		return r.Say("Révisions %s à %s", "Revisions %s to %s", r.Number(s.First.Number), r.Number(s.Last.Number))
	}
	return r.Say("Révision %s", "Revision %s", r.Number(s.Last.Number))
}

// sessionNote is why a revision was made.
func sessionNote(r *web.Request, s session) string {
	switch {
	case s.Last.Note == answersNote:
		return " – " + r.Many(s.Count, havre.Text{FR: "une réponse au questionnaire", EN: "one answer to the questionnaire"}, havre.Text{FR: "%s réponses au questionnaire", EN: "%s answers to the questionnaire"})
	case s.Last.Note != "":
		return " – " + s.Last.Note
	}
	return ""
}

// journalPath is the journal of a need, its decisions and its derogations.
func journalPath(need string) string {
	return "/journal?" + url.Values{"dossier": {need}}.Encode()
}
