package openstack

import (
	"context"
	"slices"
	"strings"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/domains"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/projects"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/roles"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/users"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/extensions/security/groups"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// self stands for Havre's account in a grant.
const self = "self"

// Tags of a project that say what Havre has done to it, besides the one that says whose
// it is: Keystone and the quotas keep no other place for it.
const (
	openedTag = "havre-opened" // Havre's account has been given a role in it
	quotaTag  = "havre-quota-" // followed by the service whose quotas were set
)

// domain is the identifier of the domain in which projects and users are made.
func (c *cloud) domain(ctx context.Context) (string, error) {
	a, err := c.admin(ctx)
	if err != nil {
		return "", err
	}
	name := c.domainName()
	if d := a.user.Domain; name == d.Name || name == d.ID {
		return d.ID, nil
	}
	return c.idOf(ctx, "domain", name, func(ctx context.Context) (map[string]string, error) {
		id, err := a.identity()
		if err != nil {
			return nil, err
		}
		list, err := every(ctx, domains.List(id, domains.ListOpts{Name: name}), domains.ExtractDomains)
		return named(list, err, func(d *domains.Domain) (string, string) { return d.Name, d.ID })
	})
}

// role is the identifier of a role.
func (c *cloud) role(ctx context.Context, name string) (string, error) {
	return c.idOf(ctx, "role", name, func(ctx context.Context) (map[string]string, error) {
		id, err := c.above(ctx, (*session).identity)
		if err != nil {
			return nil, err
		}
		list, err := every(ctx, roles.List(id, nil), roles.ExtractRoles)
		return named(list, err, func(r *roles.Role) (string, string) { return r.Name, r.ID })
	})
}

// projectNow observes the project of the environment; nil when there is none.
func (s *space) projectNow(ctx context.Context) (*projects.Project, error) {
	id, err := s.above(ctx, (*session).identity)
	if err != nil {
		return nil, err
	}
	list, err := every(ctx, projects.List(id, projects.ListOpts{Tags: projectTag(s.e)}), projects.ExtractProjects)
	if err != nil {
		return nil, err
	}
	for i := range list { // a tag can be copied by hand; the description says it too
		if _, ours := undescribed(list[i].Description, s.e.Identity("project")); ours {
			s.mu.Lock()
			s.projects[s.e.ID] = list[i].ID
			s.mu.Unlock()
			return &list[i], nil
		}
	}
	s.mu.Lock()
	delete(s.projects, s.e.ID)
	s.mu.Unlock()
	return nil, nil
}

// project is the identifier of the project of the environment, "" when there is none.
func (s *space) project(ctx context.Context) (string, error) {
	s.mu.Lock()
	id := s.projects[s.e.ID]
	s.mu.Unlock()
	if id != "" {
		return id, nil
	}
	p, err := s.projectNow(ctx)
	if err != nil || p == nil {
		return "", err
	}
	return p.ID, nil
}

func (s *space) projectObject(p *projects.Project) plan.Object {
	o := plan.Object{Kind: "project", ID: p.ID, Name: p.Name, State: plan.Ready, With: plan.Attributes{}}
	text, ours := undescribed(p.Description, s.e.Identity("project"))
	if ours {
		o.Key = "project"
	}
	o.With["description"] = text
	if !p.Enabled { // an operator's doing: nothing is made again for that
		o.Words = "disabled"
	}
	return o
}

func listProjects(ctx context.Context, s *space, _ *plan.Resource) ([]plan.Object, error) {
	p, err := s.projectNow(ctx)
	if err != nil || p == nil {
		return nil, err
	}
	return []plan.Object{s.projectObject(p)}, nil
}

func readProject(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	id, err := s.above(ctx, (*session).identity)
	if err != nil {
		return plan.Object{}, err
	}
	p, err := projects.Get(ctx, id, o.ID).Extract()
	if isGone(err) {
		s.forget(s.e.ID, o.ID)
	}
	if err != nil {
		return plan.Object{}, err
	}
	return s.projectObject(p), nil
}

func createProject(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	id, err := s.above(ctx, (*session).identity)
	if err != nil {
		return plan.Object{}, err
	}
	domain, err := s.domain(ctx)
	if err != nil {
		return plan.Object{}, err
	}
	p, err := projects.Create(ctx, id, projects.CreateOpts{
		Name: nameOf(r), DomainID: domain, Enabled: new(true), Tags: []string{projectTag(s.e)},
		Description: described(r.With.String("description"), s.e.Identity(r.Key)),
	}).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	s.mu.Lock()
	s.projects[s.e.ID] = p.ID
	s.mu.Unlock()
	return s.projectObject(p), nil
}

func updateProject(ctx context.Context, s *space, r plan.Resource, o plan.Object, _ []string) error {
	id, err := s.above(ctx, (*session).identity)
	if err != nil {
		return err
	}
	return projects.Update(ctx, id, o.ID, projects.UpdateOpts{Description: new(described(r.With.String("description"), s.e.Identity(r.Key)))}).Err
}

// removeProject deletes a project in which nothing is left. What somebody else made in
// it would go on running, and be seen by nobody, if its project went first.
func removeProject(ctx context.Context, s *space, o plan.Object) error {
	id, err := s.above(ctx, (*session).identity)
	if err != nil {
		return err
	}
	if err := projects.Get(ctx, id, o.ID).Err; err != nil {
		return err
	}
	left, err := s.leftovers(ctx, o.ID)
	if err != nil {
		return err
	}
	if len(left) > 0 {
		return &driver.Failure{
			Reason: driver.Conflicting, Raw: strings.Join(left, "\n"),
			What: havre.Text{FR: "Le projet n’est pas vide (objets qui restent : %[1]d) : Havre les supprime encore, ou ne les a pas créés.", EN: "The project is not empty (objects left: %[1]d): Havre is still deleting them, or did not make them."}.With(len(left)),
			Next: havre.Text{FR: "Havre réessaie de lui-même, et ne supprime jamais ce qu’il n’a pas créé. Si des objets de la réponse brute ont été créés par quelqu’un d’autre, retirez-les.", EN: "Havre tries again by itself, and never deletes what it did not make. If somebody else made some of the objects that the raw answer lists, remove them."},
		}
	}
	net, err := s.above(ctx, (*session).network)
	if err != nil {
		return err
	}
	// Neutron makes a group for every project and forgets it there when the project goes.
	list, err := every(ctx, groups.List(net, groups.ListOpts{ProjectID: o.ID, Name: "default"}), groups.ExtractGroups)
	if err != nil {
		return err
	}
	for i := range list {
		if err := groups.Delete(ctx, net, list[i].ID).Err; err != nil && !isGone(err) {
			return err
		}
	}
	if err := projects.Delete(ctx, id, o.ID).Err; err != nil {
		return err
	}
	s.forget(s.e.ID, o.ID)
	return nil
}

// tag adds a tag to the project, or takes it off.
func (s *space) tag(ctx context.Context, name string, there bool) error {
	project, err := s.project(ctx)
	if err != nil || project == "" {
		return err
	}
	id, err := s.above(ctx, (*session).identity)
	if err != nil {
		return err
	}
	// Keystone reads all the tags of a project and writes them all again to change one: of
	// two at once, the first may be undone.
	_, leave, err := s.enter(ctx, "tags/"+project)
	if err != nil {
		return err
	}
	defer leave()
	address := id.ServiceURL("projects", project, "tags", name)
	if there {
		_, err = id.Put(ctx, address, nil, nil, &gophercloud.RequestOpts{OkCodes: []int{200, 201, 204}}) //nolint:bodyclose // the library reads and closes it
		return err
	}
	_, err = id.Delete(ctx, address, nil) //nolint:bodyclose // the library reads and closes it
	if isGone(err) {
		return nil
	}
	return err
}

// The team's user.

func (s *space) userObject(u *users.User) plan.Object {
	o := plan.Object{Kind: "user", Key: keyIn(s.e, u.Description), ID: u.ID, Name: u.Name, State: plan.Ready, With: plan.Attributes{}}
	if u.DefaultProjectID != "" {
		o.With["project"] = u.DefaultProjectID
	}
	if !u.Enabled {
		o.Words = "disabled"
	}
	return o
}

func listUsers(ctx context.Context, s *space, _ *plan.Resource) ([]plan.Object, error) {
	id, err := s.above(ctx, (*session).identity)
	if err != nil {
		return nil, err
	}
	domain, err := s.domain(ctx)
	if err != nil {
		return nil, err
	}
	list, err := every(ctx, users.List(id, users.ListOpts{DomainID: domain, Name: userName(s.e)}), users.ExtractUsers)
	objects, err := found(list, err, s.userObject)
	// The user of another installation is none of this environment.
	return slices.DeleteFunc(objects, func(o plan.Object) bool { return o.Key == "" }), err
}

func readUser(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	id, err := s.above(ctx, (*session).identity)
	if err != nil {
		return plan.Object{}, err
	}
	u, err := users.Get(ctx, id, o.ID).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.userObject(u), nil
}

func createUser(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	id, err := s.above(ctx, (*session).identity)
	if err != nil {
		return plan.Object{}, err
	}
	domain, err := s.domain(ctx)
	if err != nil {
		return plan.Object{}, err
	}
	password, err := s.secret(ctx, r.Key)
	if err != nil {
		return plan.Object{}, err
	}
	u, err := users.Create(ctx, id, users.CreateOpts{
		Name: userName(s.e), DomainID: domain, DefaultProjectID: r.With.String("project"), Password: password,
		Enabled: new(true), Description: s.e.Identity(r.Key),
	}).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.userObject(u), nil
}

func removeUser(ctx context.Context, s *space, o plan.Object) error {
	id, err := s.above(ctx, (*session).identity)
	if err != nil {
		return err
	}
	s.mu.Lock()
	delete(s.slots, "team/"+s.projects[s.e.ID])
	s.mu.Unlock()
	return users.Delete(ctx, id, o.ID).Err
}

// Roles in the project. A grant has no place for an identity: it is known by whose it is.

func listGrants(ctx context.Context, s *space, _ *plan.Resource) ([]plan.Object, error) {
	project, err := s.project(ctx)
	if err != nil || project == "" {
		return nil, err
	}
	team, err := listUsers(ctx, s, nil)
	if err != nil {
		return nil, err
	}
	return s.grants(ctx, project, team)
}

// grants are the roles given in a project, with the user of the team, if there is one.
func (s *space) grants(ctx context.Context, project string, team []plan.Object) ([]plan.Object, error) {
	a, err := s.admin(ctx)
	if err != nil {
		return nil, err
	}
	id, err := a.identity()
	if err != nil {
		return nil, err
	}
	list, err := every(ctx, roles.ListAssignments(id, roles.ListAssignmentsOpts{ScopeProjectID: project, IncludeNames: new(true)}), roles.ExtractRoleAssignments)
	if err != nil {
		return nil, err
	}
	// Several roles may have been given to one user: the one that the profile names is
	// Havre's, the others are somebody's.
	slices.SortStableFunc(list, func(x, y roles.RoleAssignment) int { return s.gradeOf(x.Role.Name) - s.gradeOf(y.Role.Name) })
	taken := map[string]bool{}
	out := make([]plan.Object, 0, len(list))
	for i := range list {
		who, key := list[i].User.ID, ""
		switch {
		case who == "": // of a group of people
			who = list[i].Group.ID
		case who == a.user.ID:
			key = "grant/havre"
		case len(team) > 0 && who == team[0].ID:
			key = "grant/team"
		}
		if taken[key] {
			key = ""
		}
		taken[key] = key != ""
		o := plan.Object{
			Key: key, Kind: "grant", ID: project + "/" + who + "/" + list[i].Role.ID, Name: list[i].Role.Name, State: plan.Ready,
			With: plan.Attributes{"project": project, "user": who, "role": list[i].Role.Name},
		}
		if who == a.user.ID {
			o.With["user"] = self
		}
		out = append(out, o)
	}
	return out, nil
}

// gradeOf puts the roles of the profile first.
func (c *cloud) gradeOf(role string) int {
	if role == c.profile.Role || role == "member" {
		return 0
	}
	return 1
}

// grantIDs are the parts of a grant's identifier.
func grantIDs(id string) (project, user, role string, err error) {
	parts := strings.Split(id, "/")
	if len(parts) != 3 {
		return "", "", "", broken(id)
	}
	return parts[0], parts[1], parts[2], nil
}

func createGrant(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	a, err := s.admin(ctx)
	if err != nil {
		return plan.Object{}, err
	}
	id, err := a.identity()
	if err != nil {
		return plan.Object{}, err
	}
	role, err := s.role(ctx, r.With.String("role"))
	if err != nil {
		return plan.Object{}, err
	}
	project, user := r.With.String("project"), r.With.String("user")
	if user == self {
		user = a.user.ID
	}
	if err := roles.Assign(ctx, id, role, roles.AssignOpts{UserID: user, ProjectID: project}).Err; err != nil {
		return plan.Object{}, err
	}
	if user == a.user.ID { // from now on, the absence of this role hides what is in the project
		if err := s.tag(ctx, openedTag, true); err != nil {
			return plan.Object{}, err
		}
	}
	return plan.Object{ID: project + "/" + user + "/" + role, Name: r.With.String("role"), State: plan.Ready, With: r.With}, nil
}

func removeGrant(ctx context.Context, s *space, o plan.Object) error {
	project, user, role, err := grantIDs(o.ID)
	if err != nil {
		return err
	}
	a, err := s.admin(ctx)
	if err != nil {
		return err
	}
	id, err := a.identity()
	if err != nil {
		return err
	}
	if user == a.user.ID && o.Key != "" {
		if err := s.tag(ctx, openedTag, false); err != nil {
			return err
		}
		s.mu.Lock()
		delete(s.slots, "project/"+project)
		s.mu.Unlock()
	}
	return roles.Unassign(ctx, id, role, roles.UnassignOpts{UserID: user, ProjectID: project}).Err
}

// broken is the failure of an identifier that is not of this driver's making.
func broken(id string) error {
	return refused(
		havre.Text{FR: "L’identifiant « %[1]s » n’est pas de ceux que ce pilote donne.", EN: "The identifier %[1]q is not one that this driver gives."}.With(id),
		havre.Text{FR: "Signalez-le : c’est un défaut de Havre.", EN: "Report it: it is a defect of Havre."})
}
