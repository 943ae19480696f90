-- What each version of the code did to an actor: its first and its last change. Times are milliseconds since 1970.
CREATE TABLE IF NOT EXISTS et_impact (
  code VARCHAR(255) NOT NULL,
  type VARCHAR(64) NOT NULL,
  id VARCHAR(255) NOT NULL,
  revision BIGINT NOT NULL,
  player VARCHAR(255) NOT NULL,
  first_at BIGINT NOT NULL,
  last_revision BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  sent BIGINT NOT NULL,
  PRIMARY KEY (code, type, id, revision),
  KEY et_impact_last (last_at)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC ${exact};
