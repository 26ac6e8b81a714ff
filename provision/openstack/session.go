package openstack

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/tokens"

	"github.com/havre-cloud/havre/provision/driver"
)

// session is one token: of whom, for what, and the services it reaches. The library
// renews it once when a service says that it has passed.
type session struct {
	provider *gophercloud.ProviderClient
	settings *settings
	user     tokens.User
	catalog  []tokens.CatalogEntry
}

// transport counts the calls to a cloud. Answers must begin within a minute, but for
// that to an image, of which a service makes something before it says that all is well;
// what may last is bounded by the context of each call.
type transport struct {
	*cloud
	usual, patient http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	t.calls.Add(1)
	driver.Count(r.Context())
	if r.Method == http.MethodHead { // Swift ends such an answer as if it had a body
		r = r.Clone(r.Context())
		r.Close = true
	}
	if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/file") {
		return t.patient.RoundTrip(r)
	}
	return t.usual.RoundTrip(r)
}

func newTransport(c *cloud, s *settings) http.RoundTripper {
	usual := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: time.Minute,
		IdleConnTimeout:       90 * time.Second,
		MaxIdleConnsPerHost:   8,
		ForceAttemptHTTP2:     true,
		TLSClientConfig:       s.tls,
	}
	patient := usual.Clone()
	patient.ResponseHeaderTimeout = 30 * time.Minute
	return transport{c, usual, patient}
}

// open asks for a token.
func (c *cloud) open(ctx context.Context, who gophercloud.AuthOptions) (*session, error) {
	who.IdentityEndpoint, who.AllowReauth = c.settings.authURL, true
	p, err := openstack.NewClient(c.settings.authURL)
	if err != nil {
		return nil, err
	}
	p.HTTPClient = http.Client{Transport: c.transport}
	p.UserAgent.Prepend("havre")
	if err := openstack.AuthenticateV3(ctx, p, &who, gophercloud.EndpointOpts{}); err != nil {
		return nil, err
	}
	token, ok := p.GetAuthResult().(tokens.CreateResult)
	if !ok {
		return nil, fmt.Errorf("openstack: a token without its description")
	}
	user, err := token.ExtractUser()
	if err != nil {
		return nil, err
	}
	catalog, err := token.ExtractServiceCatalog()
	if err != nil {
		return nil, err
	}
	s := &session{provider: p, settings: c.settings, user: *user, catalog: catalog.Entries}
	if has := s.regions(); c.settings.region != "" && len(has) > 0 && !slices.Contains(has, c.settings.region) {
		return nil, noRegion(c.settings.region, has)
	}
	// The library's own locator asks each service for its versions before the first call.
	p.EndpointLocator = func(o gophercloud.EndpointOpts) (string, error) { return s.locate(o.Types()...) }
	return s, nil
}

// locate is the address of a service, by its types, the best first.
func (s *session) locate(types ...string) (string, error) {
	for _, t := range types {
		for _, entry := range s.catalog {
			if entry.Type != t {
				continue
			}
			for _, e := range entry.Endpoints {
				if e.Interface == string(s.settings.face) && (s.settings.region == "" || e.Region == s.settings.region || e.RegionID == s.settings.region) {
					return gophercloud.NormalizeURL(e.URL), nil
				}
			}
		}
	}
	return "", &gophercloud.ErrEndpointNotFound{}
}

// offers says whether the catalogue has a service of one of these types.
func (s *session) offers(types ...string) bool {
	_, err := s.locate(types...)
	return err == nil
}

