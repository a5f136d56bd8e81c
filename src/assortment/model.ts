/** Which part of the catalogue a channel offers: conditions over facts of a product, and why they say what they say. Pure. */
import type { Instant } from '#base/time';

/** One question about a product. */
export type Leaf =
  | { readonly category: string }
  | { readonly brand: readonly string[] }
  | { readonly family: readonly string[] }
  | { readonly tag: readonly string[] }
  | { readonly attribute: string; readonly is: readonly string[] }
  | { readonly attribute: string; readonly min?: number; readonly max?: number }
  | { readonly attribute: string; readonly present: boolean }
  /** At least this many hundredths of what is required on the channel. */
  | { readonly completeness: number }
  | { readonly enrichment: 'draft' | 'review' | 'ready' }
  | { readonly priced: boolean }
  /** At least so many. */
  | { readonly pictures: number };
export type Condition =
  | Leaf
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

export type Rule = {
  readonly channelId: string;
  readonly when: Condition;
  /** In force from … until, the end not included; null: always. */
  readonly from: Instant | null;
  readonly until: Instant | null;
  readonly enabled: boolean;
  readonly version: number;
};

/** What a rule may ask of a product on its channel. */
export type ProductFacts = {
  readonly categoryIds: ReadonlySet<string>;
  readonly brand: string | null;
  readonly family: string | null;
  readonly tags: readonly string[];
  /** Codes, `yes` and `no`, texts, amounts in the attribute's unit: all that its values on the channel say. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
  readonly completeness: number;
  readonly enrichment: 'draft' | 'review' | 'ready';
  readonly priced: boolean;
  readonly pictures: number;
};

/** One question with its answer, and what of the product answers it. */
export type Reason = { readonly condition: Leaf; readonly met: boolean; readonly fact: string };
export type Verdict = { readonly matches: boolean; readonly reasons: readonly Reason[] };

const order = { draft: 0, review: 1, ready: 2 } as const;
const without = (text: string | null): string => text ?? '';

function answer(leaf: Leaf, facts: ProductFacts): { met: boolean; fact: string } {
  if ('category' in leaf) return { met: facts.categoryIds.has(leaf.category), fact: [...facts.categoryIds].join(', ') };
  if ('brand' in leaf)
    return { met: facts.brand !== null && leaf.brand.includes(facts.brand), fact: without(facts.brand) };
  if ('family' in leaf)
    return { met: facts.family !== null && leaf.family.includes(facts.family), fact: without(facts.family) };
  if ('tag' in leaf) return { met: leaf.tag.some((tag) => facts.tags.includes(tag)), fact: facts.tags.join(', ') };
  if ('completeness' in leaf) return { met: facts.completeness >= leaf.completeness, fact: `${facts.completeness} %` };
  if ('enrichment' in leaf) return { met: order[facts.enrichment] >= order[leaf.enrichment], fact: facts.enrichment };
  if ('priced' in leaf) return { met: facts.priced === leaf.priced, fact: facts.priced ? 'yes' : 'no' };
  if ('pictures' in leaf) return { met: facts.pictures >= leaf.pictures, fact: String(facts.pictures) };
  const said = facts.attributes.get(leaf.attribute) ?? [];
  const fact = said.join(', ');
  if ('present' in leaf) return { met: said.length > 0 === leaf.present, fact };
  if ('is' in leaf) return { met: leaf.is.some((value) => said.includes(value)), fact };
  const within = (text: string): boolean =>
    Number.isFinite(Number(text)) && Number(text) >= (leaf.min ?? -Infinity) && Number(text) <= (leaf.max ?? Infinity);
  return { met: said.some(within), fact };
}

/** Whether a product fits a condition, with every question's answer in the order they are written. */
export function judge(condition: Condition, facts: ProductFacts): Verdict {
  if ('all' in condition || 'any' in condition) {
    const all = 'all' in condition;
    const parts = (all ? condition.all : condition.any).map((part) => judge(part, facts));
    const matches = all ? parts.every((part) => part.matches) : parts.some((part) => part.matches);
    return { matches, reasons: parts.flatMap((part) => part.reasons) };
  }
  if ('not' in condition) {
    const { matches, reasons } = judge(condition.not, facts);
    return { matches: !matches, reasons };
  }
  const { met, fact } = answer(condition, facts);
  return { matches: met, reasons: [{ condition, met, fact }] };
}

/** True while the rule decides and its time has come and is not over. */
export const inForce = (rule: Pick<Rule, 'from' | 'until'>, at: Instant): boolean =>
  (rule.from === null || rule.from <= at) && (rule.until === null || at < rule.until);

export type Decision = {
  /** Undefined: nobody but the hand decides. */
  readonly published: boolean | undefined;
  readonly by: 'hand' | 'exception' | 'rule';
  readonly inForce: boolean;
  readonly verdict: Verdict | undefined;
};

/**
 * Whether a channel offers a product: an exception before the rule, the rule before what was done by hand. Outside its time a rule
 * offers nothing; a rule that is switched off decides nothing.
 */
export function decide(
  rule: Rule | undefined,
  exception: boolean | undefined,
  facts: ProductFacts,
  at: Instant,
): Decision {
  if (rule?.enabled !== true) return { published: undefined, by: 'hand', inForce: false, verdict: undefined };
  const verdict = judge(rule.when, facts);
  const open = inForce(rule, at);
  if (exception !== undefined) return { published: exception, by: 'exception', inForce: open, verdict };
  return { published: open && verdict.matches, by: 'rule', inForce: open, verdict };
}

/** The next moment at which the clock alone may change what a rule says; null: never. Prices begin and end by themselves too. */
export function nextLook(rule: Pick<Rule, 'from' | 'until' | 'when'>, at: Instant, inAnHour: Instant): Instant | null {
  const moments = [rule.from, rule.until].filter((moment) => moment !== null && moment > at);
  if (asksPrice(rule.when)) moments.push(inAnHour);
  return moments.toSorted()[0] ?? null;
}

function asksPrice(condition: Condition): boolean {
  if ('all' in condition) return condition.all.some(asksPrice);
  if ('any' in condition) return condition.any.some(asksPrice);
  return 'not' in condition ? asksPrice(condition.not) : 'priced' in condition;
}
