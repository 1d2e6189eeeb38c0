-- The audit log (src/audit): leaves of a Merkle tree, each with a commitment to its content.
-- Deliveries that were read before there was a log are read again, so that each has its entry.
UPDATE delivery SET is_current = 0;
DELETE FROM link_decision;
DELETE FROM link_set;

CREATE TABLE audit_entry (
  seq        INTEGER PRIMARY KEY,   -- position, from 1
  kind       TEXT NOT NULL,
  subject    TEXT NOT NULL,         -- source id, link kind, or empty
  commitment TEXT NOT NULL,         -- SHA-256 over salt and content, hex
  salt       TEXT,                  -- 32 bytes, hex; NULL once forgotten
  content    TEXT,                  -- JSON; NULL once forgotten
  head       TEXT NOT NULL          -- head of the tree up to and with this entry, hex
);
CREATE INDEX audit_entry_subject ON audit_entry (kind, subject, seq);

-- One row: what is needed to append, and what shows that entries were cut off.
CREATE TABLE audit_frontier (
  one   INTEGER PRIMARY KEY CHECK (one = 1),
  size  INTEGER NOT NULL,
  roots TEXT    NOT NULL            -- roots of the complete subtrees, widest first, hex, one a line
);
INSERT INTO audit_frontier (one, size, roots) VALUES (1, 0, '');

-- Entries are appended; the only change is to forget salt and content together.
CREATE TRIGGER audit_entry_is_never_deleted BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'an audit entry is never deleted'); END;
CREATE TRIGGER audit_entry_is_only_ever_forgotten BEFORE UPDATE ON audit_entry
WHEN NEW.salt IS NOT NULL OR NEW.content IS NOT NULL OR NEW.seq <> OLD.seq OR NEW.kind <> OLD.kind
  OR NEW.subject <> OLD.subject OR NEW.commitment <> OLD.commitment OR NEW.head <> OLD.head
BEGIN SELECT RAISE(ABORT, 'an audit entry can be forgotten, never changed'); END;
