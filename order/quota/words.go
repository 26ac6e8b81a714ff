package quota

import (
	"strconv"

	"github.com/havre-cloud/havre"
)

// Text is the resource, as a person reads it.
func (r Resource) Text() havre.Text { return resourceTexts[r] }

var resourceTexts = map[Resource]havre.Text{
	CPU:       {FR: "processeurs virtuels", EN: "virtual processors"},
	Memory:    {FR: "mémoire", EN: "memory"},
	GPU:       {FR: "cartes graphiques", EN: "graphics cards"},
	Storage:   {FR: "stockage", EN: "storage"},
	Addresses: {FR: "adresses publiques", EN: "public addresses"},
	Euros:     {FR: "budget", EN: "budget"},
	Ceiling:   {FR: "plafond HT de l’accord-cadre", EN: "ceiling of the framework agreement, excl. VAT"},
}

// Text is the account, as a person reads it: « mémoire, production ».
func (k Key) Text() havre.Text {
	out := k.Resource.Text()
	switch {
	case k.Year != 0:
		out = havre.Same("%[1]s %[2]d").With(out, k.Year)
	case k.Class == Production:
		out = havre.Same("%[1]s, production").With(out)
	case k.Class == Other:
		out = havre.Text{FR: "%[1]s, hors production", EN: "%[1]s, outside production"}.With(out)
	}
	return out
}

// Amount is a quantity of the resource, as a person reads it.
func (r Resource) Amount(n int64) havre.Text {
	switch r {
	case Euros, Ceiling:
		return havre.Euro(n).Text()
	case Memory:
		return sized(n, 1024, havre.Text{FR: "Mio", EN: "MiB"}, havre.Text{FR: "Gio", EN: "GiB"})
	case Storage:
		return sized(n, 1024, havre.Text{FR: "Gio", EN: "GiB"}, havre.Text{FR: "Tio", EN: "TiB"})
	case CPU, GPU, Addresses:
	}
	return havre.Number(n)
}

// sized is a size in the larger unit where that is exact.
func sized(n, factor int64, small, large havre.Text) havre.Text {
	if n != 0 && n%factor == 0 {
		n, small = n/factor, large
	}
	return havre.Same("%[1]s %[2]s").With(havre.Number(n), small)
}

// Problem is the shortage as people are told of it.
func (s Shortage) Problem() havre.Problem {
	p := havre.Problem{Field: "quotas." + s.Key.String(), Value: strconv.FormatInt(s.Asked, 10)}
	if s.Allowance == nil {
		p.Message = havre.Text{
			FR: "%[1]s : %[2]s demandé, et aucun niveau n’en accorde. Un administrateur fixe un quota, ou dit « illimité »",
			EN: "%[1]s: %[2]s asked for, and no level grants any. An administrator sets a quota, or says “unlimited”",
		}.With(s.Key.Text(), s.Resource.Amount(s.Asked))
		return p
	}
	p.Message = havre.Text{
		FR: "%[1]s : %[2]s demandé, il reste %[3]s sur %[4]s à « %[5]s »",
		EN: "%[1]s: %[2]s asked for, %[3]s left of %[4]s at “%[5]s”",
	}.With(s.Key.Text(), s.Resource.Amount(s.Asked), s.Resource.Amount(s.Allowance.Free()), s.Resource.Amount(s.Allowance.Amount), s.Allowance.Title)
	return p
}

// String names the account for programs: cpu.production, euros.2027.
func (k Key) String() string {
	switch {
	case k.Year != 0:
		return string(k.Resource) + "." + strconv.Itoa(k.Year)
	case k.Class != Any:
		return string(k.Resource) + "." + string(k.Class)
	}
	return string(k.Resource)
}
