package pages

import (
	"os"
	"testing"

	"github.com/havre-cloud/havre/internal/browsertest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	browsertest.Stop()
	os.Exit(code)
}
