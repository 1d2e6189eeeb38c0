-- As migrations/0012, in PostgreSQL's words.
DROP TABLE review_decision;

CREATE TABLE review_decision (
  seq         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  decision_id TEXT COLLATE "C" NOT NULL UNIQUE,
  kind        TEXT COLLATE "C" NOT NULL,
  left_id     TEXT COLLATE "C" NOT NULL,
  payload     TEXT COLLATE "C" NOT NULL
);
CREATE OR REPLACE FUNCTION review_decision_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR NEW.left_id <> '' OR NEW.payload <> '' OR NEW.seq <> OLD.seq
    OR NEW.decision_id <> OLD.decision_id OR NEW.kind <> OLD.kind THEN
    RAISE EXCEPTION 'a review decision is superseded, never updated or deleted';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER review_decision_is_never_changed BEFORE UPDATE OR DELETE ON review_decision
FOR EACH ROW EXECUTE FUNCTION review_decision_is_never_changed();
