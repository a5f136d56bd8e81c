-- What is promised at a place and has not left: what a site has to prepare, without a look at all that ever left.
CREATE INDEX reservation_pending ON inventory.reservation (place_id) WHERE state = 'pending' AND expires_at IS NULL;
