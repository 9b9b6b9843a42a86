-- Each channel is sent by itself, so that a courier of emails that does not answer holds up no code.
CREATE INDEX messages_by_channel ON messages (channel, due_at) WHERE finished_at IS NULL;
DROP INDEX messages_by_due;

-- Until when a courier has asked not to be asked.
CREATE TABLE courier_pauses (
  channel TEXT NOT NULL,
  courier TEXT NOT NULL,
  ends_at INTEGER NOT NULL,
  PRIMARY KEY (channel, courier)
) STRICT;

-- Which codes follow each other: the older ones are dead, and one that still waits is not sent any more.
ALTER TABLE messages ADD COLUMN series TEXT;
CREATE INDEX messages_of_series ON messages (series) WHERE series IS NOT NULL;
