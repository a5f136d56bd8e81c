/** Which rule about deposits an order falls under: the most particular one. Pure. */

export const depositAskers = ['nobody', 'companies', 'beyond_stock', 'everybody'] as const;

/** Who is asked for a deposit, and what part of the order it is, per million. */
export type DepositTerms = {
  readonly depositFor: (typeof depositAskers)[number];
  readonly depositPpm: number;
};

/** Terms of a channel, of a company, or of a company on a channel; null: whichever. */
export type DepositRule = DepositTerms & { readonly channelId: string | null; readonly companyId: string | null };

/** Why an order is asked for a deposit: whose rule it was, whom it asks, and for how much of the order, per million. */
export type DepositReason = {
  readonly by: 'house' | 'channel' | 'company' | 'company_on_channel';
  readonly asks: DepositTerms['depositFor'];
  readonly ppm: number;
};

/**
 * The deposit that an order is asked for, and why; undefined: none. The most particular rule alone decides, also where it asks nobody: of a
 * company on this channel, else of the company, else of the channel, else of the house. `beyond`: some of its articles are sold beyond stock.
 */
export function depositBy(
  house: DepositTerms & { readonly depositRules: readonly DepositRule[] },
  order: { readonly channelId: string; readonly companyId?: string | undefined; readonly beyond: boolean },
): DepositReason | undefined {
  const { channelId, companyId = null, beyond } = order;
  const find = (channel: string | null, company: string | null): DepositRule | undefined =>
    house.depositRules.find((rule) => rule.channelId === channel && rule.companyId === company);
  const candidates = [
    ['company_on_channel', companyId === null ? undefined : find(channelId, companyId)],
    ['company', companyId === null ? undefined : find(null, companyId)],
    ['channel', find(channelId, null)],
    ['house', house],
  ] as const;
  for (const [by, terms] of candidates) {
    if (!terms) continue;
    const { depositFor: asks, depositPpm: ppm } = terms;
    const isAsked =
      asks === 'everybody' || (asks === 'companies' && companyId !== null) || (asks === 'beyond_stock' && beyond);
    return isAsked ? { by, asks, ppm } : undefined;
  }
  return undefined;
}

/** The rule that is wrong, and why: it names neither channel nor company, or another names the same; undefined where all are right. */
export function wrongRule(rules: readonly DepositRule[]): { readonly at: number; readonly rule: string } | undefined {
  const seen = new Set<string>();
  for (const [at, { channelId, companyId }] of rules.entries()) {
    if (channelId === null && companyId === null) return { at, rule: 'a channel or a company' };
    const key = `${channelId} ${companyId}`;
    if (seen.has(key)) return { at, rule: 'one for each channel and company' };
    seen.add(key);
  }
  return undefined;
}
