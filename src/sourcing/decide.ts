/**
 * The one decision: from which sites an order is sent. First one site for all of it, the one with the fewest points; else the split with
 * the fewest points, within the parcels that the policy allows. Whole numbers and a fixed order, so the same facts give the same plan.
 */
import {
  MOST_PARCELS,
  siteRule,
  UNKNOWN_KM,
  type Candidate,
  type CandidateVerdict,
  type Plan,
  type Points,
  type SiteFacts,
  type Sourced,
  type SourcingFacts,
  type SourcingPolicy,
} from './model.ts';

/** A site while it is decided on: what it may give of each need, and its points without depth. */
type Desk = {
  readonly site: SiteFacts;
  readonly at: number;
  readonly costMinor: number;
  readonly points: Omit<Points, 'depth'>;
  readonly base: number;
  readonly usable: readonly number[];
  /** Points for depth, when it gives a need whole. */
  readonly depths: readonly number[];
  /** A bit for each need it has whole; of no use beyond thirty needs. */
  readonly whole: number;
  readonly refused: CandidateVerdict | undefined;
};
type Chosen = { readonly desks: readonly Desk[]; readonly points: number };

/** Needs that fit into the bits of a mask. */
const BITS = 30;
/** Splits over this many sites are looked through whole; beyond, sites are added one by one. */
const EXACT_PARCELS = 3;

/** Decides and explains. Pure; a 20-line order over 50 sites takes well under 2 ms (`bench/sourcing.ts`). */
export function source(facts: SourcingFacts, policy: SourcingPolicy): Sourced {
  const desks = desksOf(facts, policy);
  const chosen = choose(desks, facts, policy);
  const plan = planOf(chosen, facts);
  return { plan, why: whyOf(desks, chosen, plan, facts, policy) };
}

/** The plan alone, for the gate: `source` says why from the same facts whenever somebody asks. */
export function decide(facts: SourcingFacts, policy: SourcingPolicy): Plan {
  return planOf(choose(desksOf(facts, policy), facts, policy), facts);
}

/** Points of a site that stock does not change. */
function pointsOf(
  site: SiteFacts,
  costMinor: number,
  { weights }: SourcingPolicy,
  measured: boolean,
): Omit<Points, 'depth'> {
  return {
    priority: weights.priority * site.priority,
    store: site.kind === 'store' ? weights.store : 0,
    distance: measured ? Math.round((weights.distance * (site.km ?? UNKNOWN_KM)) / 100) : 0,
    cost: Math.round((weights.cost * costMinor) / 100),
    closed: site.open ? 0 : weights.closed,
  };
}

/** Sites in the order in which stock being equal they are taken: the fewest points first. */
export function rankedSites(sites: readonly SiteFacts[], policy: SourcingPolicy): SiteFacts[] {
  return desksOf({ sites, needs: [], free: [] }, policy).map((desk) => desk.site);
}

/** Sites by their points, the fewest first; equal ones in the order given. */
function desksOf({ sites, needs, free }: SourcingFacts, policy: SourcingPolicy): Desk[] {
  // Where nobody knows the destination, distance speaks for no site.
  const measured = sites.some(({ km }) => km !== null);
  const desks = sites.map((site, at): Desk => {
    const rule = siteRule(policy, site);
    const points = pointsOf(site, rule.costMinor, policy, measured);
    const base = points.priority + points.store + points.distance + points.cost + points.closed;
    const full = (site.sentToday ?? 0) >= rule.capacity;
    const held = rule.keep + rule.safety;
    const usable: number[] = [];
    const depths: number[] = [];
    let [some, whole, any] = [false, 0, false];
    for (let i = 0; i < needs.length; i++) {
      const has = free[i]?.[at] ?? 0;
      const may = rule.sends && !full ? Math.max(0, has - held) : 0;
      usable.push(may);
      depths.push(depthOf(policy.weights.depth, needs[i]?.quantity ?? 0, may));
      any ||= has > 0;
      some ||= may > 0;
      if (i < BITS && may >= (needs[i]?.quantity ?? 0)) whole |= 1 << i;
    }
    const refused = !rule.sends ? 'not_sending' : full ? 'full' : !any ? 'nothing' : !some ? 'kept' : undefined;
    return { site, at, costMinor: rule.costMinor, points, base, usable, depths, whole, refused };
  });
  return desks.sort((a, b) => a.base - b.base || a.at - b.at);
}

