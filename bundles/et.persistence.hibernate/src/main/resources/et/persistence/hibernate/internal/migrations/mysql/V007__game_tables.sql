-- What the tables of games look like, step by step: the last step that is done says what is there. What was begun and is not done is done again.
CREATE TABLE IF NOT EXISTS et_game_table (
  name VARCHAR(64) NOT NULL,
  step INTEGER NOT NULL,
  owner VARCHAR(255) NOT NULL,
  shape VARCHAR(8000) NOT NULL,
  changes VARCHAR(4000) NOT NULL,
  begun DATETIME(6) NOT NULL,
  done DATETIME(6),
  PRIMARY KEY (name, step)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC ${exact};
