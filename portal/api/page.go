package api

import (
	"context"
	"encoding/base64"
	"net/url"
	"strconv"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// Paging is what every list takes.
type Paging struct {
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"50" doc:"nombre d'éléments de la page|number of items of the page"`
	After string `query:"after" doc:"curseur de la page précédente (champ next)|cursor of the page before (field next)"`
}

// Sorting is what the lists that can be searched and sorted also take.
type Sorting struct {
	Search string `query:"search" doc:"mots qui doivent tous être présents|words that must all be present"`
	Desc   bool   `query:"desc" doc:"ordre inverse|reverse order"`
}

func (p Paging) list() havre.List { return havre.List{After: p.After, Limit: p.Limit} }

func (s Sorting) sorted(p Paging, sort string) havre.List {
	return havre.List{After: p.After, Limit: p.Limit, Search: s.Search, Desc: s.Desc, Sort: sort}
}

// listOf answers a page of a list.
func listOf[T, V any](ctx context.Context, kind string, p havre.Page[T], show func(*T) V) *listed[V] {
	out := &listed[V]{Body: wire.List[V]{APIVersion: havre.APIVersion, Kind: kind + "List", Items: []V{}, Total: p.Total, Next: p.Next}}
	for i := range p.Items {
		out.Body.Items = append(out.Body.Items, stamped(kind, show(&p.Items[i])))
	}
	if p.Next != "" {
		out.Link = nextLink(callOf(ctx).url, p.Next)
	}
	return out
}

// stamped gives an object in a list its kind.
func stamped[V any](kind string, v V) V {
	if o, ok := any(&v).(interface{ Stamp(string) }); ok {
		o.Stamp(kind)
	}
	return v
}

// nextLink is the address of the next page, with the same filters.
func nextLink(u *url.URL, next string) string {
	q := u.Query()
	q.Set("after", next)
	return "<" + u.Path + "?" + q.Encode() + `>; rel="next"`
}

// window is a page of a list that is short enough to be read at once.
func window[T any](all []T, p Paging) (havre.Page[T], error) {
	from := 0
	if p.After != "" {
		raw, err := base64.RawURLEncoding.DecodeString(p.After)
		if err == nil {
			from, err = strconv.Atoi(string(raw))
		}
		if err != nil || from < 0 || from > len(all) {
			return havre.Page[T]{}, havre.Problems{{Field: "query.after", Value: p.After, Message: havre.Text{
				FR: "ce curseur n'est pas de cette liste", EN: "this cursor is not of this list",
			}}}
		}
	}
	to := min(from+havre.List{Limit: p.Limit}.Bounded(), len(all))
	out := havre.Page[T]{Items: all[from:to], Total: len(all)}
	if to < len(all) {
		out.Next = base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(to)))
	}
	return out, nil
}
