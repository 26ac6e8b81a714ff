-- The flow matrices of needs, as they were sent to the network teams.

-- +goose Up

CREATE TABLE sendings (
    id        TEXT PRIMARY KEY,
    need      TEXT NOT NULL REFERENCES needs (id) ON DELETE CASCADE,
    number    BIGINT NOT NULL,  -- of the sending for this need, from 1
    revision  BIGINT NOT NULL,  -- of the need
    valid_on  TEXT NOT NULL,
    platform  TEXT NOT NULL,    -- supposed for every environment, or empty
    recipient TEXT NOT NULL,
    note      TEXT NOT NULL,
    flows     BIGINT NOT NULL,
    digest    TEXT NOT NULL,    -- SHA-256 of the content, in hexadecimal
    content   BYTEA NOT NULL,   -- the matrix, as JSON
    at        TIMESTAMP NOT NULL,
    author    TEXT NOT NULL,
    UNIQUE (need, number)
);

-- +goose Down

DROP TABLE sendings;
