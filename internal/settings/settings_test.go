package settings

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre"
)

type sample struct {
	Listen  Address   `json:"listen" default:"127.0.0.1:8080" value:"ADRESSE|ADDRESS" doc:"où écouter|where to listen"`
	Roles   []string  `json:"roles" enum:"all,web,worker" default:"all" doc:"rôles|roles"`
	From    []Network `json:"trustedProxies" doc:"mandataires|proxies" otherwise:"aucun|none"`
	Idle    Duration  `json:"idle" default:"2h" doc:"fin|end"`
	Public  URL       `json:"publicURL" doc:"adresse|address" otherwise:"aucune|none"`
	Private bool      `json:"private" doc:"privé|private"`
	Limit   int       `json:"limit" min:"0" default:"60" doc:"limite|limit"`
	OIDC    struct {
		ClientID string `json:"clientID" doc:"identifiant|identifier"`
		Secret   string `json:"secret" secret:"true" doc:"secret|secret"`
	} `json:"oidc"`
}

func TestNames(t *testing.T) {
	t.Parallel()
	var got []string
	for _, s := range Of(sample{}, "T_") {
		got = append(got, s.Key+" --"+s.Flag+" "+s.Env)
	}
	want := []string{
		"listen --listen T_LISTEN", "roles --roles T_ROLES", "trustedProxies --trusted-proxies T_TRUSTED_PROXIES", "idle --idle T_IDLE",
		"publicURL --public-url T_PUBLIC_URL", "private --private T_PRIVATE", "limit --limit T_LIMIT",
		"oidc.clientID --oidc-client-id T_OIDC_CLIENT_ID", "oidc.secret -- T_OIDC_SECRET",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A flag is believed before the environment, which is before the file, which is
// before the default.
func TestPrecedence(t *testing.T) {
	t.Parallel()
	in := Input{Prefix: "T_", File: "t.yaml", Data: []byte("listen: 127.0.0.1:1\nroles: [web]\nlimit: 1\nidle: 1m\noidc: {clientID: f}\n")}
	in.Environ = []string{"T_LISTEN=127.0.0.1:2", "T_ROLES=worker, web", "T_LIMIT=2", "T_OIDC_SECRET=s", "OTHER=1"}
	in.Flags = map[string][]string{"listen": {"127.0.0.1:3", "127.0.0.1:4"}, "trusted-proxies": {"10.0.0.1", "fd00::/8"}, "private": {"yes"}}
	var got sample
	origin, problems := Read(&got, in)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got.Listen != "127.0.0.1:4" || got.Limit != 2 || got.Idle.String() != "1m" || !got.Private || got.OIDC.ClientID != "f" || got.OIDC.Secret != "s" {
		t.Errorf("read %+v", got)
	}
	if diff := cmp.Diff([]string{"worker", "web"}, got.Roles); diff != "" {
		t.Error(diff)
	}
	if len(got.From) != 2 || got.From[0].String() != "10.0.0.1/32" || got.From[1].String() != "fd00::/8" {
		t.Errorf("networks %v", got.From)
	}
	want := Origin{
		"listen": "--listen", "roles": "T_ROLES", "limit": "T_LIMIT", "idle": "t.yaml", "oidc.clientID": "t.yaml",
		"oidc.secret": "T_OIDC_SECRET", "trustedProxies": "--trusted-proxies", "private": "--private",
	}
	if diff := cmp.Diff(want, origin); diff != "" {
		t.Error(diff)
	}
}

func TestDefaultsAndUnset(t *testing.T) {
	t.Parallel()
	var got sample
	if origin, problems := Read(&got, Input{Prefix: "T_", Environ: []string{"T_LISTEN="}}); len(problems) > 0 || len(origin) != 1 {
		t.Fatal(problems, origin)
	}
	if got.Listen != "" || got.Limit != 60 || got.Idle.String() != "2h" || len(got.Roles) != 1 {
		t.Errorf("read %+v", got)
	}
}

// What is wrong is told by the name it was given under, with what would be right.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   Input
		want string
	}{
		"flag":     {Input{Flags: map[string][]string{"listen": {"8080"}}}, `--listen: expected form: host:port, for example 127.0.0.1:8080 (read: "8080")`},
		"word":     {Input{Environ: []string{"T_ROLES=wrker"}}, `T_ROLES: unknown word; accepted words: all, web, worker (read: "wrker"; did you mean "worker"?)`},
		"number":   {Input{Environ: []string{"T_LIMIT=-1"}}, `T_LIMIT: the number must be at least 0 (read: "-1")`},
		"truth":    {Input{Flags: map[string][]string{"private": {"maybe"}}}, `--private: yes or no is expected (read: "maybe")`},
		"network":  {Input{Environ: []string{"T_TRUSTED_PROXIES=10.0.0.0/99"}}, `T_TRUSTED_PROXIES: expected form: an IP address or a range, for example 10.0.0.0/8 (read: "10.0.0.0/99")`},
		"url":      {Input{Environ: []string{"T_PUBLIC_URL=havre.example"}}, `T_PUBLIC_URL: expected form: an http:// or https:// address, without parameters (read: "havre.example")`},
		"duration": {Input{Environ: []string{"T_IDLE=2"}}, `T_IDLE: expected form: a length of time, for example 30s, 15m or 2h (read: "2")`},
		"misspelt": {Input{Environ: []string{"T_OIDC_CLIENTID=x"}}, `T_OIDC_CLIENTID: no setting bears this name (read: "T_OIDC_CLIENTID"; did you mean "T_OIDC_CLIENT_ID"?)`},
		"key":      {Input{File: "t.yaml", Data: []byte("listn: x\n")}, `t.yaml:1:1: listn: unknown field (read: "listn"; did you mean "listen"?)`},
		"value":    {Input{File: "t.yaml", Data: []byte("oidc:\n  clientID: [a]\n")}, `t.yaml:2:13: oidc.clientID: a single value is expected, not a list nor a group of fields`},
		"two":      {Input{File: "t.yaml", Data: []byte("limit: 1\n---\nlimit: 2\n")}, `t.yaml:3:1: one document is expected in the file of settings`},
	} {
		c.in.Prefix = "T_"
		var into sample
		_, problems := Read(&into, c.in)
		if got := problems.In(havre.English); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
}

// A variable that resembles none of ours is somebody else's.
func TestForeignVariable(t *testing.T) {
	t.Parallel()
	var into sample
	if _, problems := Read(&into, Input{Prefix: "T_", Environ: []string{"T_PORT=tcp://10.0.0.1:80", "T_SERVICE_HOST=10.0.0.1"}}); len(problems) > 0 {
		t.Error(problems)
	}
}

// A secret that cannot be read is not repeated.
func TestSecretIsNotTold(t *testing.T) {
	t.Parallel()
	type secretive struct {
		Token string `json:"token" secret:"true" pattern:"^[a-z]+$" form:"lettres|letters" doc:"jeton|token"`
	}
	var into secretive
	_, problems := Read(&into, Input{Prefix: "T_", Environ: []string{"T_TOKEN=S3CRET"}})
	if len(problems) != 1 || strings.Contains(problems.Error(), "S3CRET") {
		t.Errorf("got %v", problems)
	}
}
