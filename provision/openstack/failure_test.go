package openstack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gophercloud/gophercloud/v2"

	"github.com/havre-cloud/havre/provision/driver"
)

// answer is what a service answered, as the library tells it.
func answer(method string, status int, body string, header ...string) error {
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return gophercloud.ErrUnexpectedResponseCode{Method: method, URL: "http://cloud.example/v2/things?sig=abc", Actual: status, Body: []byte(body), ResponseHeader: h}
}

func broke(method string, cause error) error {
	return &url.Error{Op: method, URL: "http://cloud.example/v2/things?sig=abc", Err: cause}
}

// TestFailure says of answers as services gave them what they mean.
func TestFailure(t *testing.T) {
	const wait = 7 * time.Second
	for name, c := range map[string]struct {
		err   error
		want  driver.Reason
		after time.Duration
		says  string // in the sentence for people
	}{
		"nova, quota of cores":           {answer("POST", 403, `{"forbidden": {"code": 403, "message": "Quota exceeded for cores: Requested 4, but already used 4 of 4 cores"}}`), driver.Quota, 0, "Quota exceeded for cores"},
		"nova, rate, before 429":         {answer("POST", 413, `{"overLimitFault": {"code": 413, "message": "This request was rate-limited."}}`, "Retry-After", "7"), driver.Busy, wait, "rate-limited"},
		"neutron, quota":                 {answer("POST", 409, `{"NeutronError": {"type": "OverQuota", "message": "Quota exceeded for resources: ['floatingip'].", "detail": ""}}`), driver.Quota, 0, "Quota exceeded"},
		"neutron, no address left":       {answer("POST", 409, `{"NeutronError": {"type": "IpAddressGenerationFailure", "message": "No more IP addresses available on network 7a.", "detail": ""}}`), driver.Quota, 0, "No more IP"},
		"cinder, quota":                  {answer("POST", 413, `{"overLimit": {"code": 413, "message": "VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota.", "retryAfter": "0"}}`, "Retry-After", "0"), driver.Quota, 0, "exceeds allowed"},
		"cinder, number of volumes":      {answer("POST", 413, `{"overLimit": {"code": 413, "message": "VolumeLimitExceeded: Maximum number of volumes allowed (3) exceeded for quota 'volumes'.", "retryAfter": "0"}}`), driver.Quota, 0, "Maximum number"},
		"octavia, quota":                 {answer("POST", 403, `{"faultstring": "Quota has been met for resources: Load Balancer"}`), driver.Quota, 0, "has been met"},
		"swift, too large":               {answer("PUT", 413, `<html><h1>Request Entity Too Large</h1></html>`), driver.Refused, 0, ""},
		"keystone, name taken":           {answer("POST", 409, `{"error": {"code": 409, "message": "Conflict occurred attempting to store project - it is not permitted to have two projects with the same name in the same domain : x.", "title": "Conflict"}}`), driver.Taken, 0, "Conflict occurred"},
		"nova, key pair taken":           {answer("POST", 409, `{"conflictingRequest": {"code": 409, "message": "Key pair 'x' already exists."}}`), driver.Taken, 0, "already exists"},
		"neutron, rule there already":    {answer("POST", 409, `{"NeutronError": {"type": "SecurityGroupRuleExists", "message": "Security group rule already exists. Rule id is 7a.", "detail": ""}}`), driver.Conflicting, 0, "already exists"},
		"nova, server at work":           {answer("POST", 409, `{"conflictingRequest": {"code": 409, "message": "Cannot 'resize' instance 1 while it is in task_state spawning"}}`), driver.Conflicting, 0, "spawning"},
		"neutron, in use":                {answer("DELETE", 409, `{"NeutronError": {"type": "NetworkInUse", "message": "Unable to complete operation on network 1. There are one or more ports still in use on the network.", "detail": ""}}`), driver.Conflicting, 0, "still in use"},
		"octavia, immutable":             {answer("POST", 409, `{"faultcode": "Client", "faultstring": "Load Balancer 1 is immutable and cannot be updated.", "debuginfo": null}`), driver.Conflicting, 0, "immutable"},
		"cinder, not available yet":      {answer("DELETE", 400, `{"badRequest": {"code": 400, "message": "Invalid volume: Volume status must be available or error, but current status is: in-use."}}`), driver.Conflicting, 0, "in-use"},
		"cinder, snapshots":              {answer("DELETE", 400, `{"badRequest": {"code": 400, "message": "Invalid volume: Volume has 1 dependent snapshots."}}`), driver.Conflicting, 0, "dependent"},
		"neutron, no way out yet":        {answer("POST", 404, `{"NeutronError": {"type": "ExternalGatewayForFloatingIPNotFound", "message": "External network 1 is not reachable from subnet 2.", "detail": ""}}`), driver.Conflicting, 0, "not reachable"},
		"neutron, bad address":           {answer("POST", 400, `{"NeutronError": {"type": "HTTPBadRequest", "message": "Invalid input for cidr.", "detail": ""}}`), driver.Refused, 0, "Invalid input"},
		"keystone, no role":              {answer("POST", 401, `{"error": {"code": 401, "message": "The request you have made requires authentication.", "title": "Unauthorized"}}`), driver.Denied, 0, "requires authentication"},
		"neutron, forbidden":             {answer("PUT", 403, `{"NeutronError": {"type": "PolicyNotAuthorized", "message": "rule:update_quota is disallowed by policy", "detail": ""}}`), driver.Denied, 0, "disallowed"},
		"a stale token that stays so":    {&gophercloud.ErrUnableToReauthenticate{ErrOriginal: answer("GET", 401, "stale"), ErrReauth: answer("POST", 401, `{"error": {"message": "The account is disabled"}}`)}, driver.Denied, 0, "disabled"},
		"a renewed token, still refused": {&gophercloud.ErrErrorAfterReauthentication{ErrOriginal: answer("GET", 403, `{"error": {"message": "no"}}`)}, driver.Denied, 0, "no"},
		"gone":                           {answer("GET", 404, `{"itemNotFound": {"code": 404, "message": "Instance 1 could not be found."}}`), driver.Gone, 0, "could not be found"},
		"busy":                           {answer("POST", 429, `too many`, "Retry-After", "7"), driver.Busy, wait, ""},
		"busy, 498":                      {answer("GET", 498, ``, "Retry-After", "7"), driver.Busy, wait, ""},
		"maintenance, with a wait":       {answer("POST", 503, ``, "Retry-After", "7"), driver.Busy, wait, ""},
		"maintenance, of a write":        {answer("POST", 503, ``), driver.Uncertain, 0, ""},
		"maintenance, of a read":         {answer("GET", 503, ``), driver.Busy, 0, ""},
		"a broken service, writing":      {answer("POST", 500, `{"computeFault": {"code": 500, "message": "Unexpected API Error."}}`), driver.Uncertain, 0, "Unexpected API Error"},
		"a broken service, reading":      {answer("GET", 500, ``), driver.Busy, 0, ""},
		"a lost gateway, writing":        {answer("DELETE", 504, `<html>504 Gateway Time-out</html>`), driver.Uncertain, 0, ""},
		"not implemented":                {answer("POST", 501, ``), driver.Lacking, 0, ""},
		"teapot":                         {answer("POST", 418, ``), driver.Refused, 0, ""},
		"no such service":                {&gophercloud.ErrEndpointNotFound{}, driver.Lacking, 0, ""},
		"connection lost, writing":       {broke("Post", syscall.EPIPE), driver.Uncertain, 0, ""},
		"no connection, writing":         {broke("Post", &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), driver.Busy, 0, ": http://cloud.example/v2/things."},
		"connection reset, reading":      {broke("Get", syscall.ECONNRESET), driver.Busy, 0, ""},
		"nobody waits any more":          {broke("Get", context.DeadlineExceeded), driver.Uncertain, 0, ""},
		"called off":                     {context.Canceled, driver.Uncertain, 0, ""},
		"an answer that does not read":   {&json.SyntaxError{}, driver.Uncertain, 0, ""},
		"an earlier failure of ours":     {refused(words[driver.Refused].what, words[driver.Refused].next), driver.Refused, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := driver.FailureOf(failure(fmt.Errorf("wrapped: %w", c.err), func(s string) string { return masked(s, nil) }))
			if f.Reason != c.want || f.After != c.after {
				t.Errorf("%s after %v, not %s after %v", f.Reason, f.After, c.want, c.after)
			}
			if f.What.FR == "" || f.What.EN == "" || f.Next.FR == "" || f.Next.EN == "" {
				t.Errorf("a sentence is missing: %+v", f)
			}
			if !strings.Contains(f.What.FR, c.says) || !strings.Contains(f.What.EN, c.says) {
				t.Errorf("%q does not say %q", f.What.EN, c.says)
			}
			if strings.Contains(f.Raw, "sig=abc") {
				t.Errorf("the raw answer shows the query of its address: %s", f.Raw)
			}
		})
	}
}

