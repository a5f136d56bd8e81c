-- What is compared with the world outside has tables of its own: they were made within payments, and keep all that is in them.
CREATE SCHEMA bank;
ALTER TABLE payments.statement SET SCHEMA bank;
ALTER TABLE payments.entry SET SCHEMA bank;
ALTER TABLE payments.entry_part SET SCHEMA bank;
ALTER TABLE payments.payout SET SCHEMA bank;
ALTER TABLE payments.payout_line SET SCHEMA bank;
