package openstack

import (
	"context"
	"slices"
	"strings"

	"github.com/gophercloud/gophercloud/v2/openstack/blockstorage/v3/snapshots"
	"github.com/gophercloud/gophercloud/v2/openstack/blockstorage/v3/volumes"
	"github.com/gophercloud/gophercloud/v2/openstack/compute/v2/volumeattach"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
)

// volumeState reads the states that Cinder gives to volumes and snapshots.
func volumeState(status string) plan.State {
	switch {
	case status == "available", status == "in-use":
		return plan.Ready
	case status == "deleting":
		return plan.Leaving
	case strings.HasPrefix(status, "error"):
		return plan.Broken
	}
	return plan.Pending
}

// volumeObjects are a volume and its attachments. An attachment has no place for an
// identity: it has that of its volume.
func (s *space) volumeObjects(v *volumes.Volume) []plan.Object {
	o := plan.Object{Key: keyIn(s.e, v.Metadata[identityField]), Kind: "volume", ID: v.ID, Name: v.Name, State: volumeState(v.Status), Words: v.Status, With: plan.Attributes{
		"size": int64(v.Size), "type": v.VolumeType,
	}}
	out := []plan.Object{o}
	for i := range v.Attachments {
		a := plan.Object{Kind: "attachment", ID: v.Attachments[i].ServerID + "/" + v.ID, Name: v.Attachments[i].Device, State: plan.Ready, Words: v.Status, With: plan.Attributes{
			"server": v.Attachments[i].ServerID, "volume": v.ID,
		}}
		switch v.Status {
		case "attaching", "reserved":
			a.State = plan.Pending
		case "detaching":
			a.State = plan.Leaving
		}
		if o.Key != "" {
			a.Key = "attachment/" + tail(o.Key)
		}
		out = append(out, a)
	}
	return out
}

func listVolumes(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error) {
	c, err := s.of(ctx, (*session).volume)
	if err != nil {
		return nil, err
	}
	if one != nil && one.Kind == "attachment" {
		o, err := readAttachment(ctx, s, plan.Object{ID: one.With.String("server") + "/" + one.With.String("volume")})
		if isGone(err) || err == nil && o.State == plan.Absent {
			return nil, nil
		}
		return []plan.Object{o}, err
	}
	opts := volumes.ListOpts{}
	if one != nil {
		opts.Metadata = map[string]string{identityField: s.e.Identity(one.Key)}
	}
	list, err := every(ctx, volumes.List(c, opts), volumes.ExtractVolumes)
	if err != nil {
		return nil, err
	}
	var out []plan.Object
	for i := range list {
		out = append(out, s.volumeObjects(&list[i])...)
	}
	return out, nil
}

func readVolume(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	c, err := s.of(ctx, (*session).volume)
	if err != nil {
		return plan.Object{}, err
	}
	v, err := volumes.Get(ctx, c, o.ID).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.volumeObjects(v)[0], nil
}

func createVolume(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	c, err := s.of(ctx, (*session).volume)
	if err != nil {
		return plan.Object{}, err
	}
	v, err := volumes.Create(ctx, c, volumes.CreateOpts{
		Name: nameOf(r), Size: int(r.With.Int("size")), VolumeType: r.With.String("type"),
		Metadata: map[string]string{identityField: s.e.Identity(r.Key)},
	}, nil).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.volumeObjects(v)[0], nil
}

func updateVolume(ctx context.Context, s *space, r plan.Resource, o plan.Object, changed []string) error {
	if !slices.Contains(changed, "size") {
		return nil
	}
	c, err := s.of(ctx, (*session).volume)
	if err != nil {
		return err
	}
	now, err := volumes.Get(ctx, c, o.ID).Extract()
	if err != nil {
		return err
	}
	size := int(r.With.Int("size"))
	switch {
	case now.Size == size:
		return nil
	case now.Size > size:
		return refused(
			havre.Text{FR: "Un volume ne rétrécit pas : « %[1]s » fait %[2]d Gio, %[3]d Gio sont demandés.", EN: "A volume does not shrink: %[1]q has %[2]d GiB, %[3]d GiB are asked."}.With(now.Name, now.Size, size),
			havre.Text{FR: "Gardez sa taille, ou commandez un autre volume et copiez-y les données.", EN: "Keep its size, or order another volume and copy the data to it."})
	}
	return volumes.ExtendSize(ctx, c, o.ID, volumes.ExtendSizeOpts{NewSize: size}).Err
}

