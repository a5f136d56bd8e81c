/** Orders of a company that wait for a yes, as its people see them. */
import type { Money } from '#base/money';
import type { Instant } from '#base/time';
import type { WhyStep } from '#kit/why';

/** An order beyond its buyer's limit; `mine`: the shopper asked for it. `code`: the order it became. */
export type ApprovalView = {
  askId: string;
  company: string;
  buyer: string;
  mine: boolean;
  mayDecide: boolean;
  state: 'waiting' | 'approved' | 'refused';
  at: Instant;
  total: Money;
  lines: readonly { words: string; total: Money; why?: readonly WhyStep[] }[];
  /** What the buyer wrote to who decides. */
  note: string;
  answer: string;
  /** Until when its goods are set aside. */
  heldUntil?: Instant;
  code?: string;
};
