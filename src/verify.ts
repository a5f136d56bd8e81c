/** Runs every module's oracles in one read-only snapshot. */
import pg from 'pg';
import { connectionOf } from '#base/db';
import type { Oracle } from '#base/module';
import { elapsed } from '#base/time';

export type Finding = {
  readonly code: string;
  readonly promise: string;
  readonly inTime: boolean;
  readonly violations: readonly string[];
  readonly more: boolean;
  readonly ms: number;
};

const SHOWN = 20;

/** One finding an oracle; `violations` names at most twenty. */
export async function verify(url: string, oracles: readonly Oracle[]): Promise<Finding[]> {
  const client = new pg.Client({ ...connectionOf(url), options: '-c timezone=UTC -c jit=off' });
  client.on('error', () => undefined); // a server that dies meanwhile: the query tells
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const findings = await look(client, oracles);
    await client.query('COMMIT');
    return findings;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The same in a transaction that is open already. */
export async function look(client: pg.Client, oracles: readonly Oracle[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { code, promise, violations, inTime = false } of oracles) {
    const began = elapsed();
    const { rows } = await client.query<{ what: string }>(
      `SELECT what FROM (${violations.text}) v LIMIT ${SHOWN + 1}`,
      [...violations.values],
    );
    findings.push({
      code,
      promise,
      inTime,
      violations: rows.slice(0, SHOWN).map((row) => row.what),
      more: rows.length > SHOWN,
      ms: Math.round(elapsed() - began),
    });
  }
  return findings;
}
