package store

import (
	"context"
	"database/sql"
)

// Stats are the figures of each pool of connections, by name, for the metrics.
func (db *DB) Stats() map[string]sql.DBStats {
	out := map[string]sql.DBStats{}
	for name, pool := range db.engine.pools() {
		out[name] = pool.Stats()
	}
	return out
}

// Kind is sqlite or postgresql.
func (db *DB) Kind() string { return db.engine.name() }

// Migrated says whether the schema is the one that this program knows, or a newer
// one: another replica, of a newer program, may have migrated it meanwhile.
func (db *DB) Migrated(ctx context.Context) (bool, error) {
	p, err := db.provider()
	if err != nil {
		return false, err
	}
	sources := p.ListSources()
	var at int64
	err = db.Read(ctx, func(tx *Tx) error {
		at, err = value[int64](ctx, tx, "SELECT MAX(version_id) FROM migrations")
		return err
	})
	return err == nil && at >= sources[len(sources)-1].Version, err
}
