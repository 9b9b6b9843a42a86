-- What people say of the help center, and what they write to us.

-- How often an article helped. Nothing of who said so.
CREATE TABLE feedback (
  article TEXT NOT NULL, -- section/slug
  language TEXT NOT NULL,
  helpful INTEGER NOT NULL, -- 1 or 0
  day INTEGER NOT NULL, -- when the day began, in UTC
  count INTEGER NOT NULL,
  PRIMARY KEY (article, language, helpful, day)
) STRICT;

-- What was written in the contact form. Nothing names an account.
CREATE TABLE contact_messages (
  id TEXT PRIMARY KEY, -- a keyed name of the form and what was written in it: sent twice, it is one message
  created_at INTEGER NOT NULL,
  payload TEXT NOT NULL -- sealed
) STRICT;
