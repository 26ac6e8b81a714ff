package wire

import (
	"time"

	"github.com/havre-cloud/havre"
)

// Entry is one entry of the journal.
type Entry = Object[EntrySpec, EntryStatus]

// EntrySpec is what was done.
type EntrySpec struct {
	Index        int64             `json:"index" doc:"rang dans le journal, à partir de 0|rank in the journal, from 0"`
	At           time.Time         `json:"at" doc:"quand|when"`
	Actor        string            `json:"actor,omitempty" doc:"identifiant de qui l'a fait|identifier of who did it"`
	ActorName    string            `json:"actorName,omitempty" doc:"nom, tant qu'il n'est pas effacé|name, until it is erased"`
	Action       string            `json:"action" doc:"ce qui a été fait : need.create, decision.take…|what was done: need.create, decision.take…"`
	ObjectKind   string            `json:"objectKind,omitempty" doc:"nature de l'objet|kind of the object"`
	Object       string            `json:"object,omitempty" doc:"identifiant de l'objet|identifier of the object"`
	ObjectName   string            `json:"objectName,omitempty" doc:"nom de l'objet|name of the object"`
	Organisation string            `json:"organisation,omitempty" doc:"identifiant de l'organisation|identifier of the organisation"`
	Request      string            `json:"request,omitempty" doc:"identifiant de la requête|identifier of the request"`
	Details      map[string]string `json:"details,omitempty" doc:"faits, sans données personnelles|facts, without personal data"`
	Personal     map[string]string `json:"personal,omitempty" doc:"données personnelles, tant qu'elles ne sont pas effacées|personal data, until it is erased"`
}

// EntryStatus is its outcome and what is left of it.
type EntryStatus struct {
	Outcome    string      `json:"outcome" enum:"done,refused" doc:"fait ou refusé|done or refused"`
	Erased     bool        `json:"erased,omitempty" doc:"ses données personnelles ont été effacées|its personal data was erased"`
	Leaf       string      `json:"leaf" doc:"les octets que le journal scelle, en base64|the bytes that the journal seals, in base64"`
	Conditions []Condition `json:"conditions" doc:"Done : ce qui était demandé a été fait|Done: what was asked for was done"`
}

// Verification asks for a proof of the whole journal.
type Verification struct {
	Checkpoints []string `json:"checkpoints,omitempty" doc:"points de contrôle signés, gardés ailleurs|signed checkpoints, kept elsewhere"`
	Key         string   `json:"key,omitempty" doc:"clé publique qui les a signés ; absente : celle du portail|public key that signed them; absent: that of the portal"`
}

// JournalReport is what a verification found.
type JournalReport struct {
	Whole   bool           `json:"whole" doc:"le journal est intact|the journal is whole"`
	Size    int64          `json:"size" doc:"nombre d'entrées|number of entries"`
	Root    string         `json:"root" doc:"racine de l'arbre|root of the tree"`
	Checked int            `json:"checked" doc:"points de contrôle comparés|checkpoints compared"`
	Broken  *JournalBroken `json:"broken,omitempty" doc:"première entrée qui n'est pas ce qui avait été écrit|first entry that is not what was written"`
}

// JournalBroken names the first entry that is not what was written.
type JournalBroken struct {
	Index int64      `json:"index" doc:"rang ; -1 quand un point de contrôle est en cause|rank; -1 when a checkpoint is at fault"`
	Last  int64      `json:"last" doc:"dernier rang possible, quand l'entrée n'est connue qu'à peu près|last possible rank, when the entry is known only roughly"`
	Kind  string     `json:"kind" enum:"altered,removed,reordered,added,misfiled,personal,checkpoint" doc:"ce qui lui est arrivé|what happened to it"`
	Found havre.Text `json:"found" doc:"ce qui s'y trouve|what is there instead"`
}

// Checkpoint is a signed statement of the size and root of the journal.
type Checkpoint struct {
	APIVersion string    `json:"apiVersion" doc:"version du format|version of the format"`
	Kind       string    `json:"kind" enum:"Checkpoint" doc:"nature de l'objet|kind of object"`
	Size       int64     `json:"size" doc:"nombre d'entrées|number of entries"`
	At         time.Time `json:"at" doc:"quand|when"`
	Note       string    `json:"note" doc:"la note signée, à garder ailleurs|the signed note, to keep elsewhere"`
}

// JournalKey is the public key that checks checkpoints.
type JournalKey struct {
	APIVersion string `json:"apiVersion" doc:"version du format|version of the format"`
	Kind       string `json:"kind" enum:"JournalKey" doc:"nature de l'objet|kind of object"`
	Key        string `json:"key" doc:"clé publique, au format de golang.org/x/mod/sumdb/note|public key, in the format of golang.org/x/mod/sumdb/note"`
}
