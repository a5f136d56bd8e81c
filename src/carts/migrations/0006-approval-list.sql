-- Staff read all requests, newest first or by state.
CREATE INDEX approval_asked ON carts.approval (asked_at DESC, ask_id DESC);
