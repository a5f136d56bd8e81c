-- What a request asks for is set aside for its approver, for so long; null: nothing is, any more. Its holder in the stock is the request's id.
ALTER TABLE carts.approval ADD COLUMN held_until timestamptz;
-- When its approvers were told that it will not be held much longer.
ALTER TABLE carts.approval ADD COLUMN warned_at timestamptz;
CREATE INDEX approval_held ON carts.approval (held_until) WHERE held_until IS NOT NULL;
