-- Provisioning: what is built for instances, how it was built, and what is left of it.

-- +goose Up

CREATE TABLE deployments (
    id           TEXT PRIMARY KEY REFERENCES instances (id),
    order_id     TEXT NOT NULL,
    number       TEXT NOT NULL,
    item         BIGINT NOT NULL,
    target       TEXT NOT NULL,
    driver       TEXT NOT NULL,
    state        TEXT NOT NULL,
    paused       BOOLEAN NOT NULL,
    generation   BIGINT NOT NULL,
    body         TEXT NOT NULL,              -- JSON: what is wanted, accepted, ordered
    run          TEXT NOT NULL,              -- '' before the first
    epoch        BIGINT NOT NULL DEFAULT 0,  -- grows each time a worker takes it in hand, and only then
    drifted      BIGINT NOT NULL,
    observed_at  TIMESTAMP NOT NULL,         -- in the year 1 for never: it comes first
    version      BIGINT NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    created_by   TEXT NOT NULL,
    updated_at   TIMESTAMP NOT NULL,
    updated_by   TEXT NOT NULL,
    deleted_at   TIMESTAMP
);
CREATE INDEX deployments_state ON deployments (state, observed_at, id);
CREATE INDEX deployments_target ON deployments (target, state, id);
CREATE INDEX deployments_observed ON deployments (observed_at, id);
CREATE INDEX deployments_drifted ON deployments (id) WHERE drifted > 0;
CREATE INDEX instances_need ON instances (need, id);
CREATE INDEX instances_sorted ON instances (name, id);

-- The external objects of deployments. Two may carry one key: one of them is made twice.
CREATE TABLE resources (
    deployment  TEXT NOT NULL REFERENCES deployments (id) ON DELETE CASCADE,
    key         TEXT NOT NULL,
    external    TEXT NOT NULL,               -- identifier of the platform, '' before it is known
    object      TEXT NOT NULL,               -- JSON, as it was last observed
    wanted      TEXT NOT NULL,               -- JSON, null: wanted no longer
    drift       TEXT NOT NULL,               -- JSON
    words_fr    TEXT NOT NULL,
    words_en    TEXT NOT NULL,
    since       TIMESTAMP,
    made_at     TIMESTAMP,
    observed_at TIMESTAMP,
    PRIMARY KEY (deployment, key, external)
);

CREATE TABLE runs (
    id         TEXT PRIMARY KEY,
    deployment TEXT NOT NULL REFERENCES deployments (id) ON DELETE CASCADE,
    number     BIGINT NOT NULL,              -- in its deployment, from 1
    cause      TEXT NOT NULL,
    generation BIGINT NOT NULL,
    author     TEXT NOT NULL,                -- '' for the portal itself
    state      TEXT NOT NULL,
    unchanged  BIGINT NOT NULL,
    calls      BIGINT NOT NULL,
    why_fr     TEXT NOT NULL,
    why_en     TEXT NOT NULL,
    started_at TIMESTAMP,
    ended_at   TIMESTAMP,
    UNIQUE (deployment, number)
);

CREATE TABLE steps (
    run        TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    number     BIGINT NOT NULL,              -- in its run, from 1
    step       TEXT NOT NULL,                -- JSON, of the plan
    state      TEXT NOT NULL,
    attempts   BIGINT NOT NULL,
    made       TEXT NOT NULL,                -- JSON: the object, as far as it is known
    failure    TEXT NOT NULL,                -- JSON, null without one
    started_at TIMESTAMP,
    tried_at   TIMESTAMP,
    unsure_until TIMESTAMP,                  -- what the last attempt may have made can appear until then
    ended_at   TIMESTAMP,
    next_at    TIMESTAMP,
    PRIMARY KEY (run, number)
);

-- External objects that could not be removed, with the order that made them.
CREATE TABLE orphans (
    id         TEXT PRIMARY KEY,
    deployment TEXT NOT NULL REFERENCES deployments (id),
    number     TEXT NOT NULL,                -- of the order
    target     TEXT NOT NULL,
    kind       TEXT NOT NULL,
    external   TEXT NOT NULL,                -- identifier of the platform
    object     TEXT NOT NULL,                -- JSON
    why        TEXT NOT NULL,                -- JSON
    tries      BIGINT NOT NULL,
    since      TIMESTAMP NOT NULL,
    next_at    TIMESTAMP,                    -- null: not tried again
    gone_at    TIMESTAMP,                    -- null: it still exists
    gone_how   TEXT NOT NULL
);
CREATE UNIQUE INDEX orphans_object ON orphans (target, kind, external) WHERE gone_at IS NULL;
CREATE INDEX orphans_due ON orphans (next_at, id) WHERE gone_at IS NULL;
CREATE INDEX orphans_since ON orphans (since, id);
CREATE INDEX orphans_target ON orphans (target, id);
CREATE INDEX orphans_deployment ON orphans (deployment, id);

-- Secrets. A box can only be opened with the keyset, and the keyset with the key of the
-- portal, which is in no database.
CREATE TABLE sealed (
    owner TEXT NOT NULL,                     -- deployment
    name  TEXT NOT NULL,
    box   BYTEA NOT NULL,
    key   BIGINT NOT NULL,                   -- of the keyset, that sealed it
    at    TIMESTAMP,                         -- null: nobody said
    PRIMARY KEY (owner, name)
);
CREATE INDEX sealed_key ON sealed (key);

CREATE TABLE keysets (
    id      BIGINT PRIMARY KEY CHECK (id = 1), -- there is one
    content BYTEA NOT NULL,                    -- encrypted
    version BIGINT NOT NULL
);

-- +goose Down

DROP TABLE keysets;
DROP TABLE sealed;
DROP TABLE orphans;
DROP TABLE steps;
DROP TABLE runs;
DROP TABLE resources;
DROP INDEX instances_sorted;
DROP INDEX instances_need;
DROP TABLE deployments;
