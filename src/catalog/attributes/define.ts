/** Making, changing and removing attributes. What a value is (kind, languages, channels, level) never changes. */
import { announce } from '#base/journal';
import { lock, sql, type Tx } from '#base/db';
import { contentHash } from '#base/canonical';
import { refuse } from '#base/refusal';
import { dropDefinitions } from '../cache.ts';
import { definitionChanged } from '../events.ts';
import { readDefinitions } from './definitions.ts';
import { checkAttribute, type Attribute } from './model.ts';
import { unitOf } from './units.ts';

export type AttributeInput = Omit<Attribute, 'version'>;
export type AttributePatch = Partial<Pick<Attribute, 'name' | 'facetable' | 'unit' | 'rules' | 'choices' | 'position'>>;
export type CodeReceipt = { readonly code: string; readonly version: number };

/** Announces a definition's change and drops what was made by the old one. */
export function tellDefinition(tx: Tx, what: 'attribute' | 'family', code: string, version: number): void {
  announce(tx, definitionChanged(what, code, version));
  tx.afterCommit(() => dropDefinitions(tx.database));
}

function refuseInvalid(input: AttributeInput): void {
  const fields = checkAttribute(input).map(({ field, rule }) => ({ field: `body.${field}`, rule }));
  if (fields.length > 0) refuse('catalog.definition_invalid', { fields });
}

/** Makes an attribute. Refuses `catalog.definition_invalid`, `catalog.code_taken`. The same again changes nothing. */
export async function defineAttribute(tx: Tx, input: AttributeInput): Promise<CodeReceipt> {
  refuseInvalid(input);
  lock(tx, 'catalog.attribute');
  const made = await tx.affected(sql`
    INSERT INTO catalog.attribute (code, name, kind, level, localisable, per_channel, facetable, unit, rules, choices, position, version)
    VALUES (${input.code}, ${JSON.stringify(input.name)}::jsonb, ${input.kind}, ${input.level}, ${input.localisable}, ${input.perChannel},
      ${input.facetable}, ${input.unit}, ${JSON.stringify(input.rules)}::jsonb, ${JSON.stringify(input.choices)}::jsonb, ${input.position}, 1)
    ON CONFLICT DO NOTHING`);
  if (made === 0) {
    const known = (await readDefinitions(tx)).attributes.get(input.code);
    const { version = 1, ...rest } = known ?? {};
    if (contentHash(rest) !== contentHash(input)) refuse('catalog.code_taken', { detail: input.code });
    return { code: input.code, version };
  }
  tellDefinition(tx, 'attribute', input.code, 1);
  return { code: input.code, version: 1 };
}

/** The attribute with this code, locked against everybody who sets values of it. */
async function lockAttribute(tx: Tx, code: string): Promise<Attribute> {
  lock(tx, 'catalog.attribute');
  await tx.query(sql`SELECT 1 FROM catalog.attribute WHERE code = ${code} FOR UPDATE`);
  return (await readDefinitions(tx)).attributes.get(code) ?? refuse('catalog.attribute_unknown', { detail: code });
}

/**
 * Changes an attribute's words, limits and choices; values that are there stay, and are held to the new limits when next written.
 * Refuses `catalog.attribute_unknown`, `catalog.version_changed`, `catalog.definition_invalid`, and `catalog.definition_in_use` when a
 * choice is taken away that a product has.
 */
export async function changeAttribute(
  tx: Tx,
  input: { readonly code: string; readonly version: number; readonly patch: AttributePatch },
): Promise<CodeReceipt> {
  const now = await lockAttribute(tx, input.code);
  if (now.version !== input.version) refuse('catalog.version_changed', { version: now.version });
  const next = { ...now, ...input.patch };
  const { version: _version, ...rest } = next;
  refuseInvalid(rest);
  if (now.unit !== null && unitOf(next.unit ?? '')?.dimension !== unitOf(now.unit)?.dimension)
    refuse('catalog.definition_invalid', { fields: [{ field: 'body.unit', rule: 'of the same dimension as before' }] });
  const kept = new Set(next.choices.map((choice) => choice.code));
  const gone = now.choices.flatMap((choice) => (kept.has(choice.code) ? [] : [choice.code]));
  if (gone.length > 0) {
    const [used] = await tx.query<{ code: string }>(sql`
      SELECT g AS code FROM unnest(${gone}::text[]) g WHERE EXISTS (
        SELECT 1 FROM catalog.attribute_value v WHERE v.attribute = ${input.code} AND v.value ? g) LIMIT 1`);
    if (used) refuse('catalog.definition_in_use', { detail: used.code });
  }
  await tx.query(sql`
    UPDATE catalog.attribute SET name = ${JSON.stringify(next.name)}::jsonb, facetable = ${next.facetable}, unit = ${next.unit},
      rules = ${JSON.stringify(next.rules)}::jsonb, choices = ${JSON.stringify(next.choices)}::jsonb, position = ${next.position},
      version = version + 1
    WHERE code = ${input.code}`);
  tellDefinition(tx, 'attribute', input.code, now.version + 1);
  return { code: input.code, version: now.version + 1 };
}

/** Removes an attribute that no family lists and no product has a value of. Refuses `catalog.attribute_unknown`, `catalog.definition_in_use`. */
export async function removeAttribute(tx: Tx, code: string): Promise<void> {
  const now = await lockAttribute(tx, code);
  const [used] = await tx.query(sql`
    SELECT 1 FROM catalog.attribute_value WHERE attribute = ${code}
    UNION ALL SELECT 1 FROM catalog.family WHERE attributes @> ${JSON.stringify([{ code }])}::jsonb LIMIT 1`);
  if (used) refuse('catalog.definition_in_use', { detail: code });
  await tx.query(sql`DELETE FROM catalog.attribute WHERE code = ${code}`);
  tellDefinition(tx, 'attribute', code, now.version + 1);
}
