-- The part of the actors that a hotfix is tried on first: a percentage, named actors, or both.
ALTER TABLE et_hotfix ADD COLUMN IF NOT EXISTS canary VARCHAR(32768) DEFAULT '' NOT NULL;
