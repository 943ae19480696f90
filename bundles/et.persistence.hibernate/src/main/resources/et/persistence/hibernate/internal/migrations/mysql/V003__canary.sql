-- The part of the actors that a hotfix is tried on first: a percentage, named actors, or both.
ALTER TABLE et_hotfix ADD COLUMN canary MEDIUMTEXT NOT NULL DEFAULT ('');
