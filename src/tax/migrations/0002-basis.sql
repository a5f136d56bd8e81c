-- A list may be shared by channels, so that no kind of channel is without VAT until somebody says so.
COMMENT ON COLUMN tax.channel.basis IS 'gross: prices with VAT; net: without. A channel that is absent: gross.';
