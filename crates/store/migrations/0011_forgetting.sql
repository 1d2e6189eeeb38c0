-- Forgetting (src/sql/erase.rs): what a person may have erased, without a trace of who it was.

-- Fingerprints of erased record ids, so that a list which still has one does not bring it back.
CREATE TABLE erased_record (fingerprint TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE erasure_salt (one INTEGER PRIMARY KEY CHECK (one = 1), salt TEXT NOT NULL);

-- Invariant 7 still: a decision is superseded, never updated; it can lose whom it was about.
DROP TRIGGER review_decision_is_never_updated;
CREATE TRIGGER review_decision_is_never_updated BEFORE UPDATE ON review_decision
WHEN NEW.left_id <> '' OR NEW.right_id <> '' OR NEW.note <> '' OR NEW.seq <> OLD.seq
  OR NEW.kind <> OLD.kind OR NEW.answer <> OLD.answer OR NEW.reviewer <> OLD.reviewer
  OR NEW.decided_at <> OLD.decided_at OR NEW.shown_weight IS NOT OLD.shown_weight
BEGIN SELECT RAISE(ABORT, 'a review decision is superseded, never updated'); END;
