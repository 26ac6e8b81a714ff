package record

import (
	"sync"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/catalogue"
	"github.com/havre-cloud/havre/decision"
	"github.com/havre-cloud/havre/doctrine"
	"github.com/havre-cloud/havre/fact"
)

// Holding is a catalogue and a doctrine loaded together.
type Holding struct {
	Edition   Edition
	Catalogue *catalogue.Catalogue
	Doctrine  *doctrine.Doctrine
	Model     *fact.Model

	files sources

	days    sync.Once
	turning []havre.Date // days on which the catalogue or the rules change

	mu     sync.Mutex
	judges recent[havre.Date, *judging]
	known  recent[havre.Date, *day]
}

// judging is a judge being made, or made: those who ask for the same day wait for
// the same one.
type judging struct {
	wait func() (*decision.Judge, error)
}

// judgesKept is how many days stay in memory, at about a megabyte each: today, the
// few days ahead on which something ends, the days that people compare.
const judgesKept = 12

// Judge judges with them on a day; judges are kept for the next asker. A day on
// which no rule was in force is a [havre.Problems].
func (h *Holding) Judge(on havre.Date) (*decision.Judge, error) {
	h.mu.Lock()
	h.judges.limit = judgesKept
	j, ok := h.judges.get(on)
	if !ok {
		j = &judging{sync.OnceValues(func() (*decision.Judge, error) {
			return decision.NewJudge(h.Catalogue, h.Doctrine, decision.Options{On: on})
		})}
		h.judges.put(on, j)
	}
	h.mu.Unlock()
	return j.wait()
}

// digests identify the holding, whenever it was in use.
func (h *Holding) digests() digests { return digests{h.Edition.Catalogue, h.Edition.Doctrine} }
