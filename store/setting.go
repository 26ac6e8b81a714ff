package store

import "context"

// Setting implements identity.Tx.
func (tx *Tx) Setting(ctx context.Context, name string) ([]byte, error) {
	return value[[]byte](ctx, tx, "SELECT value FROM settings WHERE name = $1", name)
}

// SetSetting implements identity.Tx.
func (tx *Tx) SetSetting(ctx context.Context, name string, text []byte) error {
	return tx.run(ctx, "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, bytesOf(text))
}
