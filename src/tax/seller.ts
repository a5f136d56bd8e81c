/** How the merchant stands with VAT: registrations and schemes of each legal entity, prices with or without it by channel, rates of one's own. */
import { checkVatNumber } from '#base/company-numbers';
import { lock, perDatabase, sql, type Database, type Db, type Tx } from '#base/db';
import { announce, type JournalEvent } from '#base/journal';
import { rate as rateOf, type Rate } from '#base/rate';
import { refuse } from '#base/refusal';
import { createSnapshot } from '#base/snapshot';
import type { Day } from '#base/time';
import { channelById, type Channel } from '#channels';
import { entityExists } from '#org';
import type { SellerFacts } from './case.ts';
import { findRate, type OwnRate, type RatedClass } from './model.ts';
import { lawRates } from './rates.ts';

export type OnNet = 'global' | 'per_line';
export type Basis = 'gross' | 'net';
export type Seller = Pick<SellerFacts, 'registrations' | 'franchise' | 'oss' | 'always' | 'netStays'> & {
  readonly entityId: string;
  /** Countries beside home that the shop sends to. */
  readonly sendsTo: readonly string[];
  readonly onNet: OnNet;
  /** Who is asked whether a VAT number is in force; null: a person. */
  readonly register: 'pretend' | null;
  /** A number whose register is closed: `tax` it as a consumer’s, or `accept` it, to be verified later (`checks.ts`). */
  readonly whenClosed: 'tax' | 'accept';
  readonly version: number;
};

/** Nobody said anything: one country, no schemes. */
export const plainSeller = (entityId: string): Seller => ({
  entityId,
  registrations: [],
  franchise: false,
  oss: false,
  always: false,
  netStays: [],
  sendsTo: [],
  onNet: 'global',
  register: null,
  whenClosed: 'tax',
  version: 0,
});

export type TaxHouse = {
  readonly sellers: ReadonlyMap<string, Seller>;
  readonly basis: ReadonlyMap<string, Basis>;
  readonly own: readonly OwnRate[];
};

const house = perDatabase((database) => createSnapshot(() => readHouse(database)));

async function readHouse(db: Db): Promise<TaxHouse> {
  const [sellers, basis, own] = await Promise.all([
    readSellers(db),
    db.query<{ channelId: string; basis: Basis }>(sql`SELECT channel_id AS "channelId", basis FROM tax.channel`),
    db.query<OwnRate>(sql`
      SELECT DISTINCT ON (zone, tax_class, valid_from) zone, tax_class AS "taxClass", valid_from::text AS "from", rate, source
      FROM tax.rate ORDER BY zone, tax_class, valid_from, seq DESC`),
  ]);
  return {
    sellers: new Map(sellers.map((seller) => [seller.entityId, seller])),
    basis: new Map(basis.map((one) => [one.channelId, one.basis])),
    own,
  };
}

const readSellers = (db: Db): Promise<Seller[]> =>
  db.query<Seller>(sql`
    SELECT entity_id AS "entityId", registrations, franchise, oss, always, net_stays AS "netStays", sends_to AS "sendsTo", on_net AS "onNet", register, when_closed AS "whenClosed", version
    FROM tax.seller`);

/** What is said of VAT, as this process knows it. */
export const taxHouse = (database: Database): Promise<TaxHouse> => house(database).get();

/** Whether a channel's prices are with VAT: they are until somebody says otherwise, for a list may be shared with other channels. */
export const basisOf = ({ basis }: TaxHouse, channel: Pick<Channel, 'channelId'>): Basis =>
  basis.get(channel.channelId) ?? 'gross';

export type SellerChange = { readonly [K in keyof Omit<Seller, 'entityId'>]?: Seller[K] | undefined } & {
  readonly entityId: string;
};

/** Changes how an entity stands with VAT. Refuses `tax.unknown_entity`, `tax.bad_number`, `tax.changed_meanwhile`. */
export async function changeSeller(tx: Tx, { entityId, version, ...change }: SellerChange): Promise<Seller> {
  lock(tx, 'tax.seller');
  if (!(await entityExists(tx, entityId))) refuse('tax.unknown_entity', { detail: entityId });
  await tx.query(sql`SELECT 1 FROM tax.seller WHERE entity_id = ${entityId} FOR NO KEY UPDATE`);
  const before = (await readSellers(tx)).find((seller) => seller.entityId === entityId) ?? plainSeller(entityId);
  if (version !== undefined && version !== before.version) refuse('tax.changed_meanwhile', { version: before.version });
  const registrations = (change.registrations ?? before.registrations).map(registrationOf);
  if (new Set(registrations.map(({ country }) => country)).size < registrations.length)
    refuse('tax.bad_number', { fields: [{ field: 'registrations', rule: 'one for each country' }] });
  const said = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const after: Seller = { ...before, ...said, registrations, version: before.version + 1 };
  const fields = (Object.keys(plainSeller('')) as (keyof Seller)[]).filter(
    (key) => key !== 'version' && JSON.stringify(after[key]) !== JSON.stringify(before[key]),
  );
  if (fields.length === 0) return before;
  const made = await tx.affected(sql`
    INSERT INTO tax.seller AS s (entity_id, registrations, franchise, oss, always, net_stays, sends_to, on_net, register, when_closed, version, changed_at)
    VALUES (${entityId}, ${JSON.stringify(after.registrations)}::jsonb, ${after.franchise}, ${after.oss}, ${after.always},
      ${[...after.netStays]}::text[], ${[...after.sendsTo]}::text[], ${after.onNet}, ${after.register}, ${after.whenClosed}, ${after.version}, ${tx.now}::timestamptz)
    ON CONFLICT (entity_id) DO UPDATE SET registrations = excluded.registrations, franchise = excluded.franchise, oss = excluded.oss,
      always = excluded.always, net_stays = excluded.net_stays, sends_to = excluded.sends_to, on_net = excluded.on_net, register = excluded.register, when_closed = excluded.when_closed,
      version = excluded.version, changed_at = excluded.changed_at
    WHERE s.version = ${before.version}`);
  if (made === 0) refuse('tax.changed_meanwhile', {});
  announce(tx, { type: 'tax.seller_changed', subjectKind: 'entity', subjectId: entityId, body: { fields } });
  tx.afterCommit(() => house(tx.database).forget());
  return after;
}

