/** What a page tells of how a price and its VAT came about. */
import type { Money } from '#base/money';
import type { WhyStep } from '#kit/why';

/** Which VAT it is, and each step of the decision with its law; `number`: the buyer's, where it exempts. */
export type VatWhyView = {
  title: string;
  steps: readonly { words: string; law: string }[];
  number?: string;
};

/** What made the price of an article that one looks at. */
export type WhyView = {
  skuId: string;
  handle: string;
  name: string;
  options: string;
  price: Money;
  was?: Money;
  steps: readonly WhyStep[];
  vat: VatWhyView;
};
