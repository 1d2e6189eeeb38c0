-- As migrations/0011, in PostgreSQL's words.

CREATE TABLE erased_record (fingerprint TEXT COLLATE "C" PRIMARY KEY);
CREATE TABLE erasure_salt (one BIGINT PRIMARY KEY CHECK (one = 1), salt TEXT NOT NULL);

CREATE OR REPLACE FUNCTION review_decision_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR NEW.left_id <> '' OR NEW.right_id <> '' OR NEW.note <> ''
    OR NEW.seq <> OLD.seq OR NEW.kind <> OLD.kind OR NEW.answer <> OLD.answer
    OR NEW.reviewer <> OLD.reviewer OR NEW.decided_at <> OLD.decided_at
    OR NEW.shown_weight IS DISTINCT FROM OLD.shown_weight THEN
    RAISE EXCEPTION 'a review decision is superseded, never updated or deleted';
  END IF;
  RETURN NEW;
END $$;
