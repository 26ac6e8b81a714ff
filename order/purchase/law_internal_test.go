package purchase

import (
	"strings"
	"testing"
)

func TestReadLawRefuses(t *testing.T) {
	const source = "sources: [{id: a, title: A, confidence: secondary}]\nthresholds:\n"
	for name, tt := range map[string]struct{ in, want string }{
		"unknown source":         {source + "  - {step: waiver, buyers: [state], sum: 1, from: 2026-01-01, source: b, confidence: secondary}", "thresholds.0.source"},
		"better than its source": {source + "  - {step: waiver, buyers: [state], sum: 1, from: 2026-01-01, source: a, confidence: verified}", "moins sûre que le seuil"},
		"unknown step":           {source + "  - {step: other, buyers: [state], sum: 1, from: 2026-01-01, source: a, confidence: secondary}", "thresholds.0.step"},
		"no sum":                 {source + "  - {step: waiver, buyers: [state], from: 2026-01-01, source: a, confidence: secondary}", "thresholds.0.sum"},
		"not YAML":               {"thresholds: [", "x.yaml"},
	} {
		if _, err := readLaw("x.yaml", []byte(tt.in)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := readLaw("x.yaml", []byte(source+"  - {step: waiver, buyers: [state], sum: 1, from: 2026-01-01, source: a, confidence: secondary}")); err != nil {
		t.Error(err)
	}
}
