package openstack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/applicationcredentials"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/credentials"
	"go.yaml.in/yaml/v3"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// team is a session of the team's user, who alone may make an application credential of
// its own: what an administrator makes for somebody else does not exist in Keystone.
func (s *space) team(ctx context.Context, user, project string) (*session, error) {
	return s.kept(ctx, "team/"+project, func() (gophercloud.AuthOptions, error) {
		password, err := s.secret(ctx, "user")
		return gophercloud.AuthOptions{UserID: user, Password: password, Scope: &gophercloud.AuthScope{ProjectID: project}}, err
	})
}

// teamUser is the identifier of the team's user, "" when there is none.
func (s *space) teamUser(ctx context.Context, one *plan.Resource) (string, error) {
	if one != nil {
		return one.With.String("user"), nil
	}
	list, err := listUsers(ctx, s, nil)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0].ID, nil
}

// Application credentials.

func (s *space) credentialObject(user string, a *applicationcredentials.ApplicationCredential) plan.Object {
	roles := make([]string, len(a.Roles))
	for i := range a.Roles {
		roles[i] = a.Roles[i].Name
	}
	slices.Sort(roles)
	return plan.Object{Key: keyIn(s.e, a.Description), Kind: "credential", ID: user + "/" + a.ID, Name: a.Name, State: plan.Ready, With: plan.Attributes{
		"user": user, "project": a.ProjectID, "role": strings.Join(roles, ","),
	}}
}

func listCredentials(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error) {
	user, err := s.teamUser(ctx, one)
	if err != nil || user == "" {
		return nil, err
	}
	return s.credentials(ctx, user)
}

func (s *space) credentials(ctx context.Context, user string) ([]plan.Object, error) {
	c, err := s.above(ctx, (*session).identity)
	if err != nil {
		return nil, err
	}
	list, err := every(ctx, applicationcredentials.List(c, user, nil), applicationcredentials.ExtractApplicationCredentials)
	if isGone(err) { // the user went, and its credentials with it
		return nil, nil
	}
	return found(list, err, func(a *applicationcredentials.ApplicationCredential) plan.Object {
		return s.credentialObject(user, a)
	})
}

func readCredential(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	user, id, ok := strings.Cut(o.ID, "/")
	if !ok {
		return plan.Object{}, broken(o.ID)
	}
	c, err := s.above(ctx, (*session).identity)
	if err != nil {
		return plan.Object{}, err
	}
	a, err := applicationcredentials.Get(ctx, c, user, id).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.credentialObject(user, a), nil
}

func createCredential(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	user, project := r.With.String("user"), r.With.String("project")
	secret, err := s.secret(ctx, r.Key)
	if err != nil {
		return plan.Object{}, err
	}
	team, err := s.team(ctx, user, project)
	if err != nil {
		return plan.Object{}, err
	}
	c, err := team.identity()
	if err != nil {
		return plan.Object{}, err
	}
	a, err := applicationcredentials.Create(ctx, c, user, applicationcredentials.CreateOpts{
		Name: nameOf(r), Description: s.e.Identity(r.Key), Secret: secret,
		Roles: []applicationcredentials.Role{{Name: r.With.String("role")}},
	}).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.credentialObject(user, a), nil
}

func removeCredential(ctx context.Context, s *space, o plan.Object) error {
	user, id, ok := strings.Cut(o.ID, "/")
	if !ok {
		return broken(o.ID)
	}
	c, err := s.above(ctx, (*session).identity)
	if err != nil {
		return err
	}
	return applicationcredentials.Delete(ctx, c, user, id).Err
}

// Keys of the object storage. Keystone names one by the hash of its access key, which is
// that of its identity: making it twice is refused.

// blob is the content of such a key; Keystone leaves alone what it does not know in it.
type blob struct {
	Access   string `json:"access"`
	Secret   string `json:"secret"`
	Identity string `json:"havre,omitempty"`
}

// accessKey is the public half of a key.
func accessKey(e driver.Environment, key string) string {
	sum := sha256.Sum256([]byte(e.Identity(key)))
	return hex.EncodeToString(sum[:16])
}

func (s *space) ec2Object(v *credentials.Credential) plan.Object {
	o := plan.Object{Kind: "ec2", ID: v.ID, State: plan.Ready, With: plan.Attributes{"user": v.UserID, "project": v.ProjectID}}
	var b blob
	if json.Unmarshal([]byte(v.Blob), &b) == nil { // what does not read is none of ours
		o.Name, o.Key = b.Access, keyIn(s.e, b.Identity)
	}
	return o
}

func listEC2(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error) {
	user, err := s.teamUser(ctx, one)
	if err != nil || user == "" {
		return nil, err
	}
	return s.ec2(ctx, user)
}

func (s *space) ec2(ctx context.Context, user string) ([]plan.Object, error) {
	c, err := s.above(ctx, (*session).identity)
	if err != nil {
		return nil, err
	}
	list, err := every(ctx, credentials.List(c, credentials.ListOpts{UserID: user, Type: "ec2"}), credentials.ExtractCredentials)
	return found(list, err, s.ec2Object)
}

func readEC2(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	c, err := s.above(ctx, (*session).identity)
	if err != nil {
		return plan.Object{}, err
	}
	v, err := credentials.Get(ctx, c, o.ID).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.ec2Object(v), nil
}

