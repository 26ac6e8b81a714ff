package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/jobs"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/portal/api/wire"
	"github.com/havre-cloud/havre/record"
)

type (
	checkpointShown struct{ Body wire.Checkpoint }
	keyShown        struct{ Body wire.JournalKey }
)

func journalProofs(a *API) {
	register(a, operation{
		id: "getJournalKey", method: http.MethodGet, path: "/journal/key", group: groupJournal, public: true,
		summary: havre.Text{FR: "Lire la clé publique du journal", EN: "Read the public key of the journal"},
		long:    havre.Text{FR: "Gardez-la ailleurs, avec les points de contrôle qu'elle vérifie.", EN: "Keep it elsewhere, with the checkpoints that it checks."},
	}, func(context.Context, identity.Actor, *struct{}) (*keyShown, error) {
		return &keyShown{Body: wire.JournalKey{APIVersion: havre.APIVersion, Kind: "JournalKey", Key: a.Journal.VerifierKey()}}, nil
	})
	register(a, operation{
		id: "createCheckpoint", method: http.MethodPost, path: "/journal/checkpoints", group: groupJournal, status: http.StatusCreated, creates: true,
		summary: havre.Text{FR: "Signer un point de contrôle", EN: "Sign a checkpoint"},
		long: havre.Text{
			FR: "La taille et la racine du journal, signées : gardé ailleurs, il prouve plus tard que rien de ce qui précède n'a changé.",
			EN: "The size and the root of the journal, signed: kept elsewhere, it proves later that nothing before it has changed.",
		},
	}, func(ctx context.Context, actor identity.Actor, _ *struct{}) (*checkpointShown, error) {
		if _, err := journalScopes(actor); err != nil {
			return nil, err
		}
		c, err := a.Journal.Keep(ctx)
		if err != nil {
			return nil, err
		}
		return &checkpointShown{Body: wire.Checkpoint{APIVersion: havre.APIVersion, Kind: "Checkpoint", Size: c.Size, At: c.At, Note: c.Note}}, nil
	})
	verify := operation{
		id: "verifyJournal", method: http.MethodPost, path: "/journal/verifications", group: groupJournal, status: http.StatusAccepted, creates: true, accepts: documentTypes, bare: true,
		summary: havre.Text{FR: "Vérifier le journal", EN: "Verify the journal"},
		long: havre.Text{
			FR: "Relit tout le journal et le prouve contre ses empreintes et ses points de contrôle. Sans corps, rien d'autre ne lui est comparé. Le résultat de l'opération nomme la première entrée changée, s'il y en a une.",
			EN: "Reads the whole journal again and proves it against its hashes and checkpoints. Without a body it is compared with nothing else. The result of the operation names the first entry that changed, if there is one.",
		},
	}
	registerBody(a, verify, "Verification", a.startVerification)
}

// verifyJob is a verification to do.
type verifyJob struct {
	Operation   string   `json:"operation"`
	Checkpoints []string `json:"checkpoints,omitempty"`
	Key         string   `json:"key,omitempty"`
}

// Kind implements jobs.Job.
func (verifyJob) Kind() string { return "api.verify-journal" }

func (a *API) startVerification(ctx context.Context, actor identity.Actor, _ *struct{}, in *wire.Verification) (*started, error) {
	if err := actor.Check(identity.ReadJournal, identity.Object{Path: identity.PortalPath}); err != nil {
		return nil, err
	}
	now := a.instant()
	op := &record.Operation{ID: a.NewID(), Kind: "verify", State: running, By: actor.ID, StartedAt: now, UpdatedAt: now}
	err := a.DB.Write(ctx, func(tx record.Tx) error {
		if err := tx.SaveOperation(ctx, op); err != nil {
			return err
		}
		return tx.Enqueue(ctx, verifyJob{op.ID, in.Checkpoints, in.Key}, jobs.Options{})
	})
	if err != nil {
		return nil, err
	}
	return a.follow(ctx, actor, op.ID)
}

// instant is now, as it is stored.
func (a *API) instant() time.Time { return a.Now().UTC().Truncate(time.Microsecond) }

// verifyFor is how long a verification may take: a million entries a minute.
const verifyFor = 30 * time.Minute

// Handlers are the jobs of the API, which the workers run.
func Handlers(log *journal.Log, db record.DB, now func() time.Time) []jobs.Handler {
	v := verifier{log, db, now}
	return []jobs.Handler{{Kind: verifyJob{}.Kind(), Do: v.verify, Timeout: verifyFor}}
}

// verifier carries verifications out.
type verifier struct {
	log *journal.Log
	db  record.DB
	now func() time.Time
}

func (v verifier) verify(ctx context.Context, args []byte, attempt jobs.Attempt) error {
	var job verifyJob
	if err := json.Unmarshal(args, &job); err != nil {
		return &jobs.Stop{Cause: fmt.Errorf("reading a verification: %w", err)}
	}
	r, failure := v.log.Verify(ctx, job.Checkpoints, job.Key)
	failure = unreadable(failure)
	if failure != nil && havre.FaultOf(failure) == nil && !attempt.Last {
		return failure
	}
	return v.db.Write(ctx, func(tx record.Tx) error {
		op, err := tx.Operation(ctx, job.Operation)
		if err != nil {
			return err
		}
		op.UpdatedAt = v.now().UTC().Truncate(time.Microsecond)
		op.EndedAt = op.UpdatedAt
		if err := conclude(op, r, failure); err != nil {
			return err
		}
		return tx.SaveOperation(ctx, op)
	})
}

// conclude puts what a verification found, or why it failed, into its operation.
func conclude(op *record.Operation, r *journal.Report, failure error) error {
	if failure != nil {
		op.State, op.Message = failed, havre.Text{FR: "La vérification n'a pas pu être menée à bien.", EN: "The verification could not be carried out."}
		if f := havre.FaultOf(failure); f != nil {
			op.Message = f.Message
		}
		return nil
	}
	report := wire.JournalReport{Whole: r.Fault == nil, Size: r.Size, Root: r.Root, Checked: r.Checked}
	op.Message = havre.Text{FR: "Le journal est intact.", EN: "The journal is whole."}
	if b := r.Fault; b != nil {
		report.Broken = &wire.JournalBroken{Index: b.Index, Last: b.Last, Kind: string(b.Kind), Found: b.Found}
		op.Message = b.Found
	}
	op.State = succeeded
	result, err := json.Marshal(report)
	op.Result = result
	return err
}

// unreadable tells what was given to verify with and cannot be.
func unreadable(err error) error {
	if c, ok := errors.AsType[*journal.BadCheckpoint](err); ok {
		return &havre.Fault{Code: havre.Invalid, Cause: err, Message: havre.Text{
			FR: "Le point de contrôle n° %d ne prouve rien : il est illisible, ou aucune des clés connues ne l'a signé.",
			EN: "Checkpoint no. %d proves nothing: it cannot be read, or none of the known keys signed it.",
		}.With(c.Number + 1)}
	}
	if _, ok := errors.AsType[*journal.BadKey](err); ok {
		return &havre.Fault{Code: havre.Invalid, Cause: err, Message: havre.Text{
			FR: "La clé publique donnée est illisible.", EN: "The public key given cannot be read.",
		}}
	}
	return err
}
