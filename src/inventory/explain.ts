/** Why a channel may sell so many of an article: the shelves, what is promised of them, and its level in the domain stock. Pure. */
import { siteOfPlace, type Lease } from './model.ts';

/**
 * `pool`: from the common stock, at once. `both`: its leases, then the common stock. `lease`: its allotment alone. `held`: it shows what
 * it holds on lease, for it sells without asking; an order of it that came takes the common stock too.
 */
export type Draw = 'pool' | 'both' | 'lease' | 'held';

export type ShelfReason = {
  readonly siteId: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly leased: number;
  readonly free: number;
  /** Units of what is free that the channel leaves alone: its safety stock, and what is kept for the counter. */
  readonly held: number;
  /** Units of this shelf that the channel's own leases hold. */
  readonly own: number;
  /** What the shelf brings to the channel, and why not all that is free. */
  readonly counts: number;
  readonly why: 'counts' | 'closed' | 'elsewhere' | 'allotment_only';
};
export type AvailabilityReason = {
  readonly draw: Draw;
  readonly onSale: boolean;
  readonly shelves: readonly ShelfReason[];
  /** What the channel may sell now: the sum of what its shelves count for; nothing where the article is not on sale. */
  readonly available: number;
};

export type AvailabilityFacts = {
  readonly draw: Draw;
  readonly onSale: boolean;
  /** The only site the channel serves from: a till hands over what lies in its store. */
  readonly onlySite: string | null;
  readonly openSites: readonly string[];
  /** By site: units of each article that the channel leaves alone; Infinity: all. Absent: none. */
  readonly holdsBack?: ReadonlyMap<string, number>;
  /** The article's sellable shelves. */
  readonly shelves: readonly {
    readonly siteId: string;
    readonly onHand: number;
    readonly reserved: number;
    readonly leased: number;
  }[];
  /** The open leases of the channel on this article. */
  readonly leases: readonly Pick<Lease, 'placeId' | 'quantity' | 'used'>[];
};

/** Explains what the gate would grant: the same sum as `planTakes` makes of the same shelves and leases. */
export function explainAvailability(facts: AvailabilityFacts): AvailabilityReason {
  const { draw, onSale, onlySite, openSites } = facts;
  const own = new Map<string, number>();
  for (const { placeId, quantity, used } of draw === 'pool' ? [] : facts.leases) {
    const siteId = siteOfPlace(placeId)?.siteId ?? '';
    own.set(siteId, (own.get(siteId) ?? 0) + quantity - used);
  }
  const shelves = facts.shelves.map((shelf): ShelfReason => {
    const free = shelf.onHand - shelf.reserved - shelf.leased;
    const mine = own.get(shelf.siteId) ?? 0;
    const why = !openSites.includes(shelf.siteId)
      ? 'closed'
      : onlySite !== null && onlySite !== shelf.siteId
        ? 'elsewhere'
        : draw === 'lease' || draw === 'held'
          ? 'allotment_only'
          : 'counts';
    const held = why === 'counts' ? Math.min(free, facts.holdsBack?.get(shelf.siteId) ?? 0) : 0;
    return { ...shelf, free, held, own: mine, counts: mine + (why === 'counts' ? free - held : 0), why };
  });
  const available = onSale ? shelves.reduce((sum, { counts }) => sum + counts, 0) : 0;
  return { draw, onSale, shelves, available };
}
