import { lock, sql, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse, type FieldError } from '#base/refusal';
import { readEntities } from '#org';
import { bookCurrencies, type Profile } from './profile.ts';

/**
 * Changes what documents say and when they are made; what was issued stays as it was. `version` is the one that was seen. Refuses
 * `invoicing.no_entity`, `invoicing.bad_value`, `invoicing.changed_meanwhile`.
 */
export async function changeProfile(
  tx: Tx,
  entityId: string,
  version: number,
  profile: Profile,
): Promise<{ version: number }> {
  if (!(await readEntities(tx)).some((one) => one.entityId === entityId))
    refuse('invoicing.no_entity', { detail: entityId });
  const wrong = wrongValues(profile);
  if (wrong.length > 0) refuse('invoicing.bad_value', { fields: wrong });
  lock(tx, 'invoicing.profile');
  await tx.query(sql`
    INSERT INTO invoicing.profile (entity_id, content, version, changed_at) VALUES (${entityId}, '{}', 0, ${tx.now}::timestamptz) ON CONFLICT DO NOTHING`);
  const [row] = await tx.query<{ version: number }>(
    sql`SELECT version FROM invoicing.profile WHERE entity_id = ${entityId} FOR NO KEY UPDATE`,
  );
  if (row?.version !== version) refuse('invoicing.changed_meanwhile', { version: row?.version ?? 0 });
  await tx.query(sql`
    UPDATE invoicing.profile SET content = ${JSON.stringify(profile)}::jsonb, version = version + 1, changed_at = ${tx.now}::timestamptz
    WHERE entity_id = ${entityId}`);
  announce(tx, { type: 'invoicing.profile_changed', subjectKind: 'entity', subjectId: entityId });
  return { version: version + 1 };
}

/** What may be empty, but not half there; and prefixes that two kinds may not share, for a number names one document. */
function wrongValues({ siret, iban, bic, prefixes, currency }: Profile): FieldError[] {
  const wrong: FieldError[] = [];
  const check = (text: string, form: RegExp, field: string, rule: string): void =>
    void (text === '' || form.test(text) || wrong.push({ field: `profile.${field}`, rule }));
  check(siret, /^\d{14}$/, 'siret', '14 digits');
  check(iban, /^[A-Z]{2}\d{2}[A-Z0-9 ]{10,38}$/, 'iban', 'an IBAN');
  check(bic, /^[A-Z0-9]{8}(?:[A-Z0-9]{3})?$/, 'bic', 'a BIC');
  if (currency !== '' && !bookCurrencies.includes(currency))
    wrong.push({ field: 'profile.currency', rule: bookCurrencies.join(', ') });
  if (new Set(Object.values(prefixes)).size < 4) wrong.push({ field: 'profile.prefixes', rule: 'each kind its own' });
  return wrong;
}
