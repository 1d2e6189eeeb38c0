-- As migrations/0001, in PostgreSQL's words. Text sorts by bytes, as in SQLite.
-- What was read, linked and decided. Dates are ISO 8601 text; payloads are versioned JSON
-- (see src/wire). Nothing here is a name outside `record.payload`.

CREATE TABLE delivery (
  seq             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- order of reading
  source_id       TEXT COLLATE "C" NOT NULL,
  kind            TEXT COLLATE "C" NOT NULL CHECK (kind IN ('ngo', 'register', 'court')),
  title           TEXT COLLATE "C" NOT NULL,
  delivery_hash   TEXT COLLATE "C" NOT NULL, -- SHA-256 over the files' contents
  reading_hash    TEXT COLLATE "C" NOT NULL, -- the same plus column map and reference data
  as_of           TEXT COLLATE "C" NOT NULL,
  coverage        TEXT COLLATE "C" NOT NULL,
  rows_in         BIGINT NOT NULL,
  rows_in_records BIGINT NOT NULL,
  quarantined     BIGINT NOT NULL,
  records         BIGINT NOT NULL,
  notes           TEXT COLLATE "C" NOT NULL,
  is_current      BIGINT NOT NULL DEFAULT 1 CHECK (is_current IN (0, 1)),
  CHECK (rows_in = rows_in_records + quarantined) -- invariant 10
);
-- One current delivery per source.
CREATE UNIQUE INDEX delivery_current ON delivery (source_id) WHERE is_current = 1;

CREATE TABLE delivered_file (
  delivery_seq BIGINT NOT NULL REFERENCES delivery (seq),
  position     BIGINT NOT NULL,
  name         TEXT COLLATE "C" NOT NULL,
  sha256       TEXT COLLATE "C" NOT NULL,
  bytes        BIGINT NOT NULL,
  PRIMARY KEY (delivery_seq, position)
);

CREATE TABLE record (
  delivery_seq BIGINT NOT NULL REFERENCES delivery (seq),
  record_id    TEXT COLLATE "C" NOT NULL,
  payload      TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (delivery_seq, record_id)
);

CREATE TABLE quarantined_row (
  delivery_seq BIGINT NOT NULL REFERENCES delivery (seq),
  position     BIGINT NOT NULL,
  file         TEXT COLLATE "C" NOT NULL,
  sheet        TEXT COLLATE "C",
  row          BIGINT NOT NULL,
  column_name  TEXT COLLATE "C",
  value_kind   TEXT COLLATE "C" NOT NULL,
  reason       TEXT COLLATE "C" NOT NULL,
  remedy       TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (delivery_seq, position)
);

CREATE TABLE link_set (
  kind        TEXT COLLATE "C" PRIMARY KEY,                   -- ngo_register, register_court, ngo_ngo
  inputs_hash TEXT COLLATE "C" NOT NULL, -- what it was computed from
  payload     TEXT COLLATE "C" NOT NULL                       -- sizes, blocking, parameters
);

CREATE TABLE link_decision (
  kind    TEXT COLLATE "C" NOT NULL REFERENCES link_set (kind),
  left_id TEXT COLLATE "C" NOT NULL,
  payload TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (kind, left_id)
);

CREATE TABLE review_decision (
  seq          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- order of decision
  kind         TEXT COLLATE "C" NOT NULL,
  left_id      TEXT COLLATE "C" NOT NULL,
  right_id     TEXT COLLATE "C" NOT NULL,
  answer       TEXT COLLATE "C" NOT NULL CHECK (answer IN ('link', 'not_link', 'cannot_decide', 'withdraw')),
  reviewer     TEXT COLLATE "C" NOT NULL,
  decided_at   TEXT COLLATE "C" NOT NULL,
  shown_weight DOUBLE PRECISION,
  note         TEXT COLLATE "C" NOT NULL
);
-- Invariant 7: a decision is superseded by a later row, never updated or deleted.
CREATE FUNCTION review_decision_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a review decision is superseded, never updated or deleted'; END $$;
CREATE TRIGGER review_decision_is_never_changed BEFORE UPDATE OR DELETE ON review_decision
FOR EACH ROW EXECUTE FUNCTION review_decision_is_never_changed();
