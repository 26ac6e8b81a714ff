-- Orders: what is asked, approved, paid for and delivered.
-- Amounts are counted in the unit of their resource; money in millionths of a euro.

-- +goose Up

CREATE TABLE orders (
    id           TEXT PRIMARY KEY,
    number       TEXT NOT NULL,    -- '' for a basket
    need         TEXT NOT NULL REFERENCES needs (id),
    title        TEXT NOT NULL,
    state        TEXT NOT NULL,
    requester    TEXT NOT NULL,
    decision     TEXT NOT NULL,
    offers       TEXT NOT NULL,    -- ' offer offer ', for the lists
    amount       BIGINT NOT NULL,  -- VAT included, for the lists; -1 when a price is unknown
    sent_at      TIMESTAMP,
    approved_at  TIMESTAMP,
    ended_at     TIMESTAMP,
    operation    TEXT NOT NULL,
    search       TEXT NOT NULL,
    sort_title   BYTEA NOT NULL,
    body         BYTEA NOT NULL,   -- JSON: items, checks, course of approval, billing
    version      BIGINT NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    created_by   TEXT NOT NULL,
    updated_at   TIMESTAMP NOT NULL,
    updated_by   TEXT NOT NULL,
    deleted_at   TIMESTAMP
);
CREATE UNIQUE INDEX orders_number ON orders (number) WHERE number <> '';
CREATE INDEX orders_need ON orders (need, id);
CREATE INDEX orders_updated ON orders (updated_at, id);
CREATE INDEX orders_state ON orders (state, id);
CREATE INDEX orders_requester ON orders (requester, state);

-- Whom an order awaits now.
CREATE TABLE order_awaits (
    order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    number   BIGINT NOT NULL,
    role     TEXT NOT NULL,
    path     TEXT NOT NULL,
    person   TEXT NOT NULL,        -- e-mail
    since    TIMESTAMP NOT NULL,
    due      TIMESTAMP,
    PRIMARY KEY (order_id, number)
);
CREATE INDEX order_awaits_role ON order_awaits (role, order_id);
CREATE INDEX order_awaits_person ON order_awaits (person, order_id) WHERE person <> '';

CREATE TABLE series (
    name TEXT NOT NULL,
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (name, year)
);

CREATE TABLE happenings (
    id       TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    number   BIGINT NOT NULL,
    at       TIMESTAMP NOT NULL,
    author   TEXT NOT NULL,
    kind     TEXT NOT NULL,
    text_fr  TEXT NOT NULL,
    text_en  TEXT NOT NULL,
    note     TEXT NOT NULL,
    UNIQUE (order_id, number)
);

CREATE TABLE messages (
    id       TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    at       TIMESTAMP NOT NULL,
    author   TEXT NOT NULL,
    body     TEXT NOT NULL
);
CREATE INDEX messages_order ON messages (order_id, at, id);

CREATE TABLE attachments (
    id       TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    message  TEXT NOT NULL,
    name     TEXT NOT NULL,
    type     TEXT NOT NULL,
    size     BIGINT NOT NULL,
    sha256   TEXT NOT NULL,
    author   TEXT NOT NULL,
    at       TIMESTAMP NOT NULL,
    content  BYTEA NOT NULL
);
CREATE INDEX attachments_order ON attachments (order_id, at, id);

CREATE TABLE instances (
    id           TEXT PRIMARY KEY,
    need         TEXT NOT NULL REFERENCES needs (id),
    offer        TEXT NOT NULL,
    plan         TEXT NOT NULL,
    name         TEXT NOT NULL,
    environment  TEXT NOT NULL,
    state        TEXT NOT NULL,
    wish         TEXT NOT NULL,
    begins       TEXT NOT NULL,
    ends         TEXT NOT NULL,    -- 9999-12-31 for none
    order_id     TEXT NOT NULL,
    reference    TEXT NOT NULL,
    external     TEXT NOT NULL,
    changing     TEXT NOT NULL,    -- the order that is changing it, '' for none
    used         TEXT NOT NULL,    -- JSON: measured use, percent by resource
    used_on      TEXT NOT NULL,
    announced    BIGINT NOT NULL,  -- how many days before its end it was announced last, 0 for never
    missing_fr   TEXT NOT NULL,    -- what its operator said is not there, '' when all is
    missing_en   TEXT NOT NULL,
    version      BIGINT NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    created_by   TEXT NOT NULL,
    updated_at   TIMESTAMP NOT NULL,
    updated_by   TEXT NOT NULL,
    deleted_at   TIMESTAMP
);
CREATE UNIQUE INDEX instances_name ON instances (need, environment, name) WHERE state IN ('reserved', 'inactive', 'active');
CREATE UNIQUE INDEX instances_external ON instances (external) WHERE external <> '' AND state IN ('reserved', 'inactive', 'active');
CREATE INDEX instances_platform ON instances (external, created_at) WHERE external <> '';
CREATE INDEX instances_ends ON instances (ends, id);

-- Who was given access to an instance by a client platform; never the credentials.
CREATE TABLE bindings (
    id         TEXT PRIMARY KEY,
    instance   TEXT NOT NULL REFERENCES instances (id),
    external   TEXT NOT NULL,      -- the platform's identifier
    app        TEXT NOT NULL,
    parameters TEXT NOT NULL,      -- JSON
    state      TEXT NOT NULL,
    version    BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at TIMESTAMP
);
CREATE UNIQUE INDEX bindings_external ON bindings (instance, external) WHERE deleted_at IS NULL;

