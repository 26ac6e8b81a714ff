package wire

import "github.com/havre-cloud/havre"

// Euro is an amount of money in a document: 1234.50, with six decimals at most. In a
// JSON document it is a text, so that no program rounds it.
type Euro struct{ havre.Euro }

// Expected says what is accepted.
func (*Euro) Expected() havre.Text {
	return havre.Text{FR: "un montant en euros (1234.50)", EN: "an amount in euros (1234.50)"}
}

// JSONSchema is an amount.
func (*Euro) JSONSchema([]string, havre.Lang) map[string]any {
	return map[string]any{"type": "string", "pattern": `^-?[0-9]+([.,][0-9]{1,6})?$`}
}

// EuroOf is an amount that may not be known.
func EuroOf(e *havre.Euro) *Euro {
	if e == nil {
		return nil
	}
	return &Euro{*e}
}

// Amount is the amount, nil for none.
func (e *Euro) Amount() *havre.Euro {
	if e == nil {
		return nil
	}
	return &e.Euro
}
