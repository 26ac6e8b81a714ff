package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/havre-cloud/havre/portal/api/apitest"
	"github.com/havre-cloud/havre/provision/driver"
	"github.com/havre-cloud/havre/provision/simulated"
)

// The scripts of testdata/clouds talk to the real API of a portal that builds on a
// simulated cloud, which they may change behind its back.
func TestCloudScripts(t *testing.T) {
	t.Parallel()
	w := apitest.New(t)
	w.Work(t)
	s := httptest.NewServer(w.API)
	t.Cleanup(s.Close)
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "clouds"), UpdateScripts: *update, RequireExplicitExec: true, RequireUniqueNames: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exec-code": execCode, "capture": capture, "api": callAPI,
			"cloud": func(ts *testscript.TestScript, neg bool, args []string) { tamper(ts, w, neg, args) },
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("HAVRE_SERVER", s.URL)
			env.Setenv("SERVER", s.URL)
			env.Setenv("AS_ROOT", w.Root.Token)
			env.Setenv("AS_TEAM", w.Ours.Token)
			env.Setenv("AS_OTHER", w.Theirs.Token)
			env.Setenv("AS_APPROVER", w.Approver.Token)
			env.Setenv("APPROVER", w.Approver.ID)
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("LANG", "en_GB.UTF-8")
			return os.CopyFS(filepath.Join(env.WorkDir, "examples"), os.DirFS("../../examples/dossiers"))
		},
	})
}

// tamper changes the cloud by hand: cloud alter RESOURCE KEY FIELD VALUE, or makes it
// misbehave: cloud refuses KIND, cloud behaves.
func tamper(ts *testscript.TestScript, w *apitest.World, neg bool, args []string) {
	switch {
	case neg:
	case len(args) == 5 && args[0] == "alter":
		if !w.Cloud.Alter(args[1], args[2], args[3], args[4]) {
			ts.Fatalf("the cloud has no %s", args[2])
		}
		return
	case len(args) == 2 && args[0] == "refuses":
		w.Failing(func(c simulated.Call) simulated.Fault {
			if c.Writes() && c.Kind == args[1] {
				return simulated.Fault{Fail: driver.Refused}
			}
			return simulated.Fault{}
		})
		return
	case len(args) == 1 && args[0] == "behaves":
		w.Failing(nil)
		return
	}
	ts.Fatalf("usage: cloud alter RESOURCE KEY FIELD VALUE | refuses KIND | behaves")
}
