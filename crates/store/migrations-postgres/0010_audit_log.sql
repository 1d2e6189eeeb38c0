-- As migrations/0010, in PostgreSQL's words.

CREATE TABLE audit_entry (
  seq        BIGINT PRIMARY KEY,   -- position, from 1
  kind       TEXT COLLATE "C" NOT NULL,
  subject    TEXT COLLATE "C" NOT NULL, -- source id, link kind, or empty
  commitment TEXT COLLATE "C" NOT NULL, -- SHA-256 over salt and content, hex
  salt       TEXT COLLATE "C",                  -- 32 bytes, hex; NULL once forgotten
  content    TEXT COLLATE "C",                  -- JSON; NULL once forgotten
  head       TEXT COLLATE "C" NOT NULL          -- head of the tree up to and with this entry, hex
);
CREATE INDEX audit_entry_subject ON audit_entry (kind, subject, seq);

-- One row: what is needed to append, and what shows that entries were cut off.
CREATE TABLE audit_frontier (
  one   BIGINT PRIMARY KEY CHECK (one = 1),
  size  BIGINT NOT NULL,
  roots TEXT COLLATE "C" NOT NULL            -- roots of the complete subtrees, widest first, hex, one a line
);
INSERT INTO audit_frontier (one, size, roots) VALUES (1, 0, '');

-- Entries are appended; the only change is to forget salt and content together.
CREATE FUNCTION audit_entry_is_only_ever_forgotten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'an audit entry is never deleted';
  ELSIF NEW.salt IS NOT NULL OR NEW.content IS NOT NULL OR NEW.seq <> OLD.seq
    OR NEW.kind <> OLD.kind OR NEW.subject <> OLD.subject OR NEW.commitment <> OLD.commitment
    OR NEW.head <> OLD.head THEN
    RAISE EXCEPTION 'an audit entry can be forgotten, never changed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_entry_is_only_ever_forgotten BEFORE UPDATE OR DELETE ON audit_entry
FOR EACH ROW EXECUTE FUNCTION audit_entry_is_only_ever_forgotten();
