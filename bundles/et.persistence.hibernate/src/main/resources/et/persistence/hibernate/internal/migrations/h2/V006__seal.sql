-- The number of the key that a row's state and book are sealed with; 0 when they are as they are.
ALTER TABLE et_actor ADD COLUMN IF NOT EXISTS seal_key INTEGER DEFAULT 0 NOT NULL;

-- In this order rows of old keys are sealed anew; and it tells quickly whether there are any.
CREATE INDEX IF NOT EXISTS et_actor_seal ON et_actor (seal_key, type, id);
