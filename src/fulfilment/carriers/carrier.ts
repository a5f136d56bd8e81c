/**
 * What a carrier is. A carrier translates and transports: it decides nothing and touches no table of ours. Our parcel's id is its
 * idempotency key: the same id again is the same shipment with the same number, never a second one.
 */
import type { Database } from '#base/db';
import type { Instant } from '#base/time';
import type { Address } from '#org/model';
import type { TrackingKind } from '../model.ts';

export const carrierNames = ['pretend', 'sscc'] as const;
export type CarrierName = (typeof carrierNames)[number];

/** A parcel as a carrier needs it. Weights are grams. */
export type Consignment = {
  readonly parcelId: string;
  readonly orderNumber: string;
  readonly weightG: number;
  /** The GS1 company prefix of who sends; null: there is none. */
  readonly gs1Prefix: string | null;
  readonly from: Address;
  readonly to: Address;
};

export type Label = {
  /** The number by which the carrier knows it. */
  readonly tracking: string;
  /** For a label printer: ZPL II at 8 dots a millimetre, 100 × 150 mm. */
  readonly zpl: string;
  /** The same for any printer, as one SVG. */
  readonly svg: string;
};

export type TrackingEvent = {
  /** The carrier's own id of this fact: heard twice, it is one. */
  readonly eventId: string;
  readonly tracking: string;
  readonly kind: TrackingKind;
  readonly at: Instant;
  readonly place: string;
};

export type Quote = { readonly minor: number; readonly currency: string };

/** `label` and `track` throw Unavailable when there was no answer; `label` refuses by returning undefined. */
export type Carrier = {
  readonly name: CarrierName;
  readonly title: { readonly fr: string; readonly en: string };
  /** Whether it tells where a parcel is. */
  readonly tracks: boolean;
  readonly quote?: (parcel: Pick<Consignment, 'weightG' | 'to'>) => Quote | undefined;
  /** Asks for a label; undefined: it does not carry this. Asked again with the same parcel, it gives the same label. */
  readonly label: (database: Database, parcel: Consignment) => Promise<Label | undefined>;
  /** The label it gave for a parcel; undefined: it has never heard of it. */
  readonly find: (database: Database, parcel: Consignment) => Promise<Label | undefined>;
  /** All it knows of these numbers, in any order, and perhaps twice. */
  readonly track: (database: Database, numbers: readonly string[]) => Promise<TrackingEvent[]>;
  /** Where a buyer can look for themselves. */
  readonly page?: (tracking: string) => string;
};
