-- Accounts, their authenticators, and what is under way. Times are seconds since 1970. Texts named in the comments as
-- sealed are `<key id>.<base64url>`; identifiers of rows that a browser or a link holds are keyed hashes of it.

CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL,
  email_fingerprint TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL -- sealed
) STRICT;

-- What proves the password, and the account's data key wrapped by it.
CREATE TABLE passwords (
  account_id TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  salt TEXT NOT NULL,
  parameters TEXT NOT NULL,
  pepper TEXT NOT NULL,
  verifier TEXT NOT NULL,
  data_key TEXT NOT NULL -- sealed
) STRICT;

-- The same for the personal key.
CREATE TABLE personal_keys (
  account_id TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  salt TEXT NOT NULL,
  parameters TEXT NOT NULL,
  pepper TEXT NOT NULL,
  verifier TEXT NOT NULL,
  data_key TEXT NOT NULL -- sealed
) STRICT;

CREATE TABLE phones (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  number_fingerprint TEXT NOT NULL,
  number TEXT NOT NULL -- sealed
) STRICT;
CREATE INDEX phones_of_account ON phones (account_id);

-- One row per confirmation link. Finished or expired, it keeps only that it was there.
CREATE TABLE sign_ups (
  link TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  email_fingerprint TEXT,
  email TEXT, -- sealed
  finished_at INTEGER,
  browser TEXT UNIQUE,
  progress TEXT, -- JSON; everything secret in it is sealed
  revision INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX sign_ups_of_address ON sign_ups (email_fingerprint);
CREATE INDEX sign_ups_by_end ON sign_ups (expires_at);

-- The password was right; the second factor is missing.
CREATE TABLE pending_sign_ins (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  keys TEXT, -- sealed with the browser's cookie
  method TEXT,
  code_sent_at INTEGER,
  locked_until INTEGER
) STRICT;
CREATE INDEX pending_sign_ins_by_end ON pending_sign_ins (expires_at);
CREATE INDEX pending_sign_ins_of_account ON pending_sign_ins (account_id);

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  data_key TEXT NOT NULL, -- sealed with the browser's cookie
  new_personal_key TEXT -- sealed with the browser's cookie, until the person has saved it
) STRICT;
CREATE INDEX sessions_of_account ON sessions (account_id);
CREATE INDEX sessions_by_last_seen ON sessions (last_seen_at);

-- The transactional outbox: written with the change that causes a message, gone when it is delivered.
CREATE TABLE messages (
  id TEXT PRIMARY KEY,
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'voice')),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  payload TEXT NOT NULL -- sealed
) STRICT;
CREATE INDEX messages_in_order ON messages (created_at);

-- Links in the message that an address with an account gets when somebody tries to sign up with it (SU-4).
CREATE TABLE reports (
  link TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  reported_at INTEGER
) STRICT;
CREATE INDEX reports_by_end ON reports (expires_at);

-- A batch inserts the count of what it relies on; anything but 1 aborts all of it (a lost race).
CREATE TABLE expectations (
  holds INTEGER NOT NULL CHECK (holds = 1)
) STRICT;
