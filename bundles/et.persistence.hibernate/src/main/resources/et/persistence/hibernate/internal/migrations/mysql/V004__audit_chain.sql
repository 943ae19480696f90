-- Each entry of the audit holds a digest of itself and of the one before: who changes one has to change all after it.
ALTER TABLE et_audit ADD COLUMN link VARBINARY(32);

-- One row, which whoever appends locks: entries have numbers without gaps, in the order of their links.
CREATE TABLE IF NOT EXISTS et_audit_head (
  id INTEGER NOT NULL PRIMARY KEY,
  unlinked BIGINT NOT NULL,
  number BIGINT NOT NULL,
  link VARBINARY(32) NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC ${exact};

INSERT IGNORE INTO et_audit_head (id, unlinked, number, link)
SELECT 1, COALESCE(MAX(number), 0), COALESCE(MAX(number), 0),
  X'0000000000000000000000000000000000000000000000000000000000000000'
FROM et_audit;
