-- Which of several codes that were sent one soon after another the last one was: its message and the page both say it.
ALTER TABLE pending_sign_ins ADD COLUMN code_number INTEGER;

-- Messages are kept in another form. Those from before can't be read in it, and none was ever delivered: they only waited.
DELETE FROM messages;
