package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/record"
)

// flowsAsked chooses the flow matrix of a need.
type flowsAsked struct {
	ID       string     `path:"id" doc:"identifiant du dossier|identifier of the need"`
	On       havre.Date `query:"on" doc:"jour des liaisons ; aujourd'hui par défaut|day of the links; today by default"`
	Platform string     `query:"platform" doc:"plateforme, offre ou zone à supposer pour tous les environnements ; par défaut ce que le dossier déclare|platform, offer or zone to suppose for every environment; by default what the need declares"`
}

type flowsShown struct{ Body wire.FlowMatrix }

// oneSending chooses a sending.
type oneSending struct {
	ID     string `path:"id" doc:"identifiant du dossier|identifier of the need"`
	Number int    `path:"number" minimum:"1" doc:"numéro de l'envoi|number of the sending"`
}

const flowSendingKind = "FlowSending"

// flows registers the flow matrix of a need and its sendings.
func flows(a *API) {
	register(a, operation{
		id: "getFlows", method: http.MethodGet, path: "/dossiers/{id}/flows", group: groupDossiers,
		summary: havre.Text{FR: "Lire la matrice de flux d'un dossier", EN: "Read the flow matrix of a need"},
		long: havre.Text{
			FR: "Chaque flux déclaré, dans chaque environnement, avec la réponse du réseau, le chemin, ce qui manque et qui le sait ; et ce que chaque équipe réseau ouvre.",
			EN: "Each flow declared, in each environment, with the answer of the network, the way, what is missing and who knows; and what each network team opens.",
		},
	}, func(ctx context.Context, actor identity.Actor, in *flowsAsked) (*flowsShown, error) {
		_, m, err := a.Record.FlowMatrix(ctx, actor, in.ID, record.FlowQuestion{On: in.On, Platform: in.Platform})
		if err != nil {
			return nil, inQuery(err)
		}
		return &flowsShown{Body: wire.NewFlowMatrix(m.Document(actor.Lang))}, nil
	})
	register(a, operation{
		id: "listFlowSendings", method: http.MethodGet, path: "/dossiers/{id}/flows/sendings", group: groupDossiers,
		summary: havre.Text{FR: "Lister les matrices de flux envoyées", EN: "List the flow matrices that were sent"},
		long:    havre.Text{FR: "De la plus récente à la première, sans la matrice.", EN: "From the newest to the first, without the matrix."},
	}, a.listSendings)
	register(a, operation{
		id: "getFlowSending", method: http.MethodGet, path: "/dossiers/{id}/flows/sendings/{number}", group: groupDossiers,
		summary: havre.Text{FR: "Lire une matrice de flux telle qu'elle a été envoyée", EN: "Read a flow matrix as it was sent"},
	}, a.getSending)
	a.noteSending()
}

func (a *API) listSendings(ctx context.Context, actor identity.Actor, in *within) (*listed[wire.FlowSending], error) {
	all, err := a.Record.Sendings(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	page, err := window(all, in.Paging)
	if err != nil {
		return nil, err
	}
	v, newest := a.view(ctx), 0
	if len(all) > 0 {
		newest = all[0].Number
	}
	return listOf(ctx, flowSendingKind, page, func(s *record.Sending) wire.FlowSending { return showSending(v, s, newest) }), nil
}

func (a *API) getSending(ctx context.Context, actor identity.Actor, in *oneSending) (*object[wire.FlowSendingSpec, wire.FlowSendingStatus], error) {
	s, err := a.Record.Sending(ctx, actor, in.ID, in.Number)
	if err != nil {
		return nil, err
	}
	last, err := a.Record.LastSending(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	d, err := s.Document()
	if err != nil {
		return nil, err
	}
	out := showSending(a.view(ctx), s, last.Number)
	m := wire.NewFlowMatrix(d)
	out.Status.Matrix = &m
	return &object[wire.FlowSendingSpec, wire.FlowSendingStatus]{Status: http.StatusOK, Body: stamped(flowSendingKind, out)}, nil
}

// noteSending registers the record of a sending.
func (a *API) noteSending() {
	add := operation{
		id: "createFlowSending", method: http.MethodPost, path: "/dossiers/{id}/flows/sendings", group: groupDossiers, status: http.StatusCreated, creates: true, accepts: documentTypes,
		summary: havre.Text{FR: "Noter que la matrice de flux est envoyée", EN: "Record that the flow matrix is sent"},
		long: havre.Text{
			FR: "La matrice est gardée telle qu'elle est ce jour-là ; les différences suivantes se calculent à partir d'elle.",
			EN: "The matrix is kept as it is on that day; later differences are computed from it.",
		},
	}
	registerBody(a, add, "FlowSendingDocument", func(ctx context.Context, actor identity.Actor, in *target, doc *wire.Document[wire.FlowSendingSpec]) (*created[wire.FlowSendingSpec, wire.FlowSendingStatus], error) {
		if err := checkDocument(doc, flowSendingKind, ""); err != nil {
			return nil, err
		}
		s, err := a.Record.NoteSending(ctx, actor, in.ID, record.NewSending{
			FlowQuestion: record.FlowQuestion{On: doc.Spec.On, Platform: doc.Spec.Platform}, To: doc.Spec.To, Note: doc.Spec.Note, Lang: actor.Lang,
		})
		if err != nil {
			return nil, inDocument[wire.FlowSendingSpec](err)
		}
		return &created[wire.FlowSendingSpec, wire.FlowSendingStatus]{
			Location: Prefix + "/dossiers/" + s.Need + "/flows/sendings/" + strconv.Itoa(s.Number),
			Body:     stamped(flowSendingKind, showSending(a.view(ctx), s, s.Number)),
		}, nil
	})
}

func showSending(v view, s *record.Sending, newest int) wire.FlowSending {
	condition := v.condition("Newest", true, "Newest", havre.Text{FR: "C'est le dernier envoi.", EN: "It is the newest sending."}, s.At)
	if s.Number < newest {
		condition = v.condition("Newest", false, "Followed", havre.Text{FR: "D'autres envois l'ont suivi.", EN: "Other sendings followed it."}, time.Time{})
	}
	return wire.FlowSending{
		ID: fmt.Sprintf("%s/%d", s.Need, s.Number), Metadata: wire.Metadata{CreatedAt: s.At, CreatedBy: s.By},
		Spec: wire.FlowSendingSpec{To: s.To, Note: s.Note, On: s.On, Platform: s.Platform},
		Status: wire.FlowSendingStatus{
			Dossier: s.Need, Number: s.Number, Revision: s.Revision, Flows: s.Flows, SHA256: s.Digest, Author: s.ByName,
			Conditions: []wire.Condition{condition},
		},
	}
}

// inQuery says of what is wrong with a question that it stands in the address.
func inQuery(err error) error {
	var problems havre.Problems
	if !errors.As(err, &problems) {
		return err
	}
	out := slices.Clone(problems)
	for i := range out {
		out[i].Field = "query." + out[i].Field
	}
	return out
}
