-- Payments are looked at by time.
CREATE INDEX payment_created ON payments.payment (created_at, payment_id);