/** Points for taking so many of so many: the whole weight for the last unit of a shelf. */
const depthOf = (weight: number, taken: number, usable: number): number =>
  weight === 0 || usable === 0 ? 0 : Math.round((weight * Math.min(taken, usable)) / usable);

function choose(all: readonly Desk[], facts: SourcingFacts, policy: SourcingPolicy): Chosen {
  const desks = all.filter((desk) => desk.refused === undefined);
  return (
    wholeAt(desks, facts, policy.weights.depth) ?? exactSplit(desks, facts, policy) ?? greedySplit(desks, facts, policy)
  );
}

/** The site with the fewest points that has all of it. */
function wholeAt(desks: readonly Desk[], { needs }: SourcingFacts, depth: number): Chosen | undefined {
  let best: Chosen | undefined;
  for (const desk of desks) {
    if (best && desk.base >= best.points) break; // sorted: no later one can have fewer
    if (!needs.every(({ quantity }, i) => (desk.usable[i] ?? 0) >= quantity)) continue;
    const points = desk.depths.reduce((sum, one) => sum + one, desk.base);
    if (!best || points < best.points) best = { desks: [desk], points };
    if (depth === 0) break;
  }
  return best;
}

/** The two or three sites with the fewest points that have every article whole between them; each article comes from one of them. */
function exactSplit(desks: readonly Desk[], { needs }: SourcingFacts, policy: SourcingPolicy): Chosen | undefined {
  const most = Math.min(policy.maxParcels, EXACT_PARCELS);
  if (needs.length > BITS || most < 2) return undefined;
  const all = needs.length === BITS ? 0x3fffffff : (1 << needs.length) - 1;
  const helpful = desks.filter((desk) => desk.whole !== 0);
  const union = helpful.reduce((sum, desk) => sum | desk.whole, 0);
  if ((union & all) !== all) return undefined;
  // No split can do with fewer points for depth: what cannot be better even so is not looked at.
  const least = policy.split + leastDepth(helpful, needs);
  let best: Chosen | undefined;
  const offer = (chosen: readonly Desk[], bases: number): void => {
    const points = bases + depthOfSplit(chosen, needs) + policy.split * (chosen.length - 1);
    if (!best || points < best.points) best = { desks: chosen, points };
  };
  for (let a = 0; a < helpful.length; a++) {
    const first = helpful[a] as Desk;
    for (let b = a + 1; b < helpful.length; b++) {
      const second = helpful[b] as Desk;
      const bases = first.base + second.base;
      if (best && bases + least >= best.points) break;
      const both = first.whole | second.whole;
      if ((both & all) === all) offer([first, second], bases);
      else if (most > 2) {
        for (let c = b + 1; c < helpful.length; c++) {
          const third = helpful[c] as Desk;
          if (best && bases + third.base + policy.split + least >= best.points) break;
          if (((both | third.whole) & all) === all) offer([first, second, third], bases + third.base);
        }
      }
    }
  }
  return best;
}

const leastDepth = (desks: readonly Desk[], needs: SourcingFacts['needs']): number =>
  needs.reduce((sum, { quantity }, i) => {
    let least = Infinity;
    for (const desk of desks) if ((desk.usable[i] ?? 0) >= quantity) least = Math.min(least, desk.depths[i] ?? 0);
    return sum + least;
  }, 0);

function depthOfSplit(desks: readonly Desk[], needs: SourcingFacts['needs']): number {
  let sum = 0;
  for (let i = 0; i < needs.length; i++) sum += servant(desks, i, needs[i]?.quantity ?? 0)?.depths[i] ?? 0;
  return sum;
}

/** Of chosen sites, the one that gives a whole need: the fewest points for depth, then the order of the sites. */
function servant(desks: readonly Desk[], need: number, quantity: number): Desk | undefined {
  let best: Desk | undefined;
  let fewest = Infinity;
  for (const desk of desks) {
    const points = desk.depths[need] ?? 0;
    if (points >= fewest || (desk.usable[need] ?? 0) < quantity) continue;
    best = desk;
    fewest = points;
  }
  return best;
}

/**
 * Adds sites one by one: the fewest points for each unit that a site adds. Where that does not reach within the parcels allowed, the
 * most units first. What stays missing is said.
 */
function greedySplit(desks: readonly Desk[], facts: SourcingFacts, policy: SourcingPolicy): Chosen {
  const cheap = addUp(desks, facts, policy, (points, units) => points / units);
  if (cheap.missing === 0) return cheap;
  const large = addUp(desks, facts, policy, (_, units) => -units);
  return large.missing < cheap.missing ? large : cheap;
}

