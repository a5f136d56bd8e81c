-- Nothing read it: a setting comes with what it sets.
ALTER TABLE payments.setting DROP COLUMN transfer_days;
