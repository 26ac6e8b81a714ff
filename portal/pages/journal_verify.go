package pages

import (
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/journal"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
)

// verifyView is the page that proves the journal.
type verifyView struct {
	Answers ui.Answers
	Report  *journal.Report // nil: not proved yet
	Run     bool            // prove it as soon as the page comes, with scripts
	Key     string
}

// journalVerification explains the proof and, when asked to, runs it under the
// reader's eyes.
func (p *accountPages) journalVerification(w http.ResponseWriter, r *web.Request) error {
	if err := whole(r); err != nil {
		return err
	}
	return r.Render(w, http.StatusOK, verifyPage(r, verifyView{Run: r.Checked("lancer"), Key: p.Journal.VerifierKey()}))
}

// verifyJournal proves it in one answer, also against checkpoints kept elsewhere.
func (p *accountPages) verifyJournal(w http.ResponseWriter, r *web.Request) error {
	if err := whole(r); err != nil {
		return err
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // as long as it takes; a server without limit says so
	var elsewhere []string
	if text := r.Field("point"); text != "" {
		elsewhere = append(elsewhere, text+"\n") // as it was signed
	}
	report, err := p.Journal.Verify(r.Context(), elsewhere, r.Field("cle"))
	v := verifyView{Report: report, Key: p.Journal.VerifierKey()}
	if err == nil {
		return r.Render(w, http.StatusOK, verifyPage(r, v))
	}
	if v.Answers, err = ui.Answered(r, witnessProblem(err)); err != nil {
		return err
	}
	return r.Render(w, http.StatusUnprocessableEntity, verifyPage(r, v))
}

// followVerification proves it while telling how far it is.
func (p *accountPages) followVerification(w http.ResponseWriter, r *web.Request) error {
	if err := whole(r); err != nil {
		return err
	}
	_, total, err := p.Journal.Entries(r.Context(), journal.Query{Limit: 1})
	if err != nil {
		return err
	}
	events, err := r.Stream(w)
	if err != nil {
		return err
	}
	var read atomic.Int64
	type outcome struct {
		report *journal.Report
		err    error
	}
	done := make(chan outcome, 1)
	log := *p.Journal
	log.Progress = read.Store
	go func() {
		report, err := log.Verify(r.Context(), nil, "")
		done <- outcome{report, err}
	}()
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if err := events.Send("state", ui.ProgressState(r, verifyProgress(r, int(read.Load()), total))); err != nil {
				return err
			}
		case out := <-done:
			if out.err != nil {
				return out.err
			}
			if err := events.Send("state", reportPart(r, out.report)); err != nil {
				return err
			}
			return events.End()
		}
	}
}

// verifyBegins is the progress of a verification that the page is about to follow.
func verifyBegins(r *web.Request) ui.ProgressProps {
	return ui.ProgressProps{
		Stream: "/journal/verification/suite",
		Status: r.Say("La vérification commence.", "The verification begins."),
		Note:   r.Say("Restez sur cette page : la vérification s'arrête si vous la quittez.", "Stay on this page: the verification stops if you leave it."),
	}
}

func verifyProgress(r *web.Request, read, total int) ui.ProgressProps {
	p := verifyBegins(r)
	p.Done, p.Total = read, total
	p.Status = r.Say("Vérification en cours : %s entrées lues sur %s.", "Verification under way: %s entries read of %s.", r.Number(read), r.Number(total))
	return p
}

// verifyCommand proves an export elsewhere. A key holds nothing that a shell reads.
func verifyCommand(r *web.Request, key string) string {
	return r.Say("havre audit verify --export ENTRÉES --checkpoint POINT --key ", "havre audit verify --export ENTRIES --checkpoint CHECKPOINT --key ") + key
}

// witnessProblem puts the refusal of a checkpoint or of a key beside its field.
func witnessProblem(err error) error {
	if _, bad := errors.AsType[*journal.BadCheckpoint](err); bad {
		return havre.Problems{{Field: "point", Message: havre.Text{
			FR: "ce point de contrôle ne porte la signature d’aucune clé connue : collez-le en entier, et donnez la clé publique de l’époque si elle a changé",
			EN: "this checkpoint bears the signature of no known key: paste the whole of it, and give the public key of that time if it has changed",
		}}}
	}
	if _, bad := errors.AsType[*journal.BadKey](err); bad {
		return havre.Problems{{Field: "cle", Message: havre.Text{
			FR: "cette clé publique est illisible : collez-la telle que le portail l’avait donnée", EN: "this public key cannot be read: paste it as the portal gave it",
		}}}
	}
	return err
}
