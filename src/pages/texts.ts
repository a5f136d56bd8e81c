/** The shop's texts: the merchant's own, or ours filled with the merchant's facts. */
import { perDatabase, sql, lock, type Database, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { createSnapshot } from '#base/snapshot';
import { day, type Day } from '#base/time';
import { houseOf, type House, type Language } from '#org';
import { defaultsEn } from './defaults-en.ts';
import { defaultsFr } from './defaults-fr.ts';
import { textSlugs, type PageText, type TextSlug } from './model.ts';

const columns = sql`slug, language, version, title, body, to_char(valid_from, 'YYYY-MM-DD') AS "validFrom"`;

/** The day on which our own texts were last revised. */
const OURS_FROM = day('2026-11-01');

async function readTexts(db: Db): Promise<PageText[]> {
  return db.query<PageText>(sql`
    SELECT DISTINCT ON (slug, language) ${columns} FROM pages.text ORDER BY slug, language, version DESC`);
}

const texts = perDatabase((database) => createSnapshot(() => readTexts(database)));

export const forgetTexts = (database: Database): void => texts(database).forget();

/** Facts a text of ours may name: `{shop}`; what is not known stays a visible gap for the merchant to fill. */
export function filled(text: string, { settings, entity }: Pick<House, 'settings' | 'entity'>, gap: string): string {
  const address = entity && `${entity.address.line1}, ${entity.address.postcode} ${entity.address.city}`;
  const facts: Readonly<Record<string, string | null | undefined>> = {
    shop: settings.shopName,
    company: entity?.name,
    siren: entity?.siren,
    vat: entity?.vatNumber,
    address,
    email: settings.email,
    phone: settings.phone,
  };
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? `[${gap} : ${name}]`);
}

/** A text as it stands today. */
export async function textOf(database: Database, slug: TextSlug, language: Language): Promise<PageText> {
  const [own, house] = await Promise.all([texts(database).get(), houseOf(database)]);
  const written = own.find((text) => text.slug === slug && text.language === language);
  if (written) return written;
  const { title, body } = (language === 'fr' ? defaultsFr : defaultsEn)[slug];
  const gap = language === 'fr' ? 'à compléter' : 'to be filled';
  return { slug, language, version: 0, title, body: filled(body, house, gap), validFrom: OURS_FROM };
}

/** All texts of a language, in the order of the footer. */
export const textsOf = (database: Database, language: Language): Promise<PageText[]> =>
  Promise.all(textSlugs.map((slug) => textOf(database, slug, language)));

/** Every version that was ever written of a text, the newest first. */
export async function versionsOf(db: Db, slug: TextSlug, language: Language): Promise<PageText[]> {
  return db.query<PageText>(sql`
    SELECT ${columns} FROM pages.text WHERE slug = ${slug} AND language = ${language} ORDER BY version DESC LIMIT 100`);
}

export type NewText = {
  readonly slug: TextSlug;
  readonly language: Language;
  readonly title: string;
  readonly body: string;
  readonly validFrom: Day;
  /** The version that was seen; 0 for ours. */
  readonly version: number;
  readonly by: string;
};

/** Writes the next version of a text; the same text again writes nothing. Refuses pages.changed_meanwhile. */
export async function writeText(tx: Tx, input: NewText): Promise<PageText> {
  const { slug, language, title, body, validFrom, by } = input;
  lock(tx, 'pages.text');
  await tx.query(sql`LOCK TABLE pages.text IN SHARE ROW EXCLUSIVE MODE`);
  const [last] = await versionsOf(tx, slug, language);
  if (last && last.title === title && last.body === body && last.validFrom === validFrom) return last;
  if ((last?.version ?? 0) !== input.version) refuse('pages.changed_meanwhile', { version: last?.version ?? 0 });
  const version = input.version + 1;
  await tx.query(sql`
    INSERT INTO pages.text (slug, language, version, title, body, valid_from, written_by, written_at)
    VALUES (${slug}, ${language}, ${version}, ${title}, ${body}, ${validFrom}::date, ${by}, ${tx.now}::timestamptz)`);
  announce(tx, { type: 'pages.text_written', subjectKind: 'text', subjectId: slug, body: { language, version } });
  tx.afterCommit(() => forgetTexts(tx.database));
  return { slug, language, version, title, body, validFrom };
}
