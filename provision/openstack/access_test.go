package openstack

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack"
	"github.com/gophercloud/gophercloud/v2/openstack/compute/v2/servers"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/applicationcredentials"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/projects"
	"go.yaml.in/yaml/v3"

	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

// teamCloud is the clouds.yaml that is handed over, as a client of OpenStack reads it.
type teamCloud struct {
	Clouds map[string]struct {
		AuthType string `yaml:"auth_type"`
		Auth     struct {
			URL    string `yaml:"auth_url"`
			ID     string `yaml:"application_credential_id"`
			Secret string `yaml:"application_credential_secret"`
		} `yaml:"auth"`
		Region string `yaml:"region_name"`
	} `yaml:"clouds"`
}

// access uses what is handed over as a team would: the application credential opens the
// project and nothing else, the keys of the object storage open its containers.
func access(t *testing.T, c *cloud, e driver.Environment, built []plan.Object) {
	t.Helper()
	a, err := c.Access(t.Context(), e, "access/ci", built)
	if err != nil {
		t.Fatal(err)
	}
	var file teamCloud
	if err := yaml.Unmarshal(a.Files["clouds.yaml"], &file); err != nil {
		t.Fatal(err)
	}
	mine := file.Clouds[e.Name]
	p, err := openstack.AuthenticatedClient(t.Context(), gophercloud.AuthOptions{
		IdentityEndpoint: mine.Auth.URL, ApplicationCredentialID: mine.Auth.ID, ApplicationCredentialSecret: mine.Auth.Secret,
	})
	if err != nil {
		t.Fatal(err)
	}
	nova, err := openstack.NewComputeV2(p, gophercloud.EndpointOpts{Region: mine.Region})
	if err != nil {
		t.Fatal(err)
	}
	list, err := every(t.Context(), servers.List(nova, servers.ListOpts{}), servers.ExtractServers)
	if err != nil || len(list) != 1 || list[0].Name != "front-1" {
		t.Errorf("the team sees the servers %v (%v)", list, err)
	}
	keystone, err := openstack.NewIdentityV3(p, gophercloud.EndpointOpts{Region: mine.Region})
	if err != nil {
		t.Fatal(err)
	}
	if err := projects.Create(t.Context(), keystone, projects.CreateOpts{Name: "havre-forbidden-" + e.ID}).Err; !gophercloud.ResponseCodeIs(err, http.StatusForbidden) {
		t.Errorf("the team makes a project: %v", err)
	}
	for _, o := range built {
		if o.Kind != "user" {
			continue
		}
		if err := applicationcredentials.Create(t.Context(), keystone, o.ID, applicationcredentials.CreateOpts{Name: "another"}).Err; !gophercloud.ResponseCodeIs(err, http.StatusForbidden) {
			t.Errorf("an application credential makes another one: %v", err)
		}
	}
	if len(a.Addresses) != 1 || a.Addresses[0].Private == "" || a.Addresses[0].Public == "" {
		t.Errorf("addresses: %+v", a.Addresses)
	}
	if rc := string(a.Files["openrc.sh"]); !strings.Contains(rc, "export OS_APPLICATION_CREDENTIAL_ID='"+mine.Auth.ID+"'\n") {
		t.Errorf("openrc.sh: %s", strings.ReplaceAll(rc, mine.Auth.Secret, "***"))
	}
	s3, ok := a.Credentials["s3"].(map[string]string)
	if !ok {
		t.Fatal("no keys of the object storage are handed over")
	}
	if status, body := s3Call(t, s3, http.MethodPut, "/photos/hello.txt", []byte("hello")); status != http.StatusOK {
		t.Errorf("writing by S3: %d %s", status, body)
	}
	if status, body := s3Call(t, s3, http.MethodGet, "/photos/hello.txt", nil); status != http.StatusOK || body != "hello" {
		t.Errorf("reading by S3: %d %s", status, body)
	}
	bad := map[string]string{"endpoint": s3["endpoint"], "region": s3["region"], "accessKey": s3["accessKey"], "secretKey": "wrong"}
	if status, _ := s3Call(t, bad, http.MethodGet, "/photos/hello.txt", nil); status != http.StatusForbidden {
		t.Errorf("reading by S3 with a wrong secret: %d", status)
	}
}

// s3Call makes one request signed as AWS version 4 says.
func s3Call(t *testing.T, keys map[string]string, method, path string, body []byte) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, keys["endpoint"]+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC()
	day, instant, content := now.Format("20060102"), now.Format("20060102T150405Z"), sha256.Sum256(body)
	payload := hex.EncodeToString(content[:])
	req.Header.Set("X-Amz-Date", instant)
	req.Header.Set("X-Amz-Content-Sha256", payload)
	signed := "host;x-amz-content-sha256;x-amz-date"
	canonical := fmt.Sprintf("%s\n%s\n\nhost:%s\nx-amz-content-sha256:%s\nx-amz-date:%s\n\n%s\n%s", method, path, req.URL.Host, payload, instant, signed, payload)
	hashed := sha256.Sum256([]byte(canonical))
	scope := day + "/" + keys["region"] + "/s3/aws4_request"
	sign := func(key []byte, s string) []byte {
		m := hmac.New(sha256.New, key)
		_, _ = m.Write([]byte(s))
		return m.Sum(nil)
	}
	key := []byte("AWS4" + keys["secretKey"])
	for _, part := range []string{day, keys["region"], "s3", "aws4_request"} {
		key = sign(key, part)
	}
	signature := hex.EncodeToString(sign(key, "AWS4-HMAC-SHA256\n"+instant+"\n"+scope+"\n"+hex.EncodeToString(hashed[:])))
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+keys["accessKey"]+"/"+scope+", SignedHeaders="+signed+", Signature="+signature)
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}
