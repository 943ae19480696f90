-- The first tables. A script that was released is never changed: a checksum is kept of it.
-- Every statement can be repeated: a script that was cut off runs again from its start.
-- ${exact} is the character set and the collation in which only the same texts are equal; servers name it differently.
-- Moments are UTC.

-- Who owns a shard: the number of its ownership grows with each new owner, and a write with any other is refused.
CREATE TABLE IF NOT EXISTS et_shard (
  shard INTEGER NOT NULL PRIMARY KEY,
  epoch BIGINT NOT NULL,
  owner VARCHAR(255) NOT NULL,
  raised_at DATETIME(6) NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC ${exact};

-- One actor is one row. State and book are bytes: no class of a game is known here.
-- The time stands first in the index: then one walk along it finds what is due, earliest first, whatever shards are asked for.
CREATE TABLE IF NOT EXISTS et_actor (
  type VARCHAR(64) NOT NULL,
  id VARCHAR(255) NOT NULL,
  shard INTEGER NOT NULL,
  state_schema INTEGER NOT NULL,
  revision BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  state MEDIUMBLOB NOT NULL,
  book MEDIUMBLOB NOT NULL,
  wake_at BIGINT NOT NULL,
  code VARCHAR(255) NOT NULL,
  PRIMARY KEY (type, id),
  KEY et_actor_wake (wake_at, shard)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC ${exact};

CREATE TABLE IF NOT EXISTS et_account (
  number BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  way VARCHAR(16) NOT NULL,
  proof_key VARCHAR(255) NOT NULL,
  secret VARCHAR(512) NOT NULL,
  blocked BOOLEAN NOT NULL,
  created DATETIME(6) NOT NULL,
  CONSTRAINT et_account_key UNIQUE (way, proof_key)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC ${exact};

-- Sessions stay for a day after their end, so that a stolen token is recognised. Hashes are SHA-256 in hex.
CREATE TABLE IF NOT EXISTS et_session (
  id BIGINT NOT NULL PRIMARY KEY,
  player BIGINT NOT NULL,
  token_hash VARCHAR(64) NOT NULL,
  next_token_hash VARCHAR(64),
  created DATETIME(6) NOT NULL,
  expires DATETIME(6) NOT NULL,
  ended DATETIME(6),
  UNIQUE KEY et_session_token (token_hash),
  UNIQUE KEY et_session_next_token (next_token_hash),
  KEY et_session_live (player, ended),
  KEY et_session_expires (expires),
  CONSTRAINT et_session_player FOREIGN KEY (player) REFERENCES et_account (number)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC ${exact};

-- Tokens that a session had once and has no more.
CREATE TABLE IF NOT EXISTS et_token (
  hash VARCHAR(64) NOT NULL PRIMARY KEY,
  session_id BIGINT NOT NULL,
  replaced DATETIME(6) NOT NULL,
  KEY et_token_replaced (replaced),
  CONSTRAINT et_token_session FOREIGN KEY (session_id) REFERENCES et_session (id) ON DELETE CASCADE
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC ${exact};

CREATE TABLE IF NOT EXISTS et_audit (
  number BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  at DATETIME(6) NOT NULL,
  who VARCHAR(255) NOT NULL,
  what VARCHAR(64) NOT NULL,
  subject VARCHAR(255) NOT NULL,
  detail VARCHAR(2000) NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC ${exact};

CREATE TABLE IF NOT EXISTS et_hotfix (
  number BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  bundle VARCHAR(255) NOT NULL,
  from_version VARCHAR(255) NOT NULL,
  to_version VARCHAR(255) NOT NULL,
  digest VARCHAR(64) NOT NULL,
  phase VARCHAR(16) NOT NULL,
  who VARCHAR(255) NOT NULL,
  started DATETIME(6) NOT NULL,
  changed DATETIME(6) NOT NULL,
  receipt MEDIUMTEXT NOT NULL,
  KEY et_hotfix_bundle (bundle, number)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC ${exact};
