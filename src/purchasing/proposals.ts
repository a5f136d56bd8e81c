/** Proposals to buy: facts are read for many articles at once, the decision is `propose`'s. */
import type { Database, Tx } from '#base/db';
import { newId } from '#base/ids';
import { refuse } from '#base/refusal';
import { clock, DAY, instantOfMs, msOf, type Day, type Instant } from '#base/time';
import { shelvesOf, soldSince } from '#inventory';
import { sites } from '#org';
import { incoming as underWay } from '#transfers';
import { createPurchase, type PurchaseReceipt } from './order.ts';
import { propose, standard, type Parameters, type Proposal, type SiteFacts } from './propose.ts';
import { incomingOf, preferredSupplies, reorderRules } from './queries.ts';

export type ProposedLine = Proposal & {
  readonly skuId: string;
  readonly supplierId: string;
  /** Of one unit, in the supplier's currency. */
  readonly costMilli: number;
};

export type ProposalFilter = { readonly [K in keyof Parameters]?: number | undefined } & {
  readonly supplierId?: string | undefined;
  readonly siteIds?: readonly string[] | undefined;
  /** What needs nothing too, with its reason. */
  readonly all?: boolean | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
};

/** Articles looked at in one go. */
const CHUNK = 400;
/** Without a day, it comes last. */
const LATE = '9999-12-31';

/** What to buy and what to move, article by article; `next` is where the next page begins. */
export async function proposals(
  database: Database,
  filter: ProposalFilter,
): Promise<{ items: ProposedLine[]; next: string | null }> {
  const { windowDays, targetDays, safetyDays, leadDays } = { ...standard, ...defined(filter) };
  const parameters = { windowDays, targetDays, safetyDays, leadDays };
  const since = instantOfMs(msOf(clock()) - windowDays * DAY);
  const items: ProposedLine[] = [];
  let after = filter.after ?? '';
  for (;;) {
    const supplies = await preferredSupplies(database, { supplierId: filter.supplierId, after, limit: CHUNK });
    const facts = await factsOf(
      database,
      supplies.map((supply) => supply.skuId),
      since,
    );
    for (const supply of supplies) {
      after = supply.skuId;
      const { supplierId, packUnits, costMilli } = supply;
      const how = { supplierId, packUnits, leadDays: supply.leadDays ?? supply.supplierLeadDays };
      for (const proposal of propose(facts.get(supply.skuId) ?? [], how, parameters))
        if (
          (filter.siteIds?.includes(proposal.siteId) ?? true) &&
          (filter.all === true || proposal.quantity > 0 || proposal.transfers.length > 0)
        )
          items.push({ ...proposal, skuId: supply.skuId, supplierId, costMilli });
      if (items.length >= filter.limit) return { items, next: after };
    }
    if (supplies.length < CHUNK) return { items, next: null };
  }
}

function defined({ windowDays, targetDays, safetyDays, leadDays }: ProposalFilter): Partial<Parameters> {
  const given = Object.entries({ windowDays, targetDays, safetyDays, leadDays }).filter(([, v]) => v !== undefined);
  return Object.fromEntries(given) as Partial<Parameters>;
}

/** Every open site that has a shelf of an article, or a rule for it, with what the decision asks of it. */
async function factsOf(
  database: Database,
  skuIds: readonly string[],
  since: Instant,
): Promise<Map<string, SiteFacts[]>> {
  const [shelves, sold, bought, moving, rules, all] = await Promise.all([
    shelvesOf(database, skuIds),
    soldSince(database, since, skuIds),
    incomingOf(database, skuIds),
    underWay(database, { skuIds, limit: 100_000 }),
    reorderRules(database, skuIds),
    sites(database),
  ]);
  const open = new Set(all.filter((site) => site.open).map((site) => site.siteId));
  const key = (row: { skuId: string; siteId: string }): string => `${row.skuId}|${row.siteId}`;
  const soldBy = new Map(sold.map((row) => [key(row), row.sold]));
  const coming = Map.groupBy(
    [
      ...bought,
      ...moving.map(({ expectedAt, ...one }) => ({
        ...one,
        expectedOn: (expectedAt?.slice(0, 10) ?? null) as Day | null,
      })),
    ].toSorted((a, b) => (a.expectedOn ?? LATE).localeCompare(b.expectedOn ?? LATE)),
    key,
  );
  const ruleBy = new Map(rules.map((rule) => [key(rule), rule]));
  const freeBy = new Map(shelves.filter((s) => s.kind === 'sellable').map((shelf) => [key(shelf), shelf.free]));
  const facts = new Map<string, SiteFacts[]>();
  for (const at of new Set([...freeBy.keys(), ...ruleBy.keys(), ...coming.keys()])) {
    const [skuId = '', siteId = ''] = at.split('|');
    if (!open.has(siteId)) continue;
    const rule = ruleBy.get(at);
    const list = facts.get(skuId) ?? [];
    list.push({
      siteId,
      sold: soldBy.get(at) ?? 0,
      free: freeBy.get(at) ?? 0,
      incoming: (coming.get(at) ?? []).reduce((sum, one) => sum + one.quantity, 0),
      nextOn: coming.get(at)?.[0]?.expectedOn ?? null,
      rule: rule && rule.min !== null && rule.max !== null ? { min: rule.min, max: rule.max } : null,
      targetDays: rule?.targetDays ?? null,
      skip: rule?.skip ?? false,
    });
    facts.set(skuId, list);
  }
  return facts;
}

export type Accepted = {
  readonly skuId: string;
  readonly siteId: string;
  readonly supplierId: string;
  readonly quantity: number;
};

/** Drafts one purchase order for each supplier and site of what was accepted. Refuses what `createPurchase` refuses. */
export async function orderProposals(tx: Tx, accepted: readonly Accepted[]): Promise<PurchaseReceipt[]> {
  if (accepted.length === 0) refuse('purchasing.not_supplied');
  const made: PurchaseReceipt[] = [];
  for (const [, lines] of Map.groupBy(accepted, (line) => `${line.supplierId}|${line.siteId}`)) {
    const { supplierId, siteId } = lines[0] as Accepted;
    made.push(await createPurchase(tx, { purchaseId: newId('por'), supplierId, siteId, lines }));
  }
  return made;
}