func createEC2(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	user, project := r.With.String("user"), r.With.String("project")
	secret, err := s.secret(ctx, r.Key)
	if err != nil {
		return plan.Object{}, err
	}
	content, err := json.Marshal(blob{Access: accessKey(s.e, r.Key), Secret: secret, Identity: s.e.Identity(r.Key)}) //nolint:gosec // Keystone keeps it: that is what it is asked
	if err != nil {
		return plan.Object{}, err
	}
	c, err := s.above(ctx, (*session).identity)
	if err != nil {
		return plan.Object{}, err
	}
	opts := credentials.CreateOpts{Type: "ec2", UserID: user, ProjectID: project, Blob: string(content)}
	v, err := credentials.Create(ctx, c, opts).Extract()
	if gophercloud.ResponseCodeIs(err, 403) { // some clouds leave it to the user itself
		team, e := s.team(ctx, user, project)
		if e != nil {
			return plan.Object{}, e
		}
		if c, err = team.identity(); err != nil {
			return plan.Object{}, err
		}
		v, err = credentials.Create(ctx, c, opts).Extract()
	}
	if err != nil {
		return plan.Object{}, err
	}
	return s.ec2Object(v), nil
}

func removeEC2(ctx context.Context, s *space, o plan.Object) error {
	c, err := s.above(ctx, (*session).identity)
	if err != nil {
		return err
	}
	return credentials.Delete(ctx, c, o.ID).Err
}

// Access implements driver.Cloud.
func (c *cloud) Access(ctx context.Context, e driver.Environment, key string, built []plan.Object) (*driver.Access, error) {
	s := &space{c, e}
	i := slices.IndexFunc(built, func(o plan.Object) bool { return o.Key == key && o.Kind == "credential" })
	if i < 0 {
		return nil, &driver.Failure{
			Reason: driver.Gone,
			What:   havre.Text{FR: "L’accès « %[1]s » n’existe pas encore.", EN: "The access %[1]q does not exist yet."}.With(tail(key)),
			Next:   havre.Text{FR: "Attendez que la réalisation soit finie.", EN: "Wait until all is built."},
		}
	}
	credential := built[i]
	_, id, ok := strings.Cut(credential.ID, "/")
	if !ok {
		return nil, broken(credential.ID)
	}
	secret, err := s.secret(ctx, key)
	if err != nil {
		return nil, err
	}
	out := &driver.Access{Credentials: map[string]any{
		"authUrl": c.settings.authURL, "region": c.settings.region, "projectId": credential.With.String("project"),
		"applicationCredentialId": id, "applicationCredentialSecret": secret,
	}, Addresses: addresses(built)}
	if slices.ContainsFunc(built, func(o plan.Object) bool { return o.Key == key+"/s3" }) {
		if err := s.accessS3(ctx, key+"/s3", out); err != nil {
			return nil, c.fail(err)
		}
	}
	out.Files, err = accessFiles(c.settings, e.Name, id, secret)
	return out, err
}

// accessS3 adds the keys of the object storage.
func (s *space) accessS3(ctx context.Context, key string, out *driver.Access) error {
	a, err := s.admin(ctx)
	if err != nil {
		return err
	}
	endpoint, err := a.locate("s3")
	if lacking(err) { // Swift speaks S3 at the root of its address
		if endpoint, err = a.locate("object-store"); err == nil {
			endpoint = root(endpoint)
		}
	}
	if err != nil {
		return err
	}
	secret, err := s.secret(ctx, key)
	if err != nil {
		return err
	}
	out.Credentials["s3"] = map[string]string{
		"endpoint": strings.TrimSuffix(endpoint, "/"), "region": s.settings.region,
		"accessKey": accessKey(s.e, key), "secretKey": secret,
	}
	return nil
}

// root is an address without its path.
func root(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Scheme + "://" + u.Host
}

// accessFiles are what people put on their own machine.
func accessFiles(c *settings, name, id, secret string) (map[string][]byte, error) {
	clouds, err := yaml.Marshal(map[string]any{"clouds": map[string]any{name: map[string]any{
		"auth_type": "v3applicationcredential",
		"auth": map[string]string{
			"auth_url": c.authURL, "application_credential_id": id, "application_credential_secret": secret,
		},
		"region_name": c.region, "interface": string(c.face), "identity_api_version": 3,
	}}})
	if err != nil {
		return nil, err
	}
	var rc strings.Builder
	for _, v := range [][2]string{
		{"OS_AUTH_TYPE", "v3applicationcredential"},
		{"OS_AUTH_URL", c.authURL},
		{"OS_IDENTITY_API_VERSION", "3"},
		{"OS_REGION_NAME", c.region},
		{"OS_INTERFACE", string(c.face)},
		{"OS_APPLICATION_CREDENTIAL_ID", id},
		{"OS_APPLICATION_CREDENTIAL_SECRET", secret},
	} {
		rc.WriteString("export " + v[0] + "=" + quoted(v[1]) + "\n")
	}
	return map[string][]byte{"clouds.yaml": clouds, "openrc.sh": []byte(rc.String())}, nil
}

// quoted is a word as a shell reads it back.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// addresses are where the servers answer.
func addresses(built []plan.Object) []driver.Address {
	public := map[string]string{} // by port
	for i := range built {
		if o := &built[i]; o.Kind == "address" {
			public[o.With.String("port")] = o.With.String("address")
		}
	}
	private := map[string]string{}
	for i := range built {
		if o := &built[i]; o.Kind == "port" && len(o.With.List("addresses")) > 0 {
			private[o.ID] = o.With.List("addresses")[0]
		}
	}
	var out []driver.Address
	for i := range built {
		o := &built[i]
		if o.Kind != "server" {
			continue
		}
		a := driver.Address{Key: o.Key, Name: o.Name, Private: private[o.With.String("port")], Public: public[o.With.String("port")]}
		if list := o.With.List("addresses"); a.Private == "" && len(list) > 0 {
			a.Private = list[0]
		}
		out = append(out, a)
	}
	return out
}
