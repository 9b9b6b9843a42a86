-- The table of messages keeps those that are finished, too, until their purpose has expired: nothing that is asked often may read
-- all of it. Each index costs a write for each message, so there is one more for the upkeep and one less for the few
-- that wait, which the index of what is due has already.
CREATE INDEX messages_by_end ON messages (expires_at);
DROP INDEX messages_in_order;

-- A message that is nobody's, or finished, is not looked up by its account.
DROP INDEX messages_of_account;
CREATE INDEX messages_of_account ON messages (account_id) WHERE account_id IS NOT NULL;

-- Whether a message goes to any address alike. What is learned from one that only an account gets must not be said to strangers.
ALTER TABLE messages ADD COLUMN for_anybody INTEGER NOT NULL DEFAULT 0;
ALTER TABLE delivery_problems ADD COLUMN for_anybody INTEGER NOT NULL DEFAULT 0;
