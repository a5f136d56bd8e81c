/**
 * The pretend carrier: an outside system with a book of its own (`pretend_carrier`), written statement by statement and never inside a
 * transaction of ours. How it behaves is told by the postcode it is to deliver to (`testPostcodes`). What it tells of a parcel comes late,
 * twice and in no order, as carriers do.
 */
import { createHash } from 'node:crypto';
import { sql, type Database } from '#base/db';
import { Unavailable } from '#base/refusal';
import { clock, msOf, plus, MINUTE, SECOND, type Instant } from '#base/time';
import type { TrackingKind } from '../../model.ts';
import type { Carrier, Consignment, Label, TrackingEvent } from '../carrier.ts';
import { s10 } from '../numbers.ts';
import { svgOf, zplOf } from '../sheet.ts';

export const testPostcodes = {
  '98000': 'it carries nothing there',
  '98011': 'it takes the parcel, and the connection breaks before its answer',
  '98012': 'it does not answer, and has taken nothing',
} as const;

type Body = Pick<Consignment, 'parcelId' | 'orderNumber' | 'weightG' | 'from' | 'to'>;

function labelFor(tracking: string, parcel: Body): Label {
  const words = `${tracking.slice(0, 2)} ${tracking.slice(2, 6)} ${tracking.slice(6, 10)} ${tracking.slice(10, 11)} ${tracking.slice(11)}`;
  const sheet = { title: 'Colis Pretend', parcel, codes: [{ data: tracking, text: words }] };
  return { tracking, zpl: zplOf(sheet), svg: svgOf(sheet) };
}

/** Takes a parcel under our reference. The same reference again is the same shipment: it only counts that it was asked again. */
async function ship(database: Database, parcel: Consignment): Promise<Label | undefined> {
  const { postcode } = parcel.to;
  if (postcode === '98000') return undefined;
  if (postcode === '98012') throw new Unavailable('the carrier does not answer');
  const [number] = await database.query<{ n: number }>(sql`SELECT nextval('pretend_carrier.number')::bigint AS n`);
  const tracking = s10('CB', 47_312_482 + (number?.n ?? 0), 'FR');
  const { parcelId, orderNumber, weightG, from, to } = parcel;
  const body: Body = { parcelId, orderNumber, weightG, from, to };
  const [row] = await database.query<{ tracking: string; body: Body }>(sql`
    INSERT INTO pretend_carrier.shipment (reference, tracking, body) VALUES (${parcelId}, ${tracking}, ${JSON.stringify(body)}::jsonb)
    ON CONFLICT (reference) DO UPDATE SET asked = pretend_carrier.shipment.asked + 1 RETURNING tracking, body`);
  if (postcode === '98011') throw new Unavailable('the connection to the carrier broke');
  return row && labelFor(row.tracking, row.body);
}

async function find(database: Database, { parcelId }: Consignment): Promise<Label | undefined> {
  const [row] = await database.query<{ tracking: string; body: Body }>(sql`
    SELECT tracking, body FROM pretend_carrier.shipment WHERE reference = ${parcelId}`);
  return row && labelFor(row.tracking, row.body);
}

type Stage = { readonly kind: TrackingKind; readonly after: number; readonly told: number; readonly place: string };

/** What happens to a parcel after its first scan, and how long after that it is told: the second stage later than the third. */
const stages: readonly Stage[] = [
  { kind: 'accepted', after: 0, told: 0, place: 'Lyon' },
  { kind: 'under_way', after: MINUTE, told: 4 * MINUTE, place: 'Mâcon' },
  { kind: 'out_for_delivery', after: 3 * MINUTE, told: 3 * MINUTE, place: '' },
  { kind: 'delivered', after: 5 * MINUTE, told: 5 * MINUTE + 30 * SECOND, place: '' },
];

/** What it tells at a moment of a parcel first scanned at another: pure, the same for the same number, some of it twice. */
export function eventsAt(tracking: string, town: string, scannedAt: Instant, now: Instant): TrackingEvent[] {
  const told = stages
    .filter((stage) => msOf(plus(scannedAt, stage.told)) <= msOf(now))
    .map(({ kind, after, place }) => {
      return { eventId: `${tracking}-${kind}`, tracking, kind, at: plus(scannedAt, after), place: place || town };
    });
  const dice = createHash('sha256').update(tracking).digest();
  const doubled = told.filter((_, i) => (dice[i] ?? 0) % 2 === 0);
  return [...told, ...doubled].toSorted((a, b) => orderOf(dice, a) - orderOf(dice, b));
}

const orderOf = (dice: Buffer, { kind }: TrackingEvent): number =>
  dice[8 + stages.findIndex((stage) => stage.kind === kind)] ?? 0;

async function track(database: Database, numbers: readonly string[]): Promise<TrackingEvent[]> {
  await database.query(sql`
    UPDATE pretend_carrier.shipment SET scanned_at = now() WHERE tracking = ANY(${numbers}::text[]) AND scanned_at IS NULL`);
  const rows = await database.query<{ tracking: string; scannedAt: Instant; town: string }>(sql`
    SELECT tracking, scanned_at AS "scannedAt", body->'to'->>'city' AS town FROM pretend_carrier.shipment
    WHERE tracking = ANY(${numbers}::text[])`);
  return rows.flatMap(({ tracking, town, scannedAt }) => eventsAt(tracking, town, scannedAt, clock()));
}

export const pretendCarrier: Carrier = {
  name: 'pretend',
  title: { fr: 'Transporteur simulé', en: 'Pretend carrier' },
  tracks: true,
  quote: ({ weightG }) => ({ minor: 590 + Math.ceil(weightG / 1_000) * 90, currency: 'EUR' }),
  label: ship,
  find,
  track,
};
