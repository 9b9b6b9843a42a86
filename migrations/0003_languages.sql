-- The language in which the owner of an account is written to: that of the browser that signed up, then of the last
-- complete sign-in. Somebody else's request must not choose it.
ALTER TABLE accounts ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
