package simulated

import (
	"slices"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
)

// kind is a kind with what this cloud enforces of it.
type kind struct {
	plan.Kind
	// unique says that its names are those of the whole cloud: two cannot share one.
	unique bool
	// secret says that it is made with a secret, that of its key.
	secret bool
	// refs are the attributes that name another object, with its kind.
	refs map[string]string
	// takes says what it takes of the quotas; nil is nothing.
	takes func(w *world, with plan.Attributes) map[string]int64
}

// one is what takes one unit of a quota.
func one(name string) func(*world, plan.Attributes) map[string]int64 {
	return func(*world, plan.Attributes) map[string]int64 { return map[string]int64{name: 1} }
}

// kinds are all of them: those of an OpenStack, so that what is tried here means
// something there.
var kinds = []kind{
	{Kind: plan.Kind{Name: "project", Title: havre.Text{FR: "projet", EN: "project"}, Once: []string{"description"}}, unique: true},
	{Kind: plan.Kind{Name: "user", Title: havre.Text{FR: "compte", EN: "user"}, Fixed: []string{"project"}}, unique: true, secret: true, refs: refs("project")},
	{Kind: plan.Kind{Name: "grant", Title: havre.Text{FR: "droit d’accès", EN: "grant"}, Fixed: []string{"project", "user", "role"}, Secure: true}, refs: refs("project", "user")},
	{Kind: plan.Kind{Name: "quota", Title: havre.Text{FR: "quota", EN: "quota"}, Fixed: []string{"project"}}, refs: refs("project")},
	{Kind: plan.Kind{Name: "network", Title: havre.Text{FR: "réseau", EN: "network"}}, takes: one("networks")},
	{Kind: plan.Kind{Name: "subnet", Title: havre.Text{FR: "sous-réseau", EN: "subnet"}, Fixed: []string{"network", "cidr"}}, refs: refs("network"), takes: one("subnets")},
	{Kind: plan.Kind{Name: "router", Title: havre.Text{FR: "routeur", EN: "router"}}, takes: one("routers")},
	{Kind: plan.Kind{Name: "interface", Title: havre.Text{FR: "interface de routeur", EN: "router interface"}, Fixed: []string{"router", "subnet"}}, refs: refs("router", "subnet")},
	{Kind: plan.Kind{Name: "group", Title: havre.Text{FR: "groupe de sécurité", EN: "security group"}}, takes: one("groups")},
	{Kind: plan.Kind{Name: "rules", Title: havre.Text{FR: "règles de filtrage", EN: "filtering rules"}, Fixed: []string{"group"}, Secure: true}, refs: refs("group"), takes: func(_ *world, with plan.Attributes) map[string]int64 {
		return map[string]int64{"rules": int64(len(with.List("rules")))}
	}},
	{Kind: plan.Kind{Name: "port", Title: havre.Text{FR: "port", EN: "port"}, Fixed: []string{"network", "subnet"}}, refs: refs("network", "subnet"), takes: one("ports")},
	{Kind: plan.Kind{Name: "address", Title: havre.Text{FR: "adresse publique", EN: "public address"}, Fixed: []string{"external"}}, refs: refs("port"), takes: one("floatingIPs")},
	{Kind: plan.Kind{Name: "key", Title: havre.Text{FR: "clé SSH", EN: "SSH key"}, Fixed: []string{"public"}}, takes: one("keyPairs")},
	{Kind: plan.Kind{Name: "spread", Title: havre.Text{FR: "règle de répartition", EN: "spreading rule"}, Fixed: []string{"policy"}}, takes: one("serverGroups")},
	{Kind: plan.Kind{Name: "server", Data: true, Title: havre.Text{FR: "serveur", EN: "server"}, Fixed: []string{"image", "zone", "port", "key", "group"}, Once: []string{"userData"}}, refs: map[string]string{"port": "port", "key": "key", "group": "spread"}, takes: server},
	{Kind: plan.Kind{Name: "volume", Title: havre.Text{FR: "volume", EN: "volume"}, Fixed: []string{"type"}, Data: true}, takes: func(_ *world, with plan.Attributes) map[string]int64 {
		return map[string]int64{"volumes": 1, "gigabytes": with.Int("size")}
	}},
	{Kind: plan.Kind{Name: "attachment", Title: havre.Text{FR: "attachement de volume", EN: "volume attachment"}, Fixed: []string{"server", "volume"}}, refs: refs("server", "volume")},
	{Kind: plan.Kind{Name: "snapshot", Title: havre.Text{FR: "instantané", EN: "snapshot"}, Fixed: []string{"volume"}, Data: true}, refs: refs("volume"), takes: one("snapshots")},
	{Kind: plan.Kind{Name: "image", Title: havre.Text{FR: "image", EN: "image"}, Fixed: []string{"format"}, Once: []string{"url", "sha256"}}},
	{Kind: plan.Kind{Name: "container", Title: havre.Text{FR: "conteneur d’objets", EN: "object container"}, Data: true}},
	{Kind: plan.Kind{Name: "credential", Title: havre.Text{FR: "identifiant d’application", EN: "application credential"}, Fixed: []string{"user", "project", "role"}, Secure: true}, secret: true, refs: refs("user", "project")},
	{Kind: plan.Kind{Name: "ec2", Title: havre.Text{FR: "clé S3", EN: "S3 key"}, Fixed: []string{"user", "project"}, Secure: true}, secret: true, refs: refs("user", "project")},
}

// refs are attributes that have the name of the kind they refer to.
func refs(names ...string) map[string]string {
	out := map[string]string{}
	for _, name := range names {
		out[name] = name
	}
	return out
}

// server is what a server takes: its flavor says.
func server(w *world, with plan.Attributes) map[string]int64 {
	f, _ := w.flavor(with.String("flavor"))
	return map[string]int64{"instances": 1, "cores": f.CPU, "ram": f.Memory}
}

// Kinds implements driver.Driver.
func (*Driver) Kinds() []plan.Kind {
	out := make([]plan.Kind, len(kinds))
	for i := range kinds {
		out[i] = kinds[i].Kind
	}
	return out
}

func kindOf(name string) *kind {
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.Name == name })
	if i < 0 {
		return nil
	}
	return &kinds[i]
}
