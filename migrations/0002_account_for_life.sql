-- What an account needs after its first sign-in: resets, several second factors, sealed personal information, notices,
-- recent activity, deletion.

-- Set by "this wasn't me": nothing opens the account until a reset is completed.
ALTER TABLE accounts ADD COLUMN locked_at INTEGER;

-- NULL until the person has said that the key is saved. A key that was never saved is replaced at the next sign-in.
ALTER TABLE personal_keys ADD COLUMN saved_at INTEGER;
UPDATE personal_keys SET saved_at = created_at;

ALTER TABLE pending_sign_ins ADD COLUMN phone_id TEXT;

-- What the person sees of a session in a list, and what the current-password step has opened.
ALTER TABLE sessions ADD COLUMN reference TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN browser TEXT; -- sealed
ALTER TABLE sessions ADD COLUMN password_confirmed_at INTEGER;
ALTER TABLE sessions ADD COLUMN password_wrap TEXT; -- sealed with the browser's cookie
ALTER TABLE sessions ADD COLUMN setting TEXT; -- JSON; everything secret in it is sealed

-- Whose message it is, so that it goes with the account. NULL where there is none.
ALTER TABLE messages ADD COLUMN account_id TEXT;
CREATE INDEX messages_of_account ON messages (account_id);

CREATE TABLE authenticator_apps (
  account_id TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  secret TEXT NOT NULL -- sealed
) STRICT;

-- Personal information, sealed under the account's data key, which the server does not have (PV-1).
CREATE TABLE information (
  account_id TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  changed_at INTEGER NOT NULL,
  sealed TEXT NOT NULL
) STRICT;

-- What a reset without the personal key left locked, with what the old key needs to open it (PR-4). Never a factor.
CREATE TABLE former_information (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  sealed TEXT NOT NULL,
  salt TEXT NOT NULL,
  parameters TEXT NOT NULL,
  pepper TEXT NOT NULL,
  verifier TEXT NOT NULL,
  data_key TEXT NOT NULL -- sealed
) STRICT;
CREATE INDEX former_information_of_account ON former_information (account_id);

-- One row per reset link. A row without an account stands for an address that has none, so that both take as long.
CREATE TABLE resets (
  link TEXT PRIMARY KEY,
  account_id TEXT REFERENCES accounts (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  finished_at INTEGER,
  browser TEXT UNIQUE,
  progress TEXT, -- JSON; everything secret in it is sealed
  revision INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX resets_of_account ON resets (account_id);
CREATE INDEX resets_by_end ON resets (expires_at);

-- One row per link to a new address (ST-3).
CREATE TABLE email_changes (
  link TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  email_fingerprint TEXT NOT NULL,
  email TEXT NOT NULL -- sealed
) STRICT;
CREATE INDEX email_changes_of_account ON email_changes (account_id);
CREATE INDEX email_changes_by_end ON email_changes (expires_at);

-- The links by which the owner says "this wasn't me". One that undoes a change of address holds the address before it.
CREATE TABLE notice_links (
  link TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  restores TEXT -- sealed
) STRICT;
CREATE INDEX notice_links_of_account ON notice_links (account_id);
CREATE INDEX notice_links_by_end ON notice_links (expires_at);

CREATE TABLE activities (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  event TEXT NOT NULL,
  browser TEXT -- sealed
) STRICT;
CREATE INDEX activities_of_account ON activities (account_id, at);
CREATE INDEX activities_by_age ON activities (at);

-- Accounts whose owner has lost every second factor and asked for their deletion.
CREATE TABLE deletions (
  account_id TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  requested_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  link TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX deletions_by_end ON deletions (due_at);