function addUp(
  desks: readonly Desk[],
  { needs }: SourcingFacts,
  policy: SourcingPolicy,
  worth: (points: number, units: number) => number,
): Chosen & { missing: number } {
  const left = needs.map(({ quantity }) => quantity);
  const rest = new Set(desks);
  const chosen: Desk[] = [];
  let points = 0;
  while (chosen.length < Math.min(policy.maxParcels, MOST_PARCELS)) {
    const split = chosen.length === 0 ? 0 : policy.split;
    const open = left.flatMap((units, i) => (units > 0 ? [i] : []));
    let best: { desk: Desk; value: number; added: number } | undefined;
    for (const desk of rest) {
      let units = 0;
      let depth = 0;
      for (const i of open) {
        const usable = desk.usable[i] ?? 0;
        const gives = Math.min(left[i] ?? 0, usable);
        units += gives;
        depth += depthOf(policy.weights.depth, gives, usable);
      }
      if (units === 0) continue;
      const added = desk.base + split + depth;
      const value = worth(added, units);
      if (!best || value < best.value) best = { desk, value, added };
    }
    if (!best) break;
    const { desk, added } = best;
    rest.delete(desk);
    chosen.push(desk);
    points += added;
    for (let i = 0; i < left.length; i++) left[i] = Math.max(0, (left[i] ?? 0) - (desk.usable[i] ?? 0));
  }
  return { desks: chosen, points, missing: left.reduce((sum, units) => sum + units, 0) };
}

/** What each chosen site gives: an article whole from one of them where one has it, else as the sites come. */
function planOf(chosen: Chosen, { needs }: SourcingFacts): Plan {
  const lines: { skuId: string; siteId: string; quantity: number }[] = [];
  const missing: { skuId: string; quantity: number }[] = [];
  needs.forEach(({ skuId, quantity }, i) => {
    const one = servant(chosen.desks, i, quantity);
    let left = quantity;
    for (const desk of one ? [one] : chosen.desks) {
      const gives = Math.min(left, desk.usable[i] ?? 0);
      if (gives <= 0) continue;
      left -= gives;
      lines.push({ skuId, siteId: desk.site.siteId, quantity: gives });
    }
    if (left > 0) missing.push({ skuId, quantity: left });
  });
  return { lines, missing };
}

function whyOf(
  desks: readonly Desk[],
  chosen: Chosen,
  plan: Plan,
  { needs }: SourcingFacts,
  policy: SourcingPolicy,
): Sourced['why'] {
  const wanted = needs.reduce((sum, { quantity }) => sum + quantity, 0);
  const given = new Map<string, Map<string, number>>();
  for (const { siteId, skuId, quantity } of plan.lines)
    given.set(siteId, (given.get(siteId) ?? new Map<string, number>()).set(skuId, quantity));
  const candidates = desks.map((desk): Candidate => {
    const mine = given.get(desk.site.siteId);
    const can = needs.reduce((sum, { quantity }, i) => sum + Math.min(quantity, desk.usable[i] ?? 0), 0);
    const gives = mine ? [...mine.values()].reduce((sum, units) => sum + units, 0) : 0;
    // What it takes, or would take of all it can give.
    const depth = needs.reduce((sum, { skuId, quantity }, i) => {
      const units = mine ? (mine.get(skuId) ?? 0) : Math.min(quantity, desk.usable[i] ?? 0);
      return sum + depthOf(policy.weights.depth, units, desk.usable[i] ?? 0);
    }, 0);
    const verdict =
      desk.refused ??
      (gives === wanted && gives > 0 ? 'whole' : gives > 0 ? 'part' : can === wanted ? 'points' : 'short');
    const { site, costMinor, points, base } = desk;
    const { siteId, km, open } = site;
    return { siteId, km, open, costMinor, points: { ...points, depth }, total: base + depth, can, gives, verdict };
  });
  const rank = ({ gives, verdict }: Candidate): number =>
    gives > 0 ? 0 : verdict === 'points' || verdict === 'short' ? 1 : 2;
  const used = candidates.filter(({ gives }) => gives > 0);
  const splitPoints = policy.split * Math.max(0, used.length - 1);
  return {
    candidates: candidates.toSorted((a, b) => rank(a) - rank(b) || a.total - b.total),
    parcels: used.length,
    splitPoints,
    total: used.reduce((sum, { total }) => sum + total, splitPoints),
    costMinor: used.reduce((sum, candidate) => sum + candidate.costMinor, 0),
  };
}
