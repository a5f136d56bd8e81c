/** Views of lists: filters, columns and sort under a name, one's own or everybody's. */
import { lock, maybeOne, sql, type Db, type Tx } from '#base/db';
import { announce } from '#base/journal';
import { refuse } from '#base/refusal';
import type { viewLists } from './model.ts';

export type View = {
  readonly viewId: string;
  readonly list: (typeof viewLists)[number];
  readonly name: string;
  /** The query of the list's address, as `state=placed&cols=number.total`. */
  readonly search: string;
  readonly shared: boolean;
  readonly staffId: string;
  readonly version: number;
};

/** Views a person may have of one list, those that others share not counted. */
const MOST = 40;

/** A person's views of a list and those shared by others, by name. */
export async function viewsOf(db: Db, staffId: string, list?: View['list']): Promise<View[]> {
  return db.query<View>(sql`
    SELECT view_id AS "viewId", list, name, search, shared, staff_id AS "staffId", version FROM office.view
    WHERE (${list ?? null}::text IS NULL OR list = ${list ?? null}) AND (shared OR staff_id = ${staffId})
    ORDER BY lower(name), view_id LIMIT 500`);
}

export type ViewInput = Omit<View, 'version'> & {
  /** Whoever looks after the house's settings may change what others share. */
  readonly anybodys: boolean;
};

/**
 * Makes a view or changes it; the same again changes nothing. Refuses office.view_of_another (found but not one's own: not even
 * whether it exists is told of what is not shared), office.too_many_views.
 */
export async function saveView(tx: Tx, { anybodys, ...view }: ViewInput): Promise<View> {
  lock(tx, 'office.view');
  await tx.query(sql`LOCK TABLE office.view IN SHARE ROW EXCLUSIVE MODE`);
  const known = await find(tx, view.viewId);
  if (!known) return makeView(tx, view);
  mayChange(known, view.staffId, anybodys);
  const same = known.name === view.name && known.search === view.search && known.shared === view.shared;
  if (same || known.list !== view.list) return known;
  await tx.query(sql`
    UPDATE office.view SET name = ${view.name}, search = ${view.search}, shared = ${view.shared}, version = version + 1
    WHERE view_id = ${view.viewId}`);
  const saved = { ...view, staffId: known.staffId, version: known.version + 1 };
  tell(tx, 'office.view_saved', saved);
  return saved;
}

async function makeView(tx: Tx, view: Omit<View, 'version'>): Promise<View> {
  const [row] = await tx.query<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM office.view WHERE staff_id = ${view.staffId} AND list = ${view.list}`,
  );
  if ((row?.n ?? 0) >= MOST) refuse('office.too_many_views', { most: MOST });
  await tx.query(sql`
    INSERT INTO office.view (view_id, staff_id, list, name, search, shared, version, made_at)
    VALUES (${view.viewId}, ${view.staffId}, ${view.list}, ${view.name}, ${view.search}, ${view.shared}, 1, ${tx.now}::timestamptz)`);
  tell(tx, 'office.view_saved', { ...view, version: 1 });
  return { ...view, version: 1 };
}

/** Removes a view; gone already is as good. Refuses office.view_of_another. */
export async function removeView(tx: Tx, by: { viewId: string; staffId: string; anybodys: boolean }): Promise<void> {
  lock(tx, 'office.view');
  await tx.query(sql`LOCK TABLE office.view IN SHARE ROW EXCLUSIVE MODE`);
  const known = await find(tx, by.viewId);
  if (!known) return;
  mayChange(known, by.staffId, by.anybodys);
  await tx.query(sql`DELETE FROM office.view WHERE view_id = ${by.viewId}`);
  tell(tx, 'office.view_removed', known);
}

const find = (tx: Tx, viewId: string): Promise<View | undefined> =>
  maybeOne(
    tx.query<View>(sql`
      SELECT view_id AS "viewId", list, name, search, shared, staff_id AS "staffId", version
      FROM office.view WHERE view_id = ${viewId}`),
  );

function mayChange(view: View, staffId: string, anybodys: boolean): void {
  if (view.staffId === staffId || (view.shared && anybodys)) return;
  refuse(view.shared ? 'office.view_of_another' : 'office.unknown_view', { detail: view.viewId });
}

function tell(tx: Tx, type: string, { viewId, list, shared }: View): void {
  announce(tx, { type, subjectKind: 'view', subjectId: viewId, body: { list, shared } });
}
