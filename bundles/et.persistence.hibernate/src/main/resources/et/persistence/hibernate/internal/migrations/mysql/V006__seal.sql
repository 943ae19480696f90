-- The number of the key that a row's state and book are sealed with; 0 when they are as they are.
ALTER TABLE et_actor ADD COLUMN seal_key INTEGER NOT NULL DEFAULT 0;

-- In this order rows of old keys are sealed anew; and it tells quickly whether there are any.
ALTER TABLE et_actor ADD INDEX et_actor_seal (seal_key, type, id);
