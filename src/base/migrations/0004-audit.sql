-- The list of privileged changes: who may do what, and what is the whole house's. Orders, stock and money are not in this index.
CREATE INDEX event_audit ON journal.event (seq DESC)
  WHERE starts_with(type, 'identity.') OR starts_with(type, 'org.') OR starts_with(type, 'channels.') OR starts_with(type, 'payments.refund');