CREATE TABLE works (
    id           TEXT PRIMARY KEY,
    order_id     TEXT NOT NULL REFERENCES orders (id),
    item         BIGINT NOT NULL,
    instance     TEXT NOT NULL,
    offer        TEXT NOT NULL,
    organisation TEXT REFERENCES organisations (id),   -- null: the operators of the whole portal
    title_fr     TEXT NOT NULL,
    title_en     TEXT NOT NULL,
    due          TEXT NOT NULL,
    state        TEXT NOT NULL,
    assignee     TEXT NOT NULL,
    note         TEXT NOT NULL,
    reference    TEXT NOT NULL,
    settled_at   TIMESTAMP,
    version      BIGINT NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    created_by   TEXT NOT NULL,
    updated_at   TIMESTAMP NOT NULL,
    updated_by   TEXT NOT NULL,
    deleted_at   TIMESTAMP,
    UNIQUE (order_id, item)
);
CREATE INDEX works_due ON works (due, id);

CREATE TABLE operators (
    offer        TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES organisations (id)
);

-- Quotas, budgets and ceilings ------------------------------------------------

-- The last condition is the promise that nothing is ever sold twice: it holds
-- whatever a program does.
CREATE TABLE allowances (
    id           TEXT PRIMARY KEY,
    level        TEXT NOT NULL,    -- organisation, need or framework
    holder       TEXT NOT NULL,
    resource     TEXT NOT NULL,
    class        TEXT NOT NULL,
    year         BIGINT NOT NULL,
    unlimited    BOOLEAN NOT NULL,
    amount       BIGINT NOT NULL CHECK (amount >= 0),
    reserved     BIGINT NOT NULL CHECK (reserved >= 0),
    committed    BIGINT NOT NULL CHECK (committed >= 0),
    note         TEXT NOT NULL,
    version      BIGINT NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    created_by   TEXT NOT NULL,
    updated_at   TIMESTAMP NOT NULL,
    updated_by   TEXT NOT NULL,
    deleted_at   TIMESTAMP,
    CHECK (unlimited OR reserved + committed <= amount)
);
CREATE UNIQUE INDEX allowances_account ON allowances (holder, resource, class, year) WHERE deleted_at IS NULL;

CREATE TABLE holdings (
    allowance TEXT NOT NULL REFERENCES allowances (id),
    order_id  TEXT NOT NULL REFERENCES orders (id),
    item      BIGINT NOT NULL,
    instance  TEXT NOT NULL,
    amount    BIGINT NOT NULL CHECK (amount >= 0),
    state     TEXT NOT NULL,
    PRIMARY KEY (allowance, order_id, item)
);
CREATE INDEX holdings_order ON holdings (order_id);
CREATE INDEX holdings_instance ON holdings (instance);

CREATE TABLE frameworks (
    id           TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES organisations (id),
    route        TEXT NOT NULL,
    reference    TEXT NOT NULL,
    title        TEXT NOT NULL,
    offers       TEXT NOT NULL,    -- ' offer offer '
    beneficiaries TEXT NOT NULL,   -- ' organisation organisation ', lent to
    begins       TEXT NOT NULL,
    ends         TEXT NOT NULL,    -- 9999-12-31 for none
    search       TEXT NOT NULL,
    sort_title   BYTEA NOT NULL,
    body         BYTEA NOT NULL,   -- JSON
    version      BIGINT NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    created_by   TEXT NOT NULL,
    updated_at   TIMESTAMP NOT NULL,
    updated_by   TEXT NOT NULL,
    deleted_at   TIMESTAMP
);
CREATE INDEX frameworks_sort ON frameworks (sort_title, id);

-- Who approves ---------------------------------------------------------------

CREATE TABLE delegations (
    id         TEXT PRIMARY KEY,
    giver      TEXT NOT NULL REFERENCES people (id),
    taker      TEXT REFERENCES people (id),   -- null: nobody stands in
    begins     TEXT NOT NULL,
    ends       TEXT NOT NULL,
    absent     BOOLEAN NOT NULL,
    note       TEXT NOT NULL,
    version    BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at TIMESTAMP
);
CREATE INDEX delegations_giver ON delegations (giver);
CREATE INDEX delegations_taker ON delegations (taker);

CREATE TABLE chains (
    id           TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES organisations (id),
    name         TEXT NOT NULL,
    content      BYTEA NOT NULL,
    disabled     BOOLEAN NOT NULL,
    version      BIGINT NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    created_by   TEXT NOT NULL,
    updated_at   TIMESTAMP NOT NULL,
    updated_by   TEXT NOT NULL,
    deleted_at   TIMESTAMP
);
CREATE UNIQUE INDEX chains_name ON chains (organisation, name) WHERE deleted_at IS NULL;

-- +goose Down

DROP TABLE chains;
DROP TABLE delegations;
DROP TABLE frameworks;
DROP TABLE holdings;
DROP TABLE allowances;
DROP TABLE operators;
DROP TABLE works;
DROP TABLE bindings;
DROP TABLE instances;
DROP TABLE attachments;
DROP TABLE messages;
DROP TABLE happenings;
DROP TABLE series;
DROP TABLE order_awaits;
DROP TABLE orders;
