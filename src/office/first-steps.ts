/** The first steps of a new shop: each done when the records say so, whatever screen it was done on. */
import { lock, sql, type Database, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { stepKeys, type StepKey } from './model.ts';

export type FirstSteps = {
  readonly steps: readonly { readonly key: StepKey; readonly done: boolean; readonly skipped: boolean }[];
  /** The owner wants to see them no more. */
  readonly putAway: boolean;
};

type Kept = { readonly skipped: readonly StepKey[]; readonly putAway: boolean };
const fresh: Kept = { skipped: [], putAway: false };

async function kept(db: Db): Promise<Kept> {
  const [row] = await db.query<Kept>(sql`SELECT skipped, put_away AS "putAway" FROM office.first_steps`);
  return row ?? fresh;
}

/** How far a new shop has come. What was skipped and done later is done. */
export async function firstSteps(database: Database): Promise<FirstSteps> {
  const [{ skipped, putAway }, done] = await Promise.all([kept(database), doneSteps(database)]);
  return {
    steps: stepKeys.map((key) => ({ key, done: done[key], skipped: !done[key] && skipped.includes(key) })),
    putAway,
  };
}

/** The placeholders a new house begins with are at version 1 and have no company number: whoever fills them in changes that. */
async function doneSteps(db: Db): Promise<Record<StepKey, boolean>> {
  const [row] = await db.query<Record<StepKey, boolean>>(sql`
    SELECT (SELECT version > 1 FROM org.settings) AS name,
      EXISTS (SELECT FROM org.entity WHERE version > 1 OR siren IS NOT NULL) AS entity,
      (SELECT count(*) > 1 OR coalesce(max(version), 0) > 1 FROM org.site) AS site,
      EXISTS (SELECT FROM catalog.product) AS product,
      EXISTS (SELECT FROM till.device) AS till,
      EXISTS (SELECT FROM orders.order WHERE state = 'placed') AS sale`);
  return row ?? { name: false, entity: false, site: false, product: false, till: false, sale: false };
}

/** Keeps what is skipped and whether the steps are put away; the same again changes nothing. */
export async function keepFirstSteps(tx: Tx, wish: Kept): Promise<void> {
  lock(tx, 'office.first_steps');
  await tx.query(sql`LOCK TABLE office.first_steps IN SHARE ROW EXCLUSIVE MODE`);
  const before = await kept(tx);
  const skipped = stepKeys.filter((key) => wish.skipped.includes(key));
  if (before.putAway === wish.putAway && before.skipped.join() === skipped.join()) return;
  await tx.query(sql`
    INSERT INTO office.first_steps (skipped, put_away) VALUES (${skipped}::text[], ${wish.putAway})
    ON CONFLICT (one) DO UPDATE SET skipped = excluded.skipped, put_away = excluded.put_away`);
  announce(tx, {
    type: 'office.first_steps_changed',
    subjectKind: 'first_steps',
    subjectId: 'first_steps',
    body: { skipped, putAway: wish.putAway },
  });
}
