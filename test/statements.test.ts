/** Every statement that the product can send is one that the database of its migrations understands: each is prepared, none is run. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Database } from '#base/db';
import { productSources, statementsOf, type Statement } from './support/statements.ts';
import { testDatabase } from './support/database.ts';

const root = join(import.meta.dirname, '..');

async function notUnderstood(database: Database, statements: readonly Statement[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const { at, text } of statements) {
    if (/^\s*(SET|LOCK|DO)\b/.test(text)) continue; // PostgreSQL prepares no such command
    try {
      await database.pool.query(`PREPARE p AS ${text}; DEALLOCATE p`);
    } catch (error) {
      wrong.push(`${at}: ${(error as Error).message}\n${text}`);
    }
  }
  return wrong;
}

test('the database understands every statement of the product', async (t) => {
  const { statements, unresolved } = statementsOf(productSources(root));
  assert.ok(statements.length > 400, `${statements.length} were found`);
  t.diagnostic(`${statements.length} statements`);
  assert.deepEqual(unresolved, [], 'each template is seen in a statement, whatever pieces it is put together from');
  assert.deepEqual(await notUnderstood(await testDatabase(t), statements), []);
});

/** A wrong column, wherever a statement may get it from; the last one is right. */
const planted: Record<string, string> = {
  'in the statement': 'sql`SELECT on_hnad FROM inventory.shelf WHERE sku_id = ${skuId}`',
  'in a piece with a name': 'const found = sql`on_hnad > ${least}`; sql`SELECT 1 FROM inventory.shelf WHERE ${found}`',
  'in a piece made by a function':
    'const over = (n: number): Sql => sql`on_hnad > ${n}`; sql`SELECT 1 FROM inventory.shelf WHERE ${over(3)}`',
  'in a piece that is given':
    'async function ask(which: Sql) { sql`SELECT 1 FROM inventory.shelf WHERE ${which}` } ask(sql`on_hnad > 0`)',
  'in one of two branches': 'sql`SELECT 1 FROM inventory.shelf ${all ? empty : sql`WHERE on_hnad > ${0}`}`',
  'in a list':
    "const parts = words.map((word) => sql`on_hnad = ${word}`); sql`SELECT 1 FROM inventory.shelf WHERE ${join(parts, ' AND ')}`",
  'in another file': "import { columns } from './other.ts'; sql`SELECT ${columns} FROM inventory.shelf`",
  nowhere: 'sql`SELECT on_hand FROM inventory.shelf WHERE sku_id = ${skuId}`',
};

test('a wrong column is found wherever it stands', async (t) => {
  const database = await testDatabase(t);
  const other = { path: 'src/a/other.ts', text: 'export const columns: Sql = sql`sku_id, on_hnad`;' };
  for (const [where, text] of Object.entries(planted)) {
    const { statements, unresolved } = statementsOf([
      { path: 'src/a/planted.ts', text },
      ...(where === 'in another file' ? [other] : []),
    ]);
    assert.deepEqual(unresolved, [], where);
    const wrong = await notUnderstood(database, statements);
    if (where === 'nowhere') assert.deepEqual(wrong, []);
    else assert.match(wrong.join(), /src\/a\/planted\.ts:1: column "on_hnad" does not exist/, where);
  }
});

test('a piece that no statement is seen to use is told', () => {
  const text = 'const pieces = { late: sql`at < now()` }; sql`SELECT 1 FROM orders.order WHERE ${pieces[name]}`';
  const { unresolved } = statementsOf([{ path: 'src/a/planted.ts', text }]);
  assert.deepEqual(unresolved, [{ at: 'src/a/planted.ts:1', text: 'sql`at < now()`' }]);
});
