/** Proof that a VAT number is in force: what a register said, when, and under which number of consultation. Kept; never changed. */
import { createHash } from 'node:crypto';
import { checkVatNumber, type VatNumber } from '#base/company-numbers';
import { maybeOne, sql, type Database, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { crockford } from '#base/ids';
import { refuse } from '#base/refusal';
import { clock, DAY, HOUR, instantOfMs, msOf, type Instant } from '#base/time';
import { entity } from '#org';
import { taxHouse } from './seller.ts';

export type Answer = {
  readonly outcome: 'valid' | 'invalid' | 'unavailable';
  readonly name?: string;
  readonly address?: string;
  /** The register's number of the consultation. */
  readonly reference?: string;
};

/** Something that knows which numbers are in force, as VIES does. It is asked outside any transaction. */
export type Register = {
  readonly name: string;
  readonly ask: (number: VatNumber, own: string | null) => Promise<Answer>;
};

/** For trying out and for tests: numbers that end in 0 are not in force, those that end in 9 have a register that is closed just now. */
export const pretendRegister: Register = {
  name: 'pretend',
  ask: async ({ number, country }) => {
    const last = number.replaceAll(/\D/g, '').at(-1);
    if (last === '9') return { outcome: 'unavailable' };
    if (last === '0') return { outcome: 'invalid' };
    return { outcome: 'valid', name: `Pretend ${country}`, reference: `PRETEND-${number}` };
  },
};
const registers: Readonly<Record<string, Register>> = { pretend: pretendRegister };

export type VatCheck = {
  readonly checkId: string;
  readonly vatNumber: string;
  readonly country: string;
  readonly outcome: Answer['outcome'];
  readonly name: string | null;
  readonly address: string | null;
  readonly reference: string | null;
  readonly source: string;
  readonly actor: string;
  readonly at: Instant;
};

/** A number in force proves it for so long; after that it is asked again. */
export const PROOF_DAYS = 90;

const columns = sql`check_id AS "checkId", vat_number AS "vatNumber", country, outcome, name, address, reference, source, actor, at`;

/**
 * Asks the register of the house whether a number is in force and keeps its answer; with `told`, keeps what a person was told by the
 * register. Repeatable by the id. Refuses `tax.bad_number` for wrong digits, without asking anybody.
 */
export async function checkVat(
  database: Database,
  input: {
    readonly checkId: string;
    readonly vatNumber: string;
    readonly actor: string;
    readonly told?: Answer | undefined;
  },
): Promise<VatCheck> {
  const found = checkVatNumber(input.vatNumber);
  if ('fault' in found)
    refuse('tax.bad_number', { detail: found.fault, fields: [{ field: 'vatNumber', rule: found.fault }] });
  const { checkId, actor, told } = input;
  const known = await checkById(database, checkId);
  if (known) {
    if (known.vatNumber !== found.number) refuse('request.id_reused', { detail: checkId });
    return known;
  }
  const own = await entity(database);
  const seller = (await taxHouse(database)).sellers.get(own?.entityId ?? '');
  const register = seller?.register == null ? undefined : registers[seller.register];
  const answer =
    told ?? (register ? await register.ask(found, own?.vatNumber ?? null) : { outcome: 'unavailable' as const });
  return database.transaction({ actor }, (tx) =>
    keepCheck(tx, { checkId, found, answer, source: told ? 'person' : (register?.name ?? 'none') }),
  );
}

async function keepCheck(
  tx: Tx,
  { checkId, found, answer, source }: { checkId: string; found: VatNumber; answer: Answer; source: string },
): Promise<VatCheck> {
  const { outcome, name = null, address = null, reference = null } = answer;
  const made = await tx.affected(sql`
    INSERT INTO tax.vat_check (check_id, vat_number, country, outcome, name, address, reference, source, actor, at)
    VALUES (${checkId}, ${found.number}, ${found.country}, ${outcome}, ${name}, ${address}, ${reference}, ${source}, ${tx.caller.actor}, ${tx.now}::timestamptz)
    ON CONFLICT (check_id) DO NOTHING`);
  const row = await checkById(tx, checkId);
  if (!row || row.vatNumber !== found.number) refuse('request.id_reused', { detail: checkId });
  if (made > 0)
    announce(tx, { type: 'tax.vat_checked', subjectKind: 'vat_check', subjectId: checkId, body: { outcome, source } });
  return row;
}

export const checkById = (db: Db, checkId: string): Promise<VatCheck | undefined> =>
  maybeOne(db.query<VatCheck>(sql`SELECT ${columns} FROM tax.vat_check WHERE check_id = ${checkId}`));

/** The proof that a number was in force at a moment: the last answer of the ninety days before it, if that was yes. */
export async function proofOf(db: Db, vatNumber: string, at: Instant): Promise<VatCheck | undefined> {
  const since = instantOfMs(msOf(at) - PROOF_DAYS * DAY);
  const last = await maybeOne(
    db.query<VatCheck>(sql`
      SELECT ${columns} FROM tax.vat_check
      WHERE vat_number = ${vatNumber} AND outcome <> 'unavailable' AND at >= ${since}::timestamptz ORDER BY at DESC LIMIT 1`),
  );
  return last?.outcome === 'valid' ? last : undefined;
}

/**
 * The check by which a number is taken as in force though its register was closed, where the merchant has decided so: the last one of the
 * last ten days, if nothing else was ever said of the number within ninety. The number is a condition of the exemption (directive
 * 2006/112/EC, art. 138(1)(b)); a buyer who gave one may be regarded as a taxable person, its validity is to be confirmed (regulation (EU)
 * 282/2011, art. 18(1)). Who sells bears the risk: where it turns out not to be in force, the VAT is theirs to pay.
 */
export async function acceptedOf(db: Db, vatNumber: string, at: Instant): Promise<VatCheck | undefined> {
  const since = (days: number): Instant => instantOfMs(msOf(at) - days * DAY);
  const rows = await db.query<VatCheck>(sql`
    SELECT ${columns} FROM tax.vat_check WHERE vat_number = ${vatNumber} AND at >= ${since(PROOF_DAYS)}::timestamptz
    ORDER BY at DESC LIMIT 100`);
  const [last] = rows;
  const isSaid = rows.some(({ outcome }) => outcome !== 'unavailable');
  return !last || isSaid || last.at < since(ACCEPT_DAYS) || !Object.hasOwn(registers, last.source) ? undefined : last;
}

/** A number that nobody could verify is taken as in force for so long after it was last asked. */
const ACCEPT_DAYS = 10;
/** For how long a closed register is asked again, and how often. */
const RECHECK_DAYS = 30;
const RECHECK_MS = HOUR;

/** Asks again for numbers whose register was closed when it was last asked, an hour later and then every hour, for thirty days. */
export async function recheckClosed(database: Database): Promise<void> {
  const now = msOf(clock());
  const due = await database.query<{ vatNumber: string; checkId: string }>(sql`
    SELECT vat_number AS "vatNumber", check_id AS "checkId" FROM (
      SELECT DISTINCT ON (vat_number) vat_number, check_id, outcome, source, at FROM tax.vat_check
      WHERE at >= ${instantOfMs(now - RECHECK_DAYS * DAY)}::timestamptz ORDER BY vat_number, at DESC) last
    WHERE outcome = 'unavailable' AND source = ANY(${Object.keys(registers)}::text[]) AND at < ${instantOfMs(now - RECHECK_MS)}::timestamptz
    ORDER BY at LIMIT 20`);
  // The id is made of the check before: two workers at once write one answer.
  for (const { vatNumber, checkId } of due)
    await checkVat(database, { checkId: nextCheck(checkId), vatNumber, actor: 'schedule:tax.recheck' });
}

const nextCheck = (checkId: string): string =>
  `vck_${crockford(createHash('sha256').update(`${checkId}:again`).digest().subarray(0, 17), 26)}`;

/** Checks, newest first, a page at a time. */
export function checksOf(
  db: Db,
  {
    q,
    before,
    limit,
  }: {
    readonly q?: string | undefined;
    readonly before?: { at: string; checkId: string } | undefined;
    readonly limit: number;
  },
): Promise<VatCheck[]> {
  const number = q === undefined ? null : `${q.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}%`;
  return db.query<VatCheck>(sql`
    SELECT ${columns} FROM tax.vat_check
    WHERE (${number}::text IS NULL OR vat_number LIKE ${number}::text)
      AND (${before?.at ?? null}::timestamptz IS NULL OR (at, check_id) < (${before?.at ?? null}::timestamptz, ${before?.checkId ?? null}::text))
    ORDER BY at DESC, check_id DESC LIMIT ${limit}`);
}
