package record

import (
	"context"
	"fmt"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
)

// UpToDate refuses a change of what was changed since it was read, and says by whom.
func UpToDate(ctx context.Context, tx Tx, st identity.Stamps, version int64) error {
	if st.Version == version {
		return nil
	}
	who, err := personName(ctx, tx, st.UpdatedBy)
	if err != nil {
		return err
	}
	return &havre.Fault{
		Code: havre.Stale,
		Message: havre.Text{
			FR: "Modifié depuis que vous l’avez ouvert : par %[1]s, %[2]s.", EN: "Changed since you opened it: by %[1]s, %[2]s.",
		}.With(who, when(st.UpdatedAt)),
		Next: havre.Text{
			FR: "Relisez la version actuelle, reportez-y votre changement, puis enregistrez.",
			EN: "Read the present version, make your change in it again, then save.",
		},
	}
}

// personName is the name of a person as others read it.
func personName(ctx context.Context, tx Tx, id string) (havre.Text, error) {
	if id == identity.System().ID {
		return havre.Text{FR: "Havre lui-même", EN: "Havre itself"}, nil
	}
	p, err := tx.Person(ctx, id)
	switch {
	case havre.FaultOf(err) != nil && havre.FaultOf(err).Code == havre.NotFound, err == nil && p.Name == "":
		return havre.Text{FR: "une personne dont le compte est effacé", EN: "a person whose account was erased"}, nil
	case err != nil:
		return havre.Text{}, err
	}
	return havre.Same(p.Name), nil
}

// Details are facts of an event: names and values, two by two.
func Details(pairs ...any) map[string]string {
	out := make(map[string]string, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		out[fmt.Sprint(pairs[i])] = fmt.Sprint(pairs[i+1])
	}
	return out
}
