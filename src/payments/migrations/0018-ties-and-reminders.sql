-- A part of a line that was said to be something it is not is struck out, and stays to be read.
ALTER TABLE payments.entry_part ADD COLUMN undone_at timestamptz;
-- Of a dispute whose answer is due soon those who look after money are told once.
ALTER TABLE payments.dispute ADD COLUMN reminded_at timestamptz;
CREATE INDEX dispute_due ON payments.dispute (answer_by) WHERE state = 'open' AND reminded_at IS NULL;