// TestFailureOfOurs leaves alone what no cloud said.
func TestFailureOfOurs(t *testing.T) {
	ours := errors.New("the vault is closed")
	if err := failure(ours, func(s string) string { return s }); !errors.Is(err, ours) {
		t.Errorf("got %v", err)
	}
	if err := failure(nil, nil); err != nil {
		t.Errorf("no failure is %v", err)
	}
}

// TestRaw shows no secret, whatever the answer says, and not more than people read.
func TestRaw(t *testing.T) {
	body := `{"error": {"message": "bad thing hunter2", "adminPass": "pa\"ss", "token": {"id": "x"}, "X-Subject-Token": "gAAAA", "blob": "{}", "fine": "shown", "secret":"s1", "user_password" : "s2"}}` + strings.Repeat("é", 5000)
	f := driver.FailureOf(failure(answer("POST", 400, body), func(s string) string { return masked(s, []string{"hunter2"}) }))
	everything := f.Raw + f.What.FR + f.What.EN + f.Error() + f.Unwrap().Error()
	for _, secret := range []string{"hunter2", `pa\"ss`, "gAAAA", `"s1"`, `"s2"`} {
		if strings.Contains(everything, secret) {
			t.Errorf("%q is shown", secret)
		}
	}
	if !strings.Contains(f.Raw, `"fine": "shown"`) || !strings.HasPrefix(f.Raw, "POST http://cloud.example/v2/things → 400\n") {
		t.Errorf("the raw answer is %.200s", f.Raw)
	}
	if len(f.Raw) > mostRaw+len("…") || !strings.HasSuffix(f.Raw, "é…") {
		t.Errorf("the raw answer has %d bytes and ends with %q", len(f.Raw), f.Raw[len(f.Raw)-6:])
	}
}
