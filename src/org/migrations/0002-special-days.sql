-- Days on which a site's weekly hours do not hold: [{date, hours: [{opens, closes}], note: {fr, en}}]; without hours it is closed.
ALTER TABLE org.site ADD COLUMN special_days jsonb NOT NULL DEFAULT '[]';