// regions are those of the catalogue.
func (s *session) regions() []string {
	var out []string
	for _, entry := range s.catalog {
		for _, e := range entry.Endpoints {
			if e.Region != "" {
				out = append(out, e.Region)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Versions of the APIs that answers are read by: every OpenStack since Rocky has them.
const (
	computeVersion = "2.64" // the policy of a server group, the flavor inside a server
	volumeVersion  = "3.42" // a volume in use can grow
)

func (s *session) identity() (*gophercloud.ServiceClient, error) {
	return openstack.NewIdentityV3(s.provider, gophercloud.EndpointOpts{Region: s.settings.region})
}

func (s *session) network() (*gophercloud.ServiceClient, error) {
	return openstack.NewNetworkV2(s.provider, gophercloud.EndpointOpts{})
}

func (s *session) compute() (*gophercloud.ServiceClient, error) {
	client, err := openstack.NewComputeV2(s.provider, gophercloud.EndpointOpts{})
	if err == nil {
		client.Microversion = computeVersion
	}
	return client, err
}

func (s *session) volume() (*gophercloud.ServiceClient, error) {
	address, err := s.locate("block-storage", "volumev3", "volume")
	if err != nil {
		return nil, err
	}
	return &gophercloud.ServiceClient{ProviderClient: s.provider, Endpoint: address, Type: "block-storage", Microversion: volumeVersion}, nil
}

func (s *session) image() (*gophercloud.ServiceClient, error) {
	return openstack.NewImageV2(s.provider, gophercloud.EndpointOpts{})
}

func (s *session) object() (*gophercloud.ServiceClient, error) {
	return openstack.NewObjectStorageV1(s.provider, gophercloud.EndpointOpts{})
}

func (s *session) balancer() (*gophercloud.ServiceClient, error) {
	return openstack.NewLoadBalancerV2(s.provider, gophercloud.EndpointOpts{})
}

func (s *session) dns() (*gophercloud.ServiceClient, error) {
	return openstack.NewDNSV2(s.provider, gophercloud.EndpointOpts{})
}

// slot is a place where one at a time does something: asks for the token of a session,
// which the others then share, or changes what a cloud would mix up.
type slot struct {
	turn    chan struct{}
	session *session
}

// enter waits for the turn in the slot of a name.
func (c *cloud) enter(ctx context.Context, name string) (p *slot, leave func(), err error) {
	c.mu.Lock()
	p = c.slots[name]
	if p == nil {
		p = &slot{turn: make(chan struct{}, 1)}
		c.slots[name] = p
	}
	c.mu.Unlock()
	select {
	case p.turn <- struct{}{}:
		return p, func() { <-p.turn }, nil
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
}

// kept gives the session of a name, and opens it the first time.
func (c *cloud) kept(ctx context.Context, name string, who func() (gophercloud.AuthOptions, error)) (*session, error) {
	p, leave, err := c.enter(ctx, name)
	if err != nil {
		return nil, err
	}
	defer leave()
	if p.session != nil {
		return p.session, nil
	}
	o, err := who()
	if err != nil {
		return nil, err
	}
	s, err := c.open(ctx, o)
	if err != nil {
		return nil, err
	}
	p.session = s
	return s, nil
}

// forget drops what is remembered of an environment whose project went.
func (c *cloud) forget(id, project string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.projects, id)
	delete(c.slots, "project/"+project)
	delete(c.slots, "team/"+project)
	delete(c.slots, "tags/"+project)
}

// account is Havre's, with a scope.
func (c *cloud) account(scope *gophercloud.AuthScope) gophercloud.AuthOptions {
	return gophercloud.AuthOptions{Username: c.settings.user, DomainName: c.settings.domain, Password: c.settings.password, Scope: scope}
}

// admin is the session that may make projects, users and quotas.
func (c *cloud) admin(ctx context.Context) (*session, error) {
	return c.kept(ctx, "admin", func() (gophercloud.AuthOptions, error) {
		if c.settings.project != "" {
			return c.account(&gophercloud.AuthScope{ProjectName: c.settings.project, DomainName: c.settings.projectDomain}), nil
		}
		return c.account(&gophercloud.AuthScope{DomainName: c.domainName()}), nil
	})
}

// within is Havre's session in one project.
func (c *cloud) within(ctx context.Context, project string) (*session, error) {
	return c.kept(ctx, "project/"+project, func() (gophercloud.AuthOptions, error) {
		return c.account(&gophercloud.AuthScope{ProjectID: project}), nil
	})
}
