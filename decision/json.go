package decision

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// JSON is the decision byte for byte as `havre decide -o json` writes it: over
// several lines, signs such as < and & left readable. A decision on record is kept
// and replayed in this form.
func (d *Decision) JSON() ([]byte, error) {
	var line, out bytes.Buffer
	e := json.NewEncoder(&line)
	e.SetEscapeHTML(false)
	if err := e.Encode(d); err != nil {
		return nil, fmt.Errorf("writing the decision: %w", err)
	}
	if err := json.Indent(&out, line.Bytes(), "", "  "); err != nil {
		return nil, fmt.Errorf("writing the decision: %w", err)
	}
	return out.Bytes(), nil
}
