-- Each parcel, each change and each refund of an order is told by itself: what of it a message is about, '' where there is but one.
ALTER TABLE push.message ADD COLUMN about text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE push.message DROP CONSTRAINT message_pkey;
ALTER TABLE push.message ADD PRIMARY KEY (order_id, kind, about);
ALTER TABLE push.message DROP CONSTRAINT message_kind_check;
ALTER TABLE push.message ADD CONSTRAINT message_kind_check CHECK (kind IN ('placed', 'ready', 'shipped', 'follow_up', 'delivered', 'collect_soon',
  'expired', 'cancelled', 'changed', 'filled', 'later', 'refunded'));
ALTER TABLE push.delivery ADD COLUMN about text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE push.delivery DROP CONSTRAINT delivery_pkey;
ALTER TABLE push.delivery ADD PRIMARY KEY (order_id, kind, about, subscription_id);
