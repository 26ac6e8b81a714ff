package version

import (
	"runtime"
	"testing"
)

func TestGet(t *testing.T) {
	if got := Get(); got.Version != "dev" || got.Go != runtime.Version() || got.Platform == "" {
		t.Errorf("a build nobody stamped describes itself as %+v", got)
	}
}
