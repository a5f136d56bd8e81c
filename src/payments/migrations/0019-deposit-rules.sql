-- Who is asked for a deposit on a channel, or of a company, beside the rule of the house: [{channelId, companyId, depositFor, depositPpm}].
ALTER TABLE payments.setting ADD COLUMN deposit_rules jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(deposit_rules) = 'array');
