package openstack

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/gophercloud/gophercloud/v2/openstack/dns/v2/recordsets"
	"github.com/gophercloud/gophercloud/v2/openstack/dns/v2/zones"

	"github.com/havre-cloud/havre/plan"
)

func zoneState(status string) plan.State {
	switch status {
	case "ACTIVE", "":
		return plan.Ready
	case "ERROR":
		return plan.Broken
	case "DELETED":
		return plan.Leaving
	}
	return plan.Pending
}

func (s *space) zoneObject(z *zones.Zone) plan.Object {
	o := plan.Object{Key: keyIn(s.e, z.Description), Kind: "zone", ID: z.ID, Name: z.Name, State: zoneState(z.Status), Words: z.Status, With: plan.Attributes{"name": z.Name, "mail": z.Email}}
	if z.Action == "DELETE" && o.State == plan.Pending {
		o.State = plan.Leaving
	}
	return o
}

func listZones(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error) {
	list, err := s.zones(ctx, one)
	return found(list, err, s.zoneObject)
}

func (s *space) zones(ctx context.Context, one *plan.Resource) ([]zones.Zone, error) {
	c, err := s.of(ctx, (*session).dns)
	if err != nil {
		return nil, err
	}
	opts := zones.ListOpts{}
	if one != nil {
		opts.Name = one.With.String("name")
	}
	return every(ctx, zones.List(c, opts), zones.ExtractZones)
}

func readZone(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	c, err := s.of(ctx, (*session).dns)
	if err != nil {
		return plan.Object{}, err
	}
	z, err := zones.Get(ctx, c, o.ID).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.zoneObject(z), nil
}

// mailOf is who answers for a zone; Designate wants somebody.
func mailOf(r plan.Resource) string {
	return cmp.Or(r.With.String("mail"), "hostmaster@"+strings.TrimSuffix(r.With.String("name"), "."))
}

func createZone(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	c, err := s.of(ctx, (*session).dns)
	if err != nil {
		return plan.Object{}, err
	}
	z, err := zones.Create(ctx, c, zones.CreateOpts{Name: r.With.String("name"), Email: mailOf(r), Description: s.e.Identity(r.Key)}).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.zoneObject(z), nil
}

func updateZone(ctx context.Context, s *space, r plan.Resource, o plan.Object, _ []string) error {
	c, err := s.of(ctx, (*session).dns)
	if err != nil {
		return err
	}
	return zones.Update(ctx, c, o.ID, zones.UpdateOpts{Email: mailOf(r)}).Err
}

func removeZone(ctx context.Context, s *space, o plan.Object) error {
	c, err := s.of(ctx, (*session).dns)
	if err != nil {
		return err
	}
	return zones.Delete(ctx, c, o.ID).Err
}

// Records. A value that is the identifier of one of our public addresses stands for that
// address, so that a record follows the servers it names.

// publicAddresses are our public addresses, by identifier.
func (s *space) publicAddresses(ctx context.Context) (map[string]string, error) {
	list, err := listAddresses(ctx, s, nil)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, o := range list {
		out[o.ID] = o.With.String("address")
	}
	return out, nil
}

func (s *space) recordObject(v *recordsets.RecordSet, addresses map[string]string) plan.Object {
	values := slices.Clone(v.Records)
	for i := range values {
		for id, address := range addresses {
			if values[i] == address {
				values[i] = id
			}
		}
	}
	return plan.Object{Key: keyIn(s.e, v.Description), Kind: "recordset", ID: v.ZoneID + "/" + v.ID, Name: v.Name, State: zoneState(v.Status), Words: v.Status, With: plan.Attributes{
		"zone": v.ZoneID, "name": v.Name, "type": v.Type, "ttl": int64(v.TTL), "values": plan.Set(values...),
	}}
}

func listRecords(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error) {
	c, err := s.of(ctx, (*session).dns)
	if err != nil {
		return nil, err
	}
	var in []string
	if one != nil {
		in = []string{one.With.String("zone")}
	} else {
		list, err := s.zones(ctx, nil)
		if err != nil {
			return nil, err
		}
		for i := range list {
			in = append(in, list[i].ID)
		}
	}
	if len(in) == 0 {
		return nil, nil
	}
	addresses, err := s.publicAddresses(ctx)
	if err != nil {
		return nil, err
	}
	var out []plan.Object
	for _, zone := range in {
		list, err := every(ctx, recordsets.ListByZone(c, zone, recordsets.ListOpts{}), recordsets.ExtractRecordSets)
		if err != nil {
			return nil, err
		}
		for i := range list {
			o := s.recordObject(&list[i], addresses)
			if o.Key != "" || list[i].Type != "SOA" && list[i].Type != "NS" { // those are the zone itself
				out = append(out, o)
			}
		}
	}
	return out, nil
}

// values are what is written in a record: addresses in place of what stands for them.
func (s *space) values(ctx context.Context, r plan.Resource) ([]string, error) {
	out := slices.Clone(r.With.List("values"))
	if !slices.ContainsFunc(out, uuid.MatchString) {
		return out, nil
	}
	addresses, err := s.publicAddresses(ctx)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i] = cmp.Or(addresses[out[i]], out[i])
	}
	return out, nil
}

func createRecord(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	c, err := s.of(ctx, (*session).dns)
	if err != nil {
		return plan.Object{}, err
	}
	values, err := s.values(ctx, r)
	if err != nil {
		return plan.Object{}, err
	}
	v, err := recordsets.Create(ctx, c, r.With.String("zone"), recordsets.CreateOpts{
		Name: r.With.String("name"), Type: r.With.String("type"), TTL: int(r.With.Int("ttl")), Records: values, Description: s.e.Identity(r.Key),
	}).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	o := s.recordObject(v, nil)
	o.With["values"] = r.With.List("values")
	return o, nil
}

func updateRecord(ctx context.Context, s *space, r plan.Resource, o plan.Object, _ []string) error {
	zone, id, ok := strings.Cut(o.ID, "/")
	if !ok {
		return broken(o.ID)
	}
	c, err := s.of(ctx, (*session).dns)
	if err != nil {
		return err
	}
	values, err := s.values(ctx, r)
	if err != nil {
		return err
	}
	opts := recordsets.UpdateOpts{Records: values}
	if ttl := int(r.With.Int("ttl")); ttl > 0 {
		opts.TTL = &ttl
	}
	return recordsets.Update(ctx, c, zone, id, opts).Err
}

func removeRecord(ctx context.Context, s *space, o plan.Object) error {
	zone, id, ok := strings.Cut(o.ID, "/")
	if !ok {
		return broken(o.ID)
	}
	c, err := s.of(ctx, (*session).dns)
	if err != nil {
		return err
	}
	return recordsets.Delete(ctx, c, zone, id).Err
}
