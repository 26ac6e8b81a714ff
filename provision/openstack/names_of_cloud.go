package openstack

import (
	"context"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/provision/driver"
)

// What a cloud has (flavors, images, roles, external networks) is ordered by name and
// asked by identifier. Both are remembered; a name or an identifier that is not known
// is looked for again, so that what an operator adds is found.

// idOf is the identifier of what a name names.
func (c *cloud) idOf(ctx context.Context, kind, name string, list func(context.Context) (map[string]string, error)) (string, error) {
	c.mu.Lock()
	id, ok := c.ids[kind+"/"+name]
	c.mu.Unlock()
	if ok {
		return id, nil
	}
	if err := c.learn(ctx, kind, list); err != nil {
		return "", err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if id, ok := c.ids[kind+"/"+name]; ok {
		return id, nil
	}
	return "", &driver.Failure{
		Reason: driver.Gone,
		What:   havre.Text{FR: "La plateforme n’a rien qui s’appelle « %[1]s » (%[2]s).", EN: "The platform has nothing called %[1]q (%[2]s)."}.With(name, kindWords[kind]),
		Next:   havre.Text{FR: "Choisissez un nom que la plateforme connaît, ou demandez à l’administrateur du portail de corriger le profil de l’offre.", EN: "Choose a name that the platform knows, or ask the administrator of the portal to correct the profile of the offer."},
	}
}

// nameBy is the name of what an identifier identifies, or the identifier when it is unknown.
func (c *cloud) nameBy(ctx context.Context, kind, id string, list func(context.Context) (map[string]string, error)) (string, error) {
	if id == "" {
		return "", nil
	}
	c.mu.Lock()
	name, ok := c.names[kind+"/"+id]
	c.mu.Unlock()
	if ok {
		return name, nil
	}
	if err := c.learn(ctx, kind, list); err != nil {
		return "", err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if name, ok := c.names[kind+"/"+id]; ok {
		return name, nil
	}
	return id, nil
}

func (c *cloud) learn(ctx context.Context, kind string, list func(context.Context) (map[string]string, error)) error {
	ids, err := list(ctx)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for name, id := range ids {
		c.ids[kind+"/"+name], c.names[kind+"/"+id] = id, name
	}
	return nil
}

// unlearn forgets a name that a call was refused with.
func (c *cloud) unlearn(kind, name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.ids, kind+"/"+name)
}

// named makes identifiers by name of a list; of several with one name, the first counts.
func named[T any](list []T, err error, of func(*T) (name, id string)) (map[string]string, error) {
	if err != nil {
		return nil, err
	}
	out := make(map[string]string, len(list))
	for i := range list {
		name, id := of(&list[i])
		if _, ok := out[name]; !ok {
			out[name] = id
		}
	}
	return out, nil
}

// kindWords say what a name was to be.
var kindWords = map[string]havre.Text{
	"domain":  {FR: "domaine Keystone", EN: "Keystone domain"},
	"role":    {FR: "rôle Keystone", EN: "Keystone role"},
	"flavor":  {FR: "gabarit", EN: "flavor"},
	"image":   {FR: "image", EN: "image"},
	"network": {FR: "réseau externe", EN: "external network"},
}
