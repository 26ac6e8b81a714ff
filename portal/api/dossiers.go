package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/record"
)

// dossierFilter chooses needs.
type dossierFilter struct {
	Paging
	Sorting
	DossierScope
	Name string `query:"name" doc:"nom court exact|exact short name"`
	Sort string `query:"sort" enum:"title,organisation,updated,state,verdict,due" doc:"ordre|order"`
}

// DossierScope is what the list and the portfolio both filter by.
type DossierScope struct {
	Organisation string     `query:"organisation" doc:"identifiant ou nom court : cette organisation et celles au-dessous|identifier or short name: this organisation and those below it"`
	State        string     `query:"state" enum:"draft,shared,archived" doc:"état|state"`
	Ministry     string     `query:"ministry" doc:"ministère|ministry"`
	Verdict      string     `query:"verdict" enum:"eligible,undetermined,ineligible,none" doc:"meilleur verdict de la décision ; none : sans décision|best verdict of the decision; none: without a decision"`
	Offer        string     `query:"offer" doc:"offre parmi les éligibles|offer among the eligible ones"`
	Reopened     bool       `query:"reopened" doc:"dont la décision est rouverte|whose decision is reopened"`
	DueBefore    havre.Date `query:"dueBefore" doc:"dont un fait peut changer avant ce jour|of which a fact may change before that day"`
	Deleted      bool       `query:"deleted" doc:"ceux qui sont supprimés|those that are deleted"`
}

func dossiers(a *API) {
	k := a.dossierKind()
	a.listDossiers()
	read(a, k)
	a.writeDossiers(k)
	remove(a, k, havre.Text{FR: "Un dossier supprimé peut être rétabli pendant trente jours.", EN: "A deleted need can be restored for thirty days."}, a.Record.DeleteNeed)
	restore(a, k, func(ctx context.Context, actor identity.Actor, id string) error {
		_, err := a.Record.RestoreNeed(ctx, actor, id)
		return err
	})
	a.stateOfDossiers(k)
	a.documentOfDossiers()
}

func (a *API) dossierKind() kind[record.Need, dossier.Spec, wire.DossierStatus] {
	return kind[record.Need, dossier.Spec, wire.DossierStatus]{
		name: "Dossier", names: "Dossiers", path: "/dossiers", group: groupDossiers,
		one: havre.Text{FR: "un dossier", EN: "a need"}, many: havre.Text{FR: "les dossiers", EN: "needs"},
		get: a.Record.Need, show: showDossier,
	}
}

// listDossiers registers the list, which leaves the documents out.
func (a *API) listDossiers() {
	k := kind[record.Need, wire.DossierOutline, wire.DossierStatus]{
		name: "Dossier", names: "Dossiers", path: "/dossiers", group: groupDossiers, many: havre.Text{FR: "les dossiers", EN: "needs"},
		show: func(v view, n *record.Need) wire.DossierItem {
			return wire.DossierItem{ID: n.ID, Metadata: needMetadata(n), Status: needStatus(v, n)}
		},
	}
	list(a, k, havre.Text{FR: "Ceux que vous pouvez voir, sans leur document.", EN: "Those that you may see, without their document."},
		func(ctx context.Context, actor identity.Actor, in *dossierFilter) (havre.Page[record.Need], error) {
			q, err := a.needQuery(ctx, actor, in.DossierScope)
			if err != nil {
				return havre.Page[record.Need]{}, notFoundIsEmpty(err)
			}
			q.List = in.sorted(in.Paging, in.Sort)
			if in.Name != "" {
				return a.named(ctx, actor, q, in.Name)
			}
			return a.Record.Needs(ctx, actor, q)
		})
}

func (a *API) needQuery(ctx context.Context, actor identity.Actor, in DossierScope) (record.NeedQuery, error) {
	q := record.NeedQuery{
		State: record.NeedState(in.State), Ministry: in.Ministry, Verdict: decision.Verdict(in.Verdict), Offer: in.Offer,
		Reopened: in.Reopened, DueBefore: in.DueBefore, Deleted: in.Deleted,
	}
	if in.Organisation == "" {
		return q, nil
	}
	o, err := a.organisation(ctx, actor, in.Organisation)
	if err != nil {
		return q, err
	}
	q.Organisation = o.Path
	return q, nil
}

// named are the needs of a name: one by organisation at most.
func (a *API) named(ctx context.Context, actor identity.Actor, q record.NeedQuery, name string) (havre.Page[record.Need], error) {
	q.Search, q.After, q.Limit = name, "", havre.MaxLimit
	out := havre.Page[record.Need]{}
	for {
		page, err := a.Record.Needs(ctx, actor, q)
		if err != nil {
			return out, err
		}
		for _, n := range page.Items {
			if n.Name == name {
				out.Items = append(out.Items, n)
			}
		}
		if page.Next == "" || len(out.Items) >= havre.MaxLimit {
			out.Total = len(out.Items)
			return out, nil
		}
		q.After = page.Next
	}
}

// showDossier shows a need with its spec as the document says it.
func showDossier(v view, n *record.Need) wire.Dossier {
	out := wire.Dossier{ID: n.ID, Metadata: needMetadata(n), Status: needStatus(v, n)}
	if ds, err := dossier.Parse("", n.Document); err == nil && len(ds) == 1 {
		out.Spec = ds[0].Spec
	}
	return out
}