function registrationOf({ country, vatNumber }: SellerFacts['registrations'][number], i: number) {
  const found = checkVatNumber(vatNumber);
  if ('fault' in found || found.country !== country)
    refuse('tax.bad_number', {
      fields: [{ field: `registrations.${i}.vatNumber`, rule: `a VAT number of ${country}` }],
    });
  return { country, vatNumber: found.number };
}

/** Says whether a channel's prices are with VAT or without it. Refuses `tax.unknown_channel`. */
export async function setBasis(tx: Tx, { channelId, basis }: { channelId: string; basis: Basis }): Promise<void> {
  lock(tx, 'tax.seller');
  const channel = await channelById(tx.database, channelId);
  if (!channel) refuse('tax.unknown_channel', { detail: channelId });
  const changed = await tx.affected(sql`
    INSERT INTO tax.channel AS c (channel_id, basis, changed_at) VALUES (${channelId}, ${basis}, ${tx.now}::timestamptz)
    ON CONFLICT (channel_id) DO UPDATE SET basis = excluded.basis, changed_at = excluded.changed_at WHERE c.basis <> excluded.basis`);
  if (changed === 0) return;
  announce(tx, { type: 'tax.basis_changed', subjectKind: 'channel', subjectId: channelId, channelId, body: { basis } });
  tx.afterCommit(() => house(tx.database).forget());
}

export type NewRate = {
  readonly rateId: string;
  readonly zone: string;
  readonly taxClass: RatedClass;
  readonly from: Day;
  /** Parts per million; null: the law's again. */
  readonly rate: number | null;
  /** Where it stands: a law, a letter of the tax office. */
  readonly source: string;
};

/**
 * Adds a rate of one's own, from a day on; what was before stays as it was. Refuses `tax.bad_rate` for a country or region that the table
 * of the law doesn't know and `request.id_reused`.
 */
export async function setRate(tx: Tx, input: NewRate): Promise<void> {
  const { rateId, zone, taxClass, from, source } = input;
  if (!Object.hasOwn(lawRates, zone))
    refuse('tax.bad_rate', { fields: [{ field: 'zone', rule: 'a country or region we know' }] });
  const rate: Rate | null = input.rate === null ? null : rateOf(input.rate);
  const made = await tx.affected(sql`
    INSERT INTO tax.rate (rate_id, zone, tax_class, valid_from, rate, source, actor, at)
    VALUES (${rateId}, ${zone}, ${taxClass}, ${from}::date, ${rate}, ${source}, ${tx.caller.actor}, ${tx.now}::timestamptz)
    ON CONFLICT (rate_id) DO NOTHING`);
  if (made === 0) {
    const same = await tx.query(sql`
      SELECT 1 FROM tax.rate WHERE rate_id = ${rateId} AND zone = ${zone} AND tax_class = ${taxClass} AND valid_from = ${from}::date
        AND rate IS NOT DISTINCT FROM ${rate}::int AND source = ${source}`);
    if (same.length === 0) refuse('request.id_reused', { detail: rateId });
    return;
  }
  announce(tx, {
    type: 'tax.rate_set',
    subjectKind: 'tax_rate',
    subjectId: rateId,
    body: { zone, taxClass, from, rate },
  });
  tx.afterCommit(() => house(tx.database).forget());
}

/** Rates of the merchant's own for a country or region, newest first. */
export const ownRatesOf = (db: Db, zone: string): Promise<(OwnRate & { readonly actor: string })[]> =>
  db.query(sql`
    SELECT zone, tax_class AS "taxClass", valid_from::text AS "from", rate, source, actor FROM tax.rate
    WHERE zone = ${zone} ORDER BY tax_class, valid_from DESC, seq DESC LIMIT 200`);

export type RateRow = {
  readonly zone: string;
  readonly taxClass: RatedClass;
  readonly as: string;
  readonly rate: number;
  readonly from: string;
  readonly law: string;
  readonly own: boolean;
};

/** The rates in force on a day, of every country and region, the merchant's own in their place. */
export async function ratesOn(database: Database, on: Day): Promise<RateRow[]> {
  const { own } = await taxHouse(database);
  return Object.keys(lawRates).flatMap((zone) =>
    (['standard', 'intermediate', 'reduced', 'super_reduced'] as const).flatMap((taxClass): RateRow[] => {
      const found = findRate(zone, taxClass, on, own);
      return found
        ? [{ zone, taxClass, as: found.as, rate: found.rate, from: found.from, law: found.law, own: found.own }]
        : [];
    }),
  );
}

/** Drops what these events changed; given to the journal's tail. */
export const taxCaches =
  (database: Database) =>
  (events: readonly JournalEvent[]): void => {
    if (
      events.some(
        ({ type }) => type === 'tax.seller_changed' || type === 'tax.basis_changed' || type === 'tax.rate_set',
      )
    )
      house(database).forget();
  };
