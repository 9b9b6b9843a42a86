-- How messages leave: when each is due, who is sending it, and what came of it.

-- Due at once when they are written.
ALTER TABLE messages ADD COLUMN due_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
-- Who is sending it right now, and until when nobody else may. NULL: nobody.
ALTER TABLE messages ADD COLUMN lease TEXT;
ALTER TABLE messages ADD COLUMN leased_until INTEGER NOT NULL DEFAULT 0;
-- When it was delivered, or refused for good. Its text is gone then; id and times stay until its purpose has expired, so
-- that what queues it once never queues it again.
ALTER TABLE messages ADD COLUMN finished_at INTEGER;
CREATE INDEX messages_by_due ON messages (due_at) WHERE finished_at IS NULL;
CREATE INDEX messages_by_lease ON messages (lease) WHERE lease IS NOT NULL;

-- Why nothing reaches an address or a number by a channel: said on screen, and kept from being tried again until it expires.
-- The recipient is a keyed name, as a guard's: nobody can tell from it whose it is.
CREATE TABLE delivery_problems (
  recipient TEXT NOT NULL,
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'voice')),
  problem TEXT NOT NULL,
  since INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (recipient, channel)
) STRICT;
CREATE INDEX delivery_problems_by_end ON delivery_problems (expires_at);

-- What came of sending, by the hour. Nothing of to whom.
CREATE TABLE delivery_counts (
  hour INTEGER NOT NULL, -- when it began, in UTC
  channel TEXT NOT NULL,
  courier TEXT NOT NULL, -- '' where none was asked
  outcome TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (hour, channel, courier, outcome)
) STRICT;
