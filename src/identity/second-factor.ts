/** The second factor: set up with an authenticator app, confirmed by a first code, lost with the help of recovery codes. */
import { sha256 } from '#base/canonical';
import { sql, type Database, type Db, type Tx } from '#base/db';
import { newSecret, randomBytes } from '#base/ids';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import { isSealed, resealed, seal, unseal } from '#base/seal';
import { msOf, SECOND } from '#base/time';
import { settings } from '#org';
import { countUse } from './limits.ts';
import { forgetPrincipals } from './principal.ts';
import { staffById } from './staff.ts';
import { base32, keyUri, stepOfCode } from './totp.ts';

const RECOVERY_CODES = 10;

type Factor = { readonly secret: Buffer; readonly lastStep: number; readonly confirmed: boolean };

async function factorOf(db: Db, staffId: string): Promise<Factor | undefined> {
  const [row] = await db.query<{ secret: string; lastStep: number; confirmed: boolean }>(sql`
    SELECT encode(secret, 'hex') AS secret, last_step AS "lastStep", confirmed_at IS NOT NULL AS confirmed
    FROM identity.totp WHERE staff_id = ${staffId}`);
  return row && { ...row, secret: opened(staffId, Buffer.from(row.secret, 'hex')) };
}

const purpose = (staffId: string): string => `totp ${staffId}`;

/** The column holds what is sealed as bytes of its text; older versions kept the secret itself there. */
function opened(staffId: string, stored: Buffer): Buffer {
  const text = stored.toString('latin1');
  return isSealed(text) ? Buffer.from(unseal(text, purpose(staffId)), 'base64') : stored;
}

/** Seals the secrets that are readable, or sealed with an older key. */
export async function sealSecondFactors(database: Database): Promise<void> {
  await database.transaction({ actor: 'identity.seal' }, async (tx) => {
    const rows = await tx.query<{ staffId: string; secret: string }>(
      sql`SELECT staff_id AS "staffId", encode(secret, 'hex') AS secret FROM identity.totp ORDER BY staff_id FOR UPDATE`,
    );
    for (const { staffId, secret } of rows) {
      const stored = Buffer.from(secret, 'hex');
      const text = stored.toString('latin1');
      const fresh = isSealed(text)
        ? resealed(text, purpose(staffId))
        : seal(stored.toString('base64'), purpose(staffId));
      if (fresh === undefined) continue;
      await tx.query(sql`
        UPDATE identity.totp SET secret = convert_to(${fresh}, 'UTF8') WHERE staff_id = ${staffId}`);
    }
  });
}

export const hasSecondFactor = async (db: Db, staffId: string): Promise<boolean> =>
  (await factorOf(db, staffId))?.confirmed === true;

/**
 * Draws a new secret for an authenticator app; it counts once a code of it was given. Refuses identity.second_factor_on.
 * What it gives is shown once and never logged.
 */
export async function beginSecondFactor(tx: Tx, staffId: string): Promise<{ secret: string; uri: string }> {
  const secret = Buffer.from(randomBytes(20));
  const sealed = seal(secret.toString('base64'), purpose(staffId));
  const made = await tx.affected(sql`
    INSERT INTO identity.totp AS t (staff_id, secret, made_at) VALUES (${staffId}, convert_to(${sealed}, 'UTF8'), ${tx.now}::timestamptz)
    ON CONFLICT (staff_id) DO UPDATE SET secret = excluded.secret, made_at = excluded.made_at, last_step = 0
      WHERE t.confirmed_at IS NULL`);
  if (made === 0) refuse('identity.second_factor_on');
  const [person, shop] = await Promise.all([staffById(tx, staffId), settings(tx.database)]);
  return { secret: base32(secret), uri: keyUri(secret, shop.shopName, person?.email ?? '') };
}

/**
 * The app shows the right code: from now on it is asked for. Gives recovery codes, once. Refuses identity.second_factor_off,
 * identity.second_factor_on, identity.wrong_code.
 */
export async function confirmSecondFactor(tx: Tx, staffId: string, code: string): Promise<{ codes: string[] }> {
  const factor = await factorOf(tx, staffId);
  if (!factor) refuse('identity.second_factor_off');
  if (factor.confirmed) refuse('identity.second_factor_on');
  const step = stepOfCode(factor.secret, code, msOf(tx.now), factor.lastStep);
  if (step === undefined) refuse('identity.wrong_code');
  await tx.query(sql`
    UPDATE identity.totp SET confirmed_at = ${tx.now}::timestamptz, last_step = ${step} WHERE staff_id = ${staffId}`);
  announce(tx, { type: 'identity.second_factor_on', subjectKind: 'staff', subjectId: staffId });
  tx.afterCommit(() => forgetPrincipals(tx.database));
  return { codes: await drawRecoveryCodes(tx, staffId) };
}

async function drawRecoveryCodes(tx: Tx, staffId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => newSecret(10));
  await tx.query(sql`DELETE FROM identity.recovery_code WHERE staff_id = ${staffId}`);
  await tx.query(sql`
    INSERT INTO identity.recovery_code (staff_id, code_hash)
    SELECT ${staffId}, h FROM unnest(${codes.map(sha256)}::text[]) AS h`);
  return codes;
}

/** Takes the second factor away: by its owner with a code, or by who may change that person, after a lost telephone. */
export async function removeSecondFactor(tx: Tx, staffId: string): Promise<void> {
  await tx.query(sql`DELETE FROM identity.recovery_code WHERE staff_id = ${staffId}`);
  const gone = await tx.affected(sql`DELETE FROM identity.totp WHERE staff_id = ${staffId}`);
  if (gone > 0) announce(tx, { type: 'identity.second_factor_off', subjectKind: 'staff', subjectId: staffId });
  tx.afterCommit(() => forgetPrincipals(tx.database));
}

export const recoveryCodesLeft = async (db: Db, staffId: string): Promise<number> =>
  (await db.query(sql`SELECT 1 FROM identity.recovery_code WHERE staff_id = ${staffId} AND used_at IS NULL`)).length;

/**
 * Takes a code of the app or a recovery code, once; nothing when this person has no second factor. Refuses identity.code_needed,
 * identity.wrong_code, request.rate_limited.
 */
export async function useCode(database: Database, staffId: string, code: string | undefined): Promise<void> {
  const factor = await factorOf(database, staffId);
  if (!factor?.confirmed) return;
  if (code === undefined || code === '') refuse('identity.code_needed');
  await countUse(database, `code ${staffId}`, 5, 30 * SECOND);
  const plain = code.replaceAll(/[\s-]/g, '').toLowerCase();
  await database.transaction({ actor: staffId }, async (tx) => {
    const step = /^\d{6}$/.test(plain) ? stepOfCode(factor.secret, plain, msOf(tx.now), factor.lastStep) : undefined;
    // Two who give the same code at once: one of them moves the step.
    const used =
      step === undefined
        ? await tx.affected(sql`UPDATE identity.recovery_code SET used_at = ${tx.now}::timestamptz
            WHERE staff_id = ${staffId} AND code_hash = ${sha256(plain)} AND used_at IS NULL`)
        : await tx.affected(
            sql`UPDATE identity.totp SET last_step = ${step} WHERE staff_id = ${staffId} AND last_step < ${step}`,
          );
    if (used === 0) refuse('identity.wrong_code');
    if (step === undefined)
      announce(tx, { type: 'identity.recovery_code_used', subjectKind: 'staff', subjectId: staffId });
  });
}
