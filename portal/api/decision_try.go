package api

import (
	"context"
	"net/http"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/dossier"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// day chooses the day of the rules and of the facts.
type day struct {
	On havre.Date `query:"on" doc:"jour des règles et des faits ; aujourd'hui par défaut|day of the rules and of the facts; today by default"`
}

// judged is a whole decision.
type judged struct {
	Body *wire.Judgement
}

// decideWithoutRecord registers the decision that keeps nothing, for anyone: what
// « havre decide » does offline.
func (a *API) decideWithoutRecord() {
	o := operation{
		id: "tryDecision", method: http.MethodPost, path: "/decisions", group: groupDecisions, public: true, accepts: documentTypes,
		summary: havre.Text{FR: "Décider sans rien enregistrer", EN: "Decide without keeping anything"},
		long: havre.Text{
			FR: "Quelles offres peuvent héberger ce besoin, et pourquoi. Rien n'est gardé et il n'est pas nécessaire de s'identifier. La langue des phrases suit Accept-Language.",
			EN: "Which offers may host this need, and why. Nothing is kept and there is no need to identify oneself. The language of the sentences follows Accept-Language.",
		},
	}
	registerRaw(a, o, func(ctx context.Context, actor identity.Actor, in *day, body []byte) (*judged, error) {
		_, d, err := a.Record.Try(ctx, body, in.On, actor.Lang)
		if err != nil {
			return nil, err
		}
		return &judged{Body: d}, nil
	})
	a.publishBody(o, "DossierText", fragment(&dossier.Dossier{}))
}

// partsOfDecisions registers what a decision is made of: its bytes, and the need as
// it was decided.
func (a *API) partsOfDecisions() {
	register(a, operation{
		id: "getJudgement", method: http.MethodGet, path: "/decisions/{id}/judgement", group: groupDecisions,
		summary: havre.Text{FR: "Lire la décision entière", EN: "Read the whole decision"},
		long: havre.Text{
			FR: "Verdicts, règles, faits, obligations et questions, octet pour octet comme elle a été prise : son empreinte est status.sha256.",
			EN: "Verdicts, rules, facts, obligations and questions, byte for byte as it was taken: its digest is status.sha256.",
		},
	}, func(ctx context.Context, actor identity.Actor, in *byID) (*judgement, error) {
		d, err := a.Record.Decision(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		out := &judgement{Status: http.StatusOK, ContentType: "application/json", ETag: `"` + d.SHA256 + `"`, Body: d.Body}
		if known(in.IfNoneMatch, out.ETag) {
			out.Status, out.Body = http.StatusNotModified, nil
		}
		return out, nil
	})
	a.answersAs("getJudgement", &wire.Judgement{})
	register(a, operation{
		id: "getDecisionDocument", method: http.MethodGet, path: "/decisions/{id}/document", group: groupDecisions, raw: yamlType,
		summary: havre.Text{FR: "Lire le dossier tel qu'il a été décidé", EN: "Read the need as it was decided"},
		long:    havre.Text{FR: "Avec les dérogations accordées à ce moment-là.", EN: "With the derogations granted by then."},
	}, func(ctx context.Context, actor identity.Actor, in *target) (*text, error) {
		d, err := a.Record.Decision(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		return &text{ContentType: yamlType, Body: d.Document}, nil
	})
}

// judgement is a decision as its bytes.
type judgement struct {
	Status      int
	ContentType string `header:"Content-Type"`
	ETag        string `header:"ETag" doc:"empreinte de la décision, entre guillemets|digest of the decision, between quotes"`
	Body        []byte
}

// replays registers taking a decision again.
func (a *API) replays() {
	register(a, operation{
		id: "replayDecision", method: http.MethodPost, path: "/decisions/{id}/replay", group: groupDecisions,
		summary: havre.Text{FR: "Rejouer une décision", EN: "Replay a decision"},
		long: havre.Text{
			FR: "La prend de nouveau avec son propre document, son catalogue, sa doctrine, son jour et sa langue, et compare les octets.",
			EN: "Takes it again with its own document, catalogue, doctrine, day and language, and compares the bytes.",
		},
	}, func(ctx context.Context, actor identity.Actor, in *target) (*replayed, error) {
		r, err := a.Record.Replay(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		return &replayed{Body: wire.Replay{
			APIVersion: havre.APIVersion, Kind: "Replay", Decision: in.ID, Same: r.Same, Program: r.Program, SHA256: r.SHA256, First: r.First,
		}}, nil
	})
}

type replayed struct{ Body wire.Replay }

// twoDays chooses the days to compare.
type twoDays struct {
	ID   string     `path:"id" doc:"identifiant du dossier|identifier of the need"`
	From havre.Date `query:"from" required:"true" doc:"premier jour|first day"`
	To   havre.Date `query:"to" required:"true" doc:"second jour|second day"`
}

type compared struct{ Body *wire.Comparison }

// comparisons registers what changes between two days.
func (a *API) comparisons() {
	register(a, operation{
		id: "compareDossier", method: http.MethodGet, path: "/dossiers/{id}/comparison", group: groupDecisions,
		summary: havre.Text{FR: "Comparer deux jours", EN: "Compare two days"},
		long: havre.Text{
			FR: "Ce que devient la décision d'un dossier d'un jour à l'autre, avec le catalogue et la doctrine d'aujourd'hui : quelle règle ou quel fait le change.",
			EN: "What the decision of a need becomes from one day to another, with today's catalogue and doctrine: which rule or fact changes it.",
		},
	}, func(ctx context.Context, actor identity.Actor, in *twoDays) (*compared, error) {
		c, err := a.Record.Compare(ctx, actor, in.ID, in.From, in.To, actor.Lang)
		if err != nil {
			return nil, err
		}
		return &compared{Body: c}, nil
	})
}
