/**
 * A platform that happens to live in the same database: its statements commit on their own. It rejects what breaks a French rule, and invoices
 * whose number ends in 13 are refused by their buyer, so that both fates can be seen.
 */
import { sql } from '#base/db';
import { sha256 } from '#base/canonical';
import type { Platform, PlatformStatus } from '../platform.ts';

export const pretendPlatform: Platform = {
  name: 'pretend',
  deposit: async (database, { reference, number, xml }) => {
    const externalId = `pa-${sha256(reference).slice(0, 16)}`;
    await database.query(sql`
      INSERT INTO pretend_platform.deposit (reference, external_id, number, hash) VALUES (${reference}, ${externalId}, ${number}, ${sha256(xml)})
      ON CONFLICT DO NOTHING`);
    const sound = xml.includes('<ram:SubjectCode>BAR</ram:SubjectCode>');
    const fate = sound ? (number.endsWith('13') ? 210 : 205) : 213;
    const why = { 205: '', 210: 'Commande inconnue', 213: 'BR-FR-20' }[fate];
    await database.query(sql`
      INSERT INTO pretend_platform.status (event_id, external_id, code, why, tell_at)
      VALUES (${`${externalId}-200`}, ${externalId}, 200, '', now()), (${`${externalId}-${fate}`}, ${externalId}, ${fate}, ${why ?? ''}, now() + interval '2 seconds')
      ON CONFLICT DO NOTHING`);
    return { externalId };
  },
  statuses: async (database, reference) => {
    const known = await database.query(sql`SELECT 1 FROM pretend_platform.deposit WHERE reference = ${reference}`);
    if (known.length === 0) return undefined;
    return database.query<PlatformStatus>(sql`
      SELECT s.event_id AS "eventId", s.code, s.why, s.tell_at AS at FROM pretend_platform.status s JOIN pretend_platform.deposit d USING (external_id)
      WHERE d.reference = ${reference} AND s.tell_at <= now() ORDER BY s.tell_at, s.event_id`);
  },
  paid: async (database, reference, minor) => {
    await database.query(sql`
      INSERT INTO pretend_platform.status (event_id, external_id, code, why, tell_at)
      SELECT external_id || '-212', external_id, 212, ${String(minor)}, now() FROM pretend_platform.deposit WHERE reference = ${reference}
      ON CONFLICT DO NOTHING`);
  },
};
