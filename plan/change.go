package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// UnmarshalJSON implements json.Unmarshaler: values come back as [Attributes] have them,
// so that a plan that was kept still compares with what is found.
func (c *Change) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var raw struct {
		Field string `json:"field"`
		From  any    `json:"from"`
		To    any    `json:"to"`
	}
	if err := d.Decode(&raw); err != nil {
		return fmt.Errorf("plan: change: %w", err)
	}
	*c = Change{Field: raw.Field}
	for to, v := range map[*any]any{&c.From: raw.From, &c.To: raw.To} {
		if v == nil {
			continue
		}
		value, err := attribute(v)
		if err != nil {
			return fmt.Errorf("plan: change of %s: %w", raw.Field, err)
		}
		*to = value
	}
	return nil
}
