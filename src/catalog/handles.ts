/** Handles: the word in an address. Changed by hand, with the old one leading to the new for ever. */
import { announce } from '#base/journal';
import { lock, maybeOne, sql, sqlState, type Db, type Tx } from '#base/db';
import { refuse } from '#base/refusal';
import { dropTree } from './cache.ts';
import { categoryChanged } from './events.ts';
import { finishChanges, lockProducts } from './history/record.ts';
import { isHandle } from './model.ts';

export type HandleKind = 'product' | 'category';

/** Keeps an old handle as a way to what had it; whoever had it before has it no more. */
async function keepOld(tx: Tx, kind: HandleKind, handle: string, subjectId: string): Promise<void> {
  await tx.query(sql`
    INSERT INTO catalog.old_handle (kind, handle, subject_id, at) VALUES (${kind}, ${handle}, ${subjectId}, ${tx.now}::timestamptz)
    ON CONFLICT (kind, handle) DO UPDATE SET subject_id = excluded.subject_id, at = excluded.at`);
}

const taken = (handle: string): never =>
  refuse('catalog.handle_taken', { detail: handle, fields: [{ field: 'body.handle', rule: 'unique' }] });

function checkHandle(handle: string): void {
  if (!isHandle(handle))
    refuse('catalog.product_invalid', {
      fields: [{ field: 'body.handle', rule: 'small letters, digits and - between them' }],
    });
}

/** Somebody else may take the same handle in this very moment. */
async function orTaken(handle: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (sqlState(error) !== '23505') throw error;
    taken(handle);
  }
}

/** Writes a locked product's new handle. Refuses `catalog.handle_taken`. */
export async function writeProductHandle(tx: Tx, productId: string, from: string, to: string): Promise<void> {
  const [other] = await tx.query(
    sql`SELECT 1 FROM catalog.product WHERE handle = ${to} AND product_id <> ${productId}`,
  );
  if (other) taken(to);
  await orTaken(to, () => tx.query(sql`UPDATE catalog.product SET handle = ${to} WHERE product_id = ${productId}`));
  await keepOld(tx, 'product', from, productId);
}

/**
 * Gives a product another handle; its articles keep their SKUs. Refuses `catalog.product_unknown`, `catalog.version_changed`,
 * `catalog.product_invalid` for what no handle can be, `catalog.handle_taken`. The handle it has already changes nothing.
 */
export async function changeProductHandle(
  tx: Tx,
  input: { readonly productId: string; readonly version: number; readonly handle: string },
): Promise<{ productId: string; handle: string; version: number }> {
  const { productId, handle, version } = input;
  checkHandle(handle);
  await lockProducts(tx, [productId]);
  const [now] = await tx.query<{ handle: string; version: number }>(
    sql`SELECT handle, version FROM catalog.product WHERE product_id = ${productId}`,
  );
  if (!now) return refuse('catalog.product_unknown', { detail: productId });
  if (now.handle === handle) return { productId, handle, version: now.version };
  if (now.version !== version) refuse('catalog.version_changed', { version: now.version });
  await writeProductHandle(tx, productId, now.handle, handle);
  const changes = [{ field: 'handle', from: now.handle, to: handle }];
  const [touched] = await finishChanges(tx, [{ productId, changes }]);
  return { productId, handle, version: touched?.version ?? now.version + 1 };
}

/**
 * Gives a category another handle. Refuses `catalog.category_unknown`, `catalog.version_changed`, `catalog.product_invalid`,
 * `catalog.handle_taken`. Changing it back is the undoing: the address of between then leads there too.
 */
export async function changeCategoryHandle(
  tx: Tx,
  input: { readonly categoryId: string; readonly version: number; readonly handle: string },
): Promise<{ categoryId: string; handle: string; version: number }> {
  const { categoryId, handle } = input;
  checkHandle(handle);
  lock(tx, 'catalog.category');
  const now = await maybeOne(
    tx.query<{ handle: string; version: number }>(
      sql`SELECT handle, version FROM catalog.category WHERE category_id = ${categoryId} FOR NO KEY UPDATE`,
    ),
  );
  if (!now) return refuse('catalog.category_unknown', { detail: categoryId });
  if (now.handle === handle) return { categoryId, handle, version: now.version };
  if (now.version !== input.version) refuse('catalog.version_changed', { version: now.version });
  const [other] = await tx.query(sql`SELECT 1 FROM catalog.category WHERE handle = ${handle}`);
  if (other) taken(handle);
  await orTaken(handle, () =>
    tx.query(sql`
      UPDATE catalog.category SET handle = ${handle}, version = version + 1 WHERE category_id = ${categoryId}`),
  );
  await keepOld(tx, 'category', now.handle, categoryId);
  announce(tx, categoryChanged(categoryId, now.version + 1, ['readdressed']));
  tx.afterCommit(() => dropTree(tx.database));
  return { categoryId, handle, version: now.version + 1 };
}

/** The handle by which is found now what once had this one; undefined where nothing had it, or somebody has it now. */
export async function movedTo(db: Db, kind: HandleKind, handle: string): Promise<string | undefined> {
  return (await movedHandles(db, kind, [handle])).get(handle);
}

/** The same of many: by old handle. */
export async function movedHandles(db: Db, kind: HandleKind, handles: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.query<{ handle: string; now: string }>(
    kind === 'product'
      ? sql`
          SELECT o.handle, p.handle AS now FROM catalog.old_handle o JOIN catalog.product p ON p.product_id = o.subject_id
          WHERE o.kind = 'product' AND o.handle = ANY(${handles}::text[])
            AND NOT EXISTS (SELECT 1 FROM catalog.product q WHERE q.handle = o.handle)`
      : sql`
          SELECT o.handle, c.handle AS now FROM catalog.old_handle o JOIN catalog.category c ON c.category_id = o.subject_id
          WHERE o.kind = 'category' AND o.handle = ANY(${handles}::text[])
            AND NOT EXISTS (SELECT 1 FROM catalog.category q WHERE q.handle = o.handle)`,
  );
  return new Map(rows.map((row) => [row.handle, row.now]));
}
