-- Records as rows of a table of their own: where they lay within their key, whatever of a payload was
-- more than a kilobyte took a page to itself, and the file was three times as large as what it held.

CREATE TABLE record_row (
  delivery_seq INTEGER NOT NULL REFERENCES delivery (seq),
  record_id    TEXT    NOT NULL,
  payload      TEXT    NOT NULL,
  PRIMARY KEY (delivery_seq, record_id)
);
INSERT INTO record_row SELECT delivery_seq, record_id, payload FROM record
  ORDER BY delivery_seq, record_id;
DROP TABLE record;
ALTER TABLE record_row RENAME TO record;
