package document_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/havre-cloud/havre/internal/document"
)

func TestComments(t *testing.T) {
	got := document.Comments([]byte(`# About the whole.
apiVersion: havre/v1
spec:
  # Before the data.
  data:
    personal: ?   # who knows?
    harm: {health: no}
    # After the data.

  list:
    - one # first
    - two
`))
	want := map[string]document.Comment{
		"apiVersion":         {Above: "# About the whole."},
		"spec.data":          {Above: "# Before the data."},
		"spec.data.personal": {Beside: "# who knows?"},
		"spec.data.harm":     {Below: "# After the data."},
		"spec.list.0":        {Beside: "# first"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCommentsOfUnreadable(t *testing.T) {
	if got := document.Comments([]byte("a: [b # c")); got != nil {
		t.Errorf("comments %v", got)
	}
}
