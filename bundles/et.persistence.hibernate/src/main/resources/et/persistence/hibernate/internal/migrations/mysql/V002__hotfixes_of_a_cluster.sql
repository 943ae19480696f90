-- Hotfixes that all logic containers make together.

-- One row: who leads a hotfix at the moment, and how often the records have changed.
CREATE TABLE IF NOT EXISTS et_hotfix_turn (
  id INTEGER NOT NULL PRIMARY KEY,
  holder VARCHAR(255) NOT NULL,
  doing VARCHAR(1024) NOT NULL,
  until_time DATETIME(6) NOT NULL,
  changes BIGINT NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC ${exact};
INSERT IGNORE INTO et_hotfix_turn (id, holder, doing, until_time, changes) VALUES (1, '', '', '2000-01-01 00:00:00', 0);

-- What each container has done of a hotfix.
CREATE TABLE IF NOT EXISTS et_hotfix_step (
  number BIGINT NOT NULL,
  container VARCHAR(255) NOT NULL,
  phase VARCHAR(16) NOT NULL,
  detail MEDIUMBLOB NOT NULL,
  PRIMARY KEY (number, container)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC ${exact};

-- The bundles themselves, in parts: a container that was away fetches what must run.
CREATE TABLE IF NOT EXISTS et_hotfix_bytes (
  digest VARCHAR(64) NOT NULL,
  part INTEGER NOT NULL,
  bytes MEDIUMBLOB NOT NULL,
  PRIMARY KEY (digest, part)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC ${exact};
