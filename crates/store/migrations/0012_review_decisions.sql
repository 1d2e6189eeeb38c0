-- Review decisions as the ledger keeps them: the whole entry is versioned JSON (src/wire/review.rs).
-- No command wrote to the table of 0001, so nothing is carried over.
DROP TABLE review_decision;

CREATE TABLE review_decision (
  seq         INTEGER PRIMARY KEY,                -- order of decision
  decision_id TEXT    NOT NULL UNIQUE,            -- unique across machines
  kind        TEXT    NOT NULL,
  left_id     TEXT    NOT NULL,
  payload     TEXT    NOT NULL                    -- empty where it was about somebody erased
);
-- Invariant 7: a decision is superseded by a later row, never updated or deleted; it can lose whom it
-- was about.
CREATE TRIGGER review_decision_is_never_updated BEFORE UPDATE ON review_decision
WHEN NEW.left_id <> '' OR NEW.payload <> '' OR NEW.seq <> OLD.seq
  OR NEW.decision_id <> OLD.decision_id OR NEW.kind <> OLD.kind
BEGIN SELECT RAISE(ABORT, 'a review decision is superseded, never updated'); END;
CREATE TRIGGER review_decision_is_never_deleted BEFORE DELETE ON review_decision
BEGIN SELECT RAISE(ABORT, 'a review decision is superseded, never deleted'); END;