func needMetadata(n *record.Need) wire.Metadata {
	m := metadata(n.Stamps)
	m.Name, m.Title, m.Organisation = n.Name, n.Title, n.Organisation
	return m
}

func needStatus(v view, n *record.Need) wire.DossierStatus {
	s := wire.DossierStatus{
		State: string(n.State), OrganisationTitle: n.OrgTitle, Ministry: n.Ministry, Revision: n.Revision, Shares: sharesOf(n),
		Conditions: []wire.Condition{v.shared(n), v.decided(n), v.standing(n.Current)},
	}
	if n.Current != nil {
		o := outline(n.Current)
		s.Decision = &o
	}
	return s
}

func (v view) shared(n *record.Need) wire.Condition {
	switch n.State {
	case record.Shared:
		return v.condition("Shared", true, "Shared", havre.Text{FR: "Le dossier est partagé avec son organisation.", EN: "The need is shared with its organisation."}, n.UpdatedAt)
	case record.Archived:
		return v.condition("Shared", true, "Archived", havre.Text{FR: "Le dossier est archivé : il est gardé, sans suivi.", EN: "The need is archived: it is kept, and no longer followed."}, n.UpdatedAt)
	case record.Draft:
	}
	return v.condition("Shared", false, "Draft", havre.Text{FR: "Le dossier est un brouillon, vu de ceux qui l'écrivent.", EN: "The need is a draft, seen by those who write it."}, n.CreatedAt)
}

func (v view) decided(n *record.Need) wire.Condition {
	switch d := n.Current; {
	case d == nil:
		return v.condition("Decided", false, "NoDecision", havre.Text{FR: "Aucune décision n'a été prise.", EN: "No decision was taken."}, n.CreatedAt)
	case d.Revision < n.Revision:
		return v.condition("Decided", false, "Changed", havre.Text{
			FR: "Le dossier a changé depuis la dernière décision (révision %[1]d, décidée sur la %[2]d).",
			EN: "The need has changed since the newest decision (revision %[1]d, decided on %[2]d).",
		}.With(n.Revision, d.Revision), n.UpdatedAt)
	default:
		return v.condition("Decided", true, "Decided", havre.Text{FR: "La dernière révision est décidée.", EN: "The newest revision is decided."}, d.TakenAt)
	}
}

// standing is whether a decision is worth today what it was when it was taken.
func (v view) standing(d *record.DecisionSummary) wire.Condition {
	if d == nil {
		return wire.Condition{Type: "Standing", Status: havre.Unknown, Reason: "NoDecision", Message: v.say(havre.Text{FR: "Aucune décision n'a été prise.", EN: "No decision was taken."})}
	}
	switch d.State {
	case record.Reopened:
		return v.condition("Standing", false, "Reopened", havre.Text{FR: "Un fait que la décision a lu a changé : décidez à nouveau.", EN: "A fact that the decision read has changed: decide again."}, d.ReopenedAt)
	case record.Superseded:
		return v.condition("Standing", false, "Superseded", havre.Text{FR: "Une autre décision l'a suivie.", EN: "Another decision followed it."}, d.TakenAt)
	case record.Current:
	}
	return v.condition("Standing", true, "Current", havre.Text{FR: "Aucun fait n'a changé depuis.", EN: "No fact has changed since."}, d.TakenAt)
}

// stateOfDossiers registers what shares, archives or makes a draft again.
func (a *API) stateOfDossiers(k kind[record.Need, dossier.Spec, wire.DossierStatus]) {
	o := operation{
		id: "setDossierState", method: http.MethodPut, path: k.path + "/{id}/state", group: k.group, guarded: true, accepts: documentTypes,
		summary: havre.Text{FR: "Partager, archiver ou remettre en brouillon", EN: "Share, archive or return to draft"},
	}
	registerBody(a, o, "StateChange", func(ctx context.Context, actor identity.Actor, in *guarded, to *wire.StateChange) (*object[dossier.Spec, wire.DossierStatus], error) {
		version, err := k.version(ctx, a, actor, in)
		if err != nil {
			return nil, err
		}
		n, err := a.Record.SetState(ctx, actor, in.ID, version, record.NeedState(to.State))
		if err != nil {
			return nil, err
		}
		return k.answer(a.view(ctx), n), nil
	})
}

// text is an answer that is not JSON.
type text struct {
	ContentType string `header:"Content-Type"`
	ETag        string `header:"ETag" doc:"version de l'objet, entre guillemets|version of the object, between quotes"`
	Body        []byte
}

const yamlType = "application/yaml"

// documentOfDossiers registers the document as the team wrote it.
func (a *API) documentOfDossiers() {
	register(a, operation{
		id: "getDossierDocument", method: http.MethodGet, path: "/dossiers/{id}/document", group: groupDossiers, raw: yamlType,
		summary: havre.Text{FR: "Lire le document d'un dossier", EN: "Read the document of a need"},
		long: havre.Text{
			FR: "Le document tel que l'équipe l'a écrit, commentaires compris : ce que « havre decide » lit hors ligne.",
			EN: "The document as the team wrote it, comments included: what \"havre decide\" reads offline.",
		},
	}, func(ctx context.Context, actor identity.Actor, in *target) (*text, error) {
		n, err := a.Record.Need(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		return &text{yamlType, etag(n.Version), n.Document}, nil
	})
}
