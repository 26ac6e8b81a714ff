-- Everything the portal keeps. The same text runs on SQLite and on PostgreSQL.
--
--   TEXT       identifiers, words; civil dates as YYYY-MM-DD; JSON
--   TIMESTAMP  instants, UTC, to the microsecond
--   BYTEA      bytes; also sort keys, which both databases order byte by byte
--              whatever the language they were installed in
--
-- Columns named sort_… and search hold a text without case nor accents.

-- +goose Up

-- People and organisations ---------------------------------------------------

CREATE TABLE organisations (
    id         TEXT PRIMARY KEY,
    parent     TEXT REFERENCES organisations (id),
    path       TEXT NOT NULL,   -- /root/…/id/
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    title      TEXT NOT NULL,
    siret      TEXT NOT NULL,
    body       TEXT NOT NULL,
    ministry   TEXT NOT NULL,
    search     TEXT NOT NULL,
    sort_path  BYTEA NOT NULL,  -- the titles from the root down
    version    BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at TIMESTAMP
);
CREATE UNIQUE INDEX organisations_name ON organisations (name) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX organisations_siret ON organisations (siret) WHERE deleted_at IS NULL AND siret <> '';
CREATE UNIQUE INDEX organisations_path ON organisations (path);
CREATE INDEX organisations_sort ON organisations (sort_path, id);

CREATE TABLE people (
    id           TEXT PRIMARY KEY,
    kind         TEXT NOT NULL,
    issuer       TEXT NOT NULL,
    subject      TEXT NOT NULL,
    email        TEXT NOT NULL,
    name         TEXT NOT NULL,
    language     TEXT NOT NULL,
    theme        TEXT NOT NULL,
    home         TEXT NOT NULL,
    password     TEXT NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    disabled     BOOLEAN NOT NULL,
    erased       BOOLEAN NOT NULL,
    search       TEXT NOT NULL,
    sort_name    BYTEA NOT NULL,
    version      BIGINT NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    created_by   TEXT NOT NULL,
    updated_at   TIMESTAMP NOT NULL,
    updated_by   TEXT NOT NULL,
    deleted_at   TIMESTAMP
);
CREATE UNIQUE INDEX people_subject ON people (issuer, subject) WHERE subject <> '';
CREATE UNIQUE INDEX people_email ON people (email) WHERE issuer = '' AND email <> '';
CREATE INDEX people_sort ON people (sort_name, id);
CREATE INDEX people_home ON people (home);

CREATE TABLE grants (
    id           TEXT PRIMARY KEY,
    person       TEXT NOT NULL REFERENCES people (id),
    organisation TEXT REFERENCES organisations (id),   -- null: the whole portal
    role         TEXT NOT NULL,
    until_at     TIMESTAMP,
    reason       TEXT NOT NULL,
    version      BIGINT NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    created_by   TEXT NOT NULL,
    updated_at   TIMESTAMP NOT NULL,
    updated_by   TEXT NOT NULL,
    deleted_at   TIMESTAMP
);
CREATE INDEX grants_person ON grants (person);
CREATE INDEX grants_organisation ON grants (organisation);

-- Ways in --------------------------------------------------------------------

CREATE TABLE sessions (
    hash       BYTEA PRIMARY KEY,
    person     TEXT NOT NULL REFERENCES people (id),
    method     TEXT NOT NULL,
    acr        TEXT NOT NULL,
    id_token   TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    seen_at    TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    agent      TEXT NOT NULL
);
CREATE INDEX sessions_person ON sessions (person);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE tokens (
    id         TEXT PRIMARY KEY,
    person     TEXT NOT NULL REFERENCES people (id),
    name       TEXT NOT NULL,
    prefix     TEXT NOT NULL,
    hash       BYTEA NOT NULL,
    scopes     TEXT NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at    TIMESTAMP,
    used_from  TEXT NOT NULL,
    version    BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at TIMESTAMP
);
CREATE UNIQUE INDEX tokens_prefix ON tokens (prefix);
CREATE INDEX tokens_person ON tokens (person);

CREATE TABLE passkeys (
    id         TEXT PRIMARY KEY,
    person     TEXT NOT NULL REFERENCES people (id),
    name       TEXT NOT NULL,
    data       BYTEA NOT NULL,
    used_at    TIMESTAMP,
    version    BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at TIMESTAMP
);
CREATE INDEX passkeys_person ON passkeys (person);

