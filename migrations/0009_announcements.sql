-- To whom a deletion without a second factor was announced, by keyed names as in delivery_problems, and what of it came back: an
-- account is not erased if its owner cannot have heard of that. A problem is forgotten after minutes or a day, and a deletion
-- waits longer. One that was asked for before this has no rows, and is carried out.
CREATE TABLE announcements (
  account_id TEXT NOT NULL REFERENCES deletions (account_id) ON DELETE CASCADE,
  recipient TEXT NOT NULL,
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'voice')),
  came_back INTEGER NOT NULL DEFAULT 0, -- 1: nothing reached the recipient by then
  PRIMARY KEY (account_id, recipient, channel)
) STRICT;
CREATE INDEX announcements_by_recipient ON announcements (recipient, channel);