func removeVolume(ctx context.Context, s *space, o plan.Object) error {
	c, err := s.of(ctx, (*session).volume)
	if err != nil {
		return err
	}
	return volumes.Delete(ctx, c, o.ID, nil).Err
}

// Attachments.

// attachmentIDs are the server and the volume of an attachment.
func attachmentIDs(id string) (server, volume string, err error) {
	server, volume, ok := strings.Cut(id, "/")
	if !ok {
		return "", "", broken(id)
	}
	return server, volume, nil
}

func readAttachment(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	server, volume, err := attachmentIDs(o.ID)
	if err != nil {
		return plan.Object{}, err
	}
	c, err := s.of(ctx, (*session).volume)
	if err != nil {
		return plan.Object{}, err
	}
	v, err := volumes.Get(ctx, c, volume).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	for _, a := range s.volumeObjects(v)[1:] {
		if a.ID == o.ID {
			return a, nil
		}
	}
	if v.Status != "attaching" && v.Status != "reserved" {
		return plan.Object{}, nil
	}
	// Only Nova knows yet to which server it goes.
	nova, err := s.of(ctx, (*session).compute)
	if err != nil {
		return plan.Object{}, err
	}
	a, err := volumeattach.Get(ctx, nova, server, volume).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	out := plan.Object{Kind: "attachment", ID: o.ID, Name: a.Device, State: plan.Pending, Words: v.Status, With: plan.Attributes{"server": server, "volume": volume}}
	if key := keyIn(s.e, v.Metadata[identityField]); key != "" {
		out.Key = "attachment/" + tail(key)
	}
	return out, nil
}

func createAttachment(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	c, err := s.of(ctx, (*session).compute)
	if err != nil {
		return plan.Object{}, err
	}
	server, volume := r.With.String("server"), r.With.String("volume")
	a, err := volumeattach.Create(ctx, c, server, volumeattach.CreateOpts{VolumeID: volume}).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return plan.Object{ID: server + "/" + volume, Name: a.Device, State: plan.Pending, With: r.With, Words: "attaching"}, nil
}

func removeAttachment(ctx context.Context, s *space, o plan.Object) error {
	server, volume, err := attachmentIDs(o.ID)
	if err != nil {
		return err
	}
	c, err := s.of(ctx, (*session).compute)
	if err != nil {
		return err
	}
	return volumeattach.Delete(ctx, c, server, volume).Err
}

// Snapshots.

func (s *space) snapshotObject(v *snapshots.Snapshot) plan.Object {
	return plan.Object{Key: keyIn(s.e, v.Metadata[identityField]), Kind: "snapshot", ID: v.ID, Name: v.Name, State: volumeState(v.Status), Words: v.Status, With: plan.Attributes{"volume": v.VolumeID}}
}

func listSnapshots(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error) {
	c, err := s.of(ctx, (*session).volume)
	if err != nil {
		return nil, err
	}
	opts := snapshots.ListOpts{}
	if one != nil {
		opts.VolumeID = one.With.String("volume")
	}
	list, err := every(ctx, snapshots.List(c, opts), snapshots.ExtractSnapshots)
	return found(list, err, s.snapshotObject)
}

func readSnapshot(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	c, err := s.of(ctx, (*session).volume)
	if err != nil {
		return plan.Object{}, err
	}
	v, err := snapshots.Get(ctx, c, o.ID).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.snapshotObject(v), nil
}

func createSnapshot(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	c, err := s.of(ctx, (*session).volume)
	if err != nil {
		return plan.Object{}, err
	}
	v, err := snapshots.Create(ctx, c, snapshots.CreateOpts{
		VolumeID: r.With.String("volume"), Name: nameOf(r), Force: true, // of a volume in use too
		Metadata: map[string]string{identityField: s.e.Identity(r.Key)},
	}).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	o := s.snapshotObject(v)
	o.With["volume"] = r.With.String("volume")
	return o, nil
}

func removeSnapshot(ctx context.Context, s *space, o plan.Object) error {
	c, err := s.of(ctx, (*session).volume)
	if err != nil {
		return err
	}
	return snapshots.Delete(ctx, c, o.ID).Err
}