CREATE TABLE links (
    hash       BYTEA PRIMARY KEY,
    purpose    TEXT NOT NULL,
    person     TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at    TIMESTAMP
);

CREATE TABLE challenges (
    hash       BYTEA PRIMARY KEY,
    data       BYTEA NOT NULL,
    expires_at TIMESTAMP NOT NULL
);

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value BYTEA NOT NULL
);

-- Needs ----------------------------------------------------------------------

CREATE TABLE needs (
    id           TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES organisations (id),
    name         TEXT NOT NULL,
    title        TEXT NOT NULL,
    state        TEXT NOT NULL,
    ministry     TEXT NOT NULL,
    revision     BIGINT NOT NULL,
    search       TEXT NOT NULL,
    sort_title   BYTEA NOT NULL,
    sort_path    BYTEA NOT NULL,   -- that of the organisation
    -- What the lists filter and sort by, copied from the current decision.
    decision     TEXT NOT NULL,    -- its identifier, '' for none
    verdict      TEXT NOT NULL,    -- its best verdict, '' for none
    offer        TEXT NOT NULL,    -- its first eligible offer, '' for none
    reopened     BOOLEAN NOT NULL,
    due          TEXT NOT NULL,    -- 9999-12-31 for none: the last in a list
    -- How many decisions were taken, in all and by best verdict.
    taken              BIGINT NOT NULL,
    taken_eligible     BIGINT NOT NULL,
    taken_undetermined BIGINT NOT NULL,
    taken_ineligible   BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    created_by   TEXT NOT NULL,
    updated_at   TIMESTAMP NOT NULL,
    updated_by   TEXT NOT NULL,
    deleted_at   TIMESTAMP
);
CREATE UNIQUE INDEX needs_name ON needs (organisation, name) WHERE deleted_at IS NULL;
-- The usual order, with what is searched and who may see a need; then what is counted.
-- A list and a count then read no row that they leave out, which is most of their time.
-- deleted_at is there because SQLite does not read it from the condition.
CREATE INDEX needs_title ON needs (sort_title, id, organisation, state, created_by, search, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX needs_outcome ON needs (ministry, verdict, reopened, offer, organisation, state, created_by, id, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX needs_updated ON needs (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX needs_due ON needs (due, id) WHERE deleted_at IS NULL;
CREATE INDEX needs_path ON needs (sort_path, id) WHERE deleted_at IS NULL;

CREATE TABLE revisions (
    need     TEXT NOT NULL REFERENCES needs (id) ON DELETE CASCADE,
    number   BIGINT NOT NULL,
    document BYTEA NOT NULL,
    note     TEXT NOT NULL,
    at       TIMESTAMP NOT NULL,
    author   TEXT NOT NULL,
    PRIMARY KEY (need, number)
);

CREATE TABLE shares (
    need   TEXT NOT NULL REFERENCES needs (id) ON DELETE CASCADE,
    target TEXT NOT NULL,   -- an organisation or a person
    at     TIMESTAMP NOT NULL,
    author TEXT NOT NULL,
    PRIMARY KEY (need, target)
);
CREATE INDEX shares_target ON shares (target);

CREATE TABLE comments (
    id         TEXT PRIMARY KEY,
    need       TEXT NOT NULL REFERENCES needs (id) ON DELETE CASCADE,
    body       TEXT NOT NULL,
    author     TEXT NOT NULL,
    rule       TEXT NOT NULL,
    offer      TEXT NOT NULL,
    version    BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    created_by TEXT NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    updated_by TEXT NOT NULL,
    deleted_at TIMESTAMP
);
CREATE INDEX comments_need ON comments (need, created_at, id);

-- Decisions on record --------------------------------------------------------

CREATE TABLE decisions (
    id           TEXT PRIMARY KEY,
    need         TEXT NOT NULL REFERENCES needs (id) ON DELETE CASCADE,
    number       BIGINT NOT NULL,
    revision     BIGINT NOT NULL,
    state        TEXT NOT NULL,
    taken_on     TEXT NOT NULL,
    verdict      TEXT NOT NULL,
    eligible     BIGINT NOT NULL,
    undetermined BIGINT NOT NULL,
    ineligible   BIGINT NOT NULL,
    offers       TEXT NOT NULL,    -- the eligible ones, best first
    catalogue    TEXT NOT NULL,
    doctrine     TEXT NOT NULL,
    program      TEXT NOT NULL,
    taken_at     TIMESTAMP NOT NULL,
    taken_by     TEXT NOT NULL,
    due          TEXT NOT NULL,    -- 9999-12-31 for none
    reopened_at  TIMESTAMP,
    changes      TEXT NOT NULL,
    sha256       TEXT NOT NULL
);
CREATE UNIQUE INDEX decisions_number ON decisions (need, number);
CREATE INDEX decisions_taken ON decisions (taken_at, id);
CREATE INDEX decisions_state ON decisions (state, id);
CREATE INDEX decisions_verdict ON decisions (verdict, taken_at, id);
CREATE INDEX decisions_catalogue ON decisions (catalogue, taken_at, id);
CREATE INDEX decisions_due ON decisions (due, id);

-- What only the page of one decision reads.
CREATE TABLE decision_bodies (
    decision   TEXT PRIMARY KEY REFERENCES decisions (id) ON DELETE CASCADE,
    need       TEXT NOT NULL,
    edition    TEXT NOT NULL,      -- catalogue, doctrine and language
    dictionary BIGINT NOT NULL,    -- 0 for none
    language   TEXT NOT NULL,
    document   BYTEA NOT NULL,     -- zstd
    body       BYTEA NOT NULL,     -- zstd, against the dictionary
    gist       BYTEA NOT NULL      -- idem
);
CREATE INDEX decision_bodies_edition ON decision_bodies (edition, dictionary);

-- What the bodies of two needs decided under the same edition have in common.
CREATE TABLE dictionaries (
    number  BIGINT PRIMARY KEY,
    edition TEXT NOT NULL,
    content BYTEA NOT NULL         -- zstd
);
CREATE UNIQUE INDEX dictionaries_edition ON dictionaries (edition);

-- The eligible offers of current decisions.
CREATE TABLE need_offers (
    need  TEXT NOT NULL REFERENCES needs (id) ON DELETE CASCADE,
    offer TEXT NOT NULL,
    rank  BIGINT NOT NULL,
    PRIMARY KEY (need, offer)
);
CREATE INDEX need_offers_offer ON need_offers (offer, need);

CREATE TABLE derogations (
    id           TEXT PRIMARY KEY,
    need         TEXT NOT NULL REFERENCES needs (id) ON DELETE CASCADE,
    rule         TEXT NOT NULL,
    offer        TEXT NOT NULL,
    state        TEXT NOT NULL,
    reason       TEXT NOT NULL,
    proof        TEXT NOT NULL,
    asked        TEXT NOT NULL,
    read_on      TEXT NOT NULL,
    begins       TEXT NOT NULL,
    ends         TEXT NOT NULL,    -- 9999-12-31 for none
    authority    TEXT NOT NULL,
    reference    TEXT NOT NULL,
    note         TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    settled_by   TEXT NOT NULL,
    settled_at   TIMESTAMP,
    version      BIGINT NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    created_by   TEXT NOT NULL,
    updated_at   TIMESTAMP NOT NULL,
    updated_by   TEXT NOT NULL,
    deleted_at   TIMESTAMP
);
CREATE INDEX derogations_need ON derogations (need);
CREATE INDEX derogations_ends ON derogations (ends, id);

CREATE TABLE editions (
    number            BIGINT PRIMARY KEY,
    catalogue         TEXT NOT NULL,
    doctrine          TEXT NOT NULL,
    catalogue_version TEXT NOT NULL,
    at                TIMESTAMP NOT NULL,
    author            TEXT NOT NULL,
    note_fr           TEXT NOT NULL,
    note_en           TEXT NOT NULL
);

CREATE TABLE artefacts (
    digest  TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    content BYTEA NOT NULL,
    at      TIMESTAMP NOT NULL
);

CREATE TABLE operations (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    done       BIGINT NOT NULL,
    total      BIGINT NOT NULL,
    state      TEXT NOT NULL,
    message_fr TEXT NOT NULL,
    message_en TEXT NOT NULL,
    result     BYTEA,
    author     TEXT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    ended_at   TIMESTAMP
);

CREATE TABLE replies (
    person TEXT NOT NULL,
    key    TEXT NOT NULL,
    hash   BYTEA NOT NULL,
    status BIGINT NOT NULL,
    header BYTEA NOT NULL,
    body   BYTEA NOT NULL,
    at     TIMESTAMP NOT NULL,
    PRIMARY KEY (person, key)
);
CREATE INDEX replies_at ON replies (at);

-- Telling people and programs ------------------------------------------------

CREATE TABLE notices (
    id       TEXT PRIMARY KEY,
    person   TEXT NOT NULL REFERENCES people (id),
    topic    TEXT NOT NULL,
    title_fr TEXT NOT NULL,
    title_en TEXT NOT NULL,
    body_fr  TEXT NOT NULL,
    body_en  TEXT NOT NULL,
    link     TEXT NOT NULL,
    object   TEXT NOT NULL,
    key      TEXT NOT NULL,
    at       TIMESTAMP NOT NULL,
    read_at  TIMESTAMP,
    mail     BOOLEAN NOT NULL,
    mailed_at  TIMESTAMP,
    mail_error TEXT NOT NULL
);
CREATE UNIQUE INDEX notices_key ON notices (person, key) WHERE key <> '';
CREATE INDEX notices_person ON notices (person, at, id);
CREATE INDEX notices_object ON notices (object);

CREATE TABLE webhooks (
    id           TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES organisations (id),
    url          TEXT NOT NULL,
    topics       TEXT NOT NULL,
    generation   BIGINT NOT NULL,
    disabled     BOOLEAN NOT NULL,
    disabled_why TEXT NOT NULL,
    version      BIGINT NOT NULL,
    created_at   TIMESTAMP NOT NULL,
    created_by   TEXT NOT NULL,
    updated_at   TIMESTAMP NOT NULL,
    updated_by   TEXT NOT NULL,
    deleted_at   TIMESTAMP
);
CREATE INDEX webhooks_organisation ON webhooks (organisation);

CREATE TABLE deliveries (
    id       TEXT PRIMARY KEY,
    webhook  TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    event    TEXT NOT NULL,
    topic    TEXT NOT NULL,
    body     BYTEA NOT NULL,
    attempts BIGINT NOT NULL,
    status   BIGINT NOT NULL,
    error    TEXT NOT NULL,
    at       TIMESTAMP NOT NULL,
    done_at  TIMESTAMP
);
CREATE INDEX deliveries_webhook ON deliveries (webhook, at, id);

-- The journal: rows are added and never changed, but for personal values -----

CREATE TABLE journal_entries (
    position     BIGINT PRIMARY KEY,
    at           TIMESTAMP NOT NULL,
    actor        TEXT NOT NULL,
    action       TEXT NOT NULL,
    kind         TEXT NOT NULL,
    object       TEXT NOT NULL,
    object_name  TEXT NOT NULL,
    organisation TEXT NOT NULL,
    request      TEXT NOT NULL,
    outcome      TEXT NOT NULL,
    details      TEXT NOT NULL,
    leaf         BYTEA NOT NULL
);
CREATE INDEX journal_entries_actor ON journal_entries (actor, position);
CREATE INDEX journal_entries_object ON journal_entries (object, position);
CREATE INDEX journal_entries_organisation ON journal_entries (organisation, position);

CREATE TABLE journal_personal (
    position BIGINT NOT NULL REFERENCES journal_entries (position),
    field    TEXT NOT NULL,
    person   TEXT NOT NULL,
    salt     BYTEA,             -- null once erased, as the value
    value    TEXT,
    PRIMARY KEY (position, field)
);
CREATE INDEX journal_personal_person ON journal_personal (person);

CREATE TABLE journal_hashes (
    position BIGINT PRIMARY KEY,
    hash     BYTEA NOT NULL
);

CREATE TABLE journal_checkpoints (
    size BIGINT NOT NULL,
    at   TIMESTAMP NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (size, at)
);

-- +goose Down

DROP TABLE journal_checkpoints;
DROP TABLE journal_hashes;
DROP TABLE journal_personal;
DROP TABLE journal_entries;
DROP TABLE deliveries;
DROP TABLE webhooks;
DROP TABLE notices;
DROP TABLE replies;
DROP TABLE operations;
DROP TABLE artefacts;
DROP TABLE editions;
DROP TABLE derogations;
DROP TABLE need_offers;
DROP TABLE dictionaries;
DROP TABLE decision_bodies;
DROP TABLE decisions;
DROP TABLE comments;
DROP TABLE shares;
DROP TABLE revisions;
DROP TABLE needs;
DROP TABLE settings;
DROP TABLE challenges;
DROP TABLE links;
DROP TABLE passkeys;
DROP TABLE tokens;
DROP TABLE sessions;
DROP TABLE grants;
DROP TABLE people;
DROP TABLE organisations;
