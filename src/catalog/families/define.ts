/** Making, changing and removing families: which attributes products of a kind have, and which of them must be said where. */
import { contentHash } from '#base/canonical';
import { lock, sql, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { readDefinitions } from '../attributes/definitions.ts';
import { tellDefinition, type CodeReceipt } from '../attributes/define.ts';
import type { Family, FamilyAttribute } from '../attributes/model.ts';

export type FamilyInput = Omit<Family, 'version'>;
export type FamilyPatch = Partial<Pick<Family, 'name' | 'attributes' | 'position'>>;

/** The attributes are held as they are until the family lists them. */
async function checkAttributes(tx: Tx, attributes: readonly FamilyAttribute[]): Promise<void> {
  lock(tx, 'catalog.attribute');
  const codes = attributes.map((attribute) => attribute.code);
  const known = await tx.query<{ code: string }>(
    sql`SELECT code FROM catalog.attribute WHERE code = ANY(${codes}::text[]) ORDER BY code FOR KEY SHARE`,
  );
  const fields = codes.flatMap((code, i) => {
    const rule = known.every((one) => one.code !== code)
      ? 'an attribute that exists'
      : codes.indexOf(code) !== i
        ? 'each attribute once'
        : undefined;
    return rule === undefined ? [] : [{ field: `body.attributes.${i}.code`, rule }];
  });
  if (fields.length > 0) refuse('catalog.definition_invalid', { fields });
}

/** Makes a family. Refuses `catalog.definition_invalid`, `catalog.code_taken`. The same again changes nothing. */
export async function defineFamily(tx: Tx, input: FamilyInput): Promise<CodeReceipt> {
  await checkAttributes(tx, input.attributes);
  lock(tx, 'catalog.family');
  const made = await tx.affected(sql`
    INSERT INTO catalog.family (code, name, attributes, position, version)
    VALUES (${input.code}, ${JSON.stringify(input.name)}::jsonb, ${JSON.stringify(input.attributes)}::jsonb, ${input.position}, 1)
    ON CONFLICT DO NOTHING`);
  if (made === 0) {
    const { version = 1, ...rest } = (await readDefinitions(tx)).families.get(input.code) ?? {};
    if (contentHash(rest) !== contentHash(input)) refuse('catalog.code_taken', { detail: input.code });
    return { code: input.code, version };
  }
  tellDefinition(tx, 'family', input.code, 1);
  return { code: input.code, version: 1 };
}

async function lockFamily(tx: Tx, code: string): Promise<Family> {
  lock(tx, 'catalog.family');
  await tx.query(sql`SELECT 1 FROM catalog.family WHERE code = ${code} FOR UPDATE`);
  return (await readDefinitions(tx)).families.get(code) ?? refuse('catalog.family_unknown', { detail: code });
}

/**
 * Changes a family. Values of an attribute that it does not list any more stay, unseen, until it lists it again. Refuses
 * `catalog.family_unknown`, `catalog.version_changed`, `catalog.definition_invalid`.
 */
export async function changeFamily(
  tx: Tx,
  input: { readonly code: string; readonly version: number; readonly patch: FamilyPatch },
): Promise<CodeReceipt> {
  if (input.patch.attributes) await checkAttributes(tx, input.patch.attributes);
  const now = await lockFamily(tx, input.code);
  if (now.version !== input.version) refuse('catalog.version_changed', { version: now.version });
  const next = { ...now, ...input.patch };
  await tx.query(sql`
    UPDATE catalog.family SET name = ${JSON.stringify(next.name)}::jsonb, attributes = ${JSON.stringify(next.attributes)}::jsonb,
      position = ${next.position}, version = version + 1 WHERE code = ${input.code}`);
  tellDefinition(tx, 'family', input.code, now.version + 1);
  return { code: input.code, version: now.version + 1 };
}

/** Removes a family without products. Refuses `catalog.family_unknown`, `catalog.definition_in_use`. */
export async function removeFamily(tx: Tx, code: string): Promise<void> {
  const now = await lockFamily(tx, code);
  const [used] = await tx.query(sql`SELECT 1 FROM catalog.product WHERE family = ${code} LIMIT 1`);
  if (used) refuse('catalog.definition_in_use', { detail: code });
  await tx.query(sql`DELETE FROM catalog.family WHERE code = ${code}`);
  tellDefinition(tx, 'family', code, now.version + 1);
}
