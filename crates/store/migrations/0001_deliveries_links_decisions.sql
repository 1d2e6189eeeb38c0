-- What was read, linked and decided. Dates are ISO 8601 text; payloads are versioned JSON
-- (see src/wire). Nothing here is a name outside `record.payload`.

CREATE TABLE delivery (
  seq             INTEGER PRIMARY KEY,            -- order of reading
  source_id       TEXT    NOT NULL,
  kind            TEXT    NOT NULL CHECK (kind IN ('ngo', 'register', 'court')),
  title           TEXT    NOT NULL,
  delivery_hash   TEXT    NOT NULL,               -- SHA-256 over the files' contents
  reading_hash    TEXT    NOT NULL,               -- the same plus column map and reference data
  as_of           TEXT    NOT NULL,
  coverage        TEXT    NOT NULL,
  rows_in         INTEGER NOT NULL,
  rows_in_records INTEGER NOT NULL,
  quarantined     INTEGER NOT NULL,
  records         INTEGER NOT NULL,
  notes           TEXT    NOT NULL,
  is_current      INTEGER NOT NULL DEFAULT 1 CHECK (is_current IN (0, 1)),
  CHECK (rows_in = rows_in_records + quarantined) -- invariant 10
);
-- One current delivery per source.
CREATE UNIQUE INDEX delivery_current ON delivery (source_id) WHERE is_current = 1;

CREATE TABLE delivered_file (
  delivery_seq INTEGER NOT NULL REFERENCES delivery (seq),
  position     INTEGER NOT NULL,
  name         TEXT    NOT NULL,
  sha256       TEXT    NOT NULL,
  bytes        INTEGER NOT NULL,
  PRIMARY KEY (delivery_seq, position)
) WITHOUT ROWID;

CREATE TABLE record (
  delivery_seq INTEGER NOT NULL REFERENCES delivery (seq),
  record_id    TEXT    NOT NULL,
  payload      TEXT    NOT NULL,
  PRIMARY KEY (delivery_seq, record_id)
) WITHOUT ROWID;

CREATE TABLE quarantined_row (
  delivery_seq INTEGER NOT NULL REFERENCES delivery (seq),
  position     INTEGER NOT NULL,
  file         TEXT    NOT NULL,
  sheet        TEXT,
  row          INTEGER NOT NULL,
  column_name  TEXT,
  value_kind   TEXT    NOT NULL,
  reason       TEXT    NOT NULL,
  remedy       TEXT    NOT NULL,
  PRIMARY KEY (delivery_seq, position)
) WITHOUT ROWID;

CREATE TABLE link_set (
  kind        TEXT PRIMARY KEY,                   -- ngo_register, register_court, ngo_ngo
  inputs_hash TEXT NOT NULL,                      -- what it was computed from
  payload     TEXT NOT NULL                       -- sizes, blocking, parameters
) WITHOUT ROWID;

CREATE TABLE link_decision (
  kind    TEXT NOT NULL REFERENCES link_set (kind),
  left_id TEXT NOT NULL,
  payload TEXT NOT NULL,
  PRIMARY KEY (kind, left_id)
) WITHOUT ROWID;

CREATE TABLE review_decision (
  seq          INTEGER PRIMARY KEY,               -- order of decision
  kind         TEXT NOT NULL,
  left_id      TEXT NOT NULL,
  right_id     TEXT NOT NULL,
  answer       TEXT NOT NULL CHECK (answer IN ('link', 'not_link', 'cannot_decide', 'withdraw')),
  reviewer     TEXT NOT NULL,
  decided_at   TEXT NOT NULL,
  shown_weight REAL,
  note         TEXT NOT NULL
);
-- Invariant 7: a decision is superseded by a later row, never updated or deleted.
CREATE TRIGGER review_decision_is_never_updated BEFORE UPDATE ON review_decision
BEGIN SELECT RAISE(ABORT, 'a review decision is superseded, never updated'); END;
CREATE TRIGGER review_decision_is_never_deleted BEFORE DELETE ON review_decision
BEGIN SELECT RAISE(ABORT, 'a review decision is superseded, never deleted'); END;
