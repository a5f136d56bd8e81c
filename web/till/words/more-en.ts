/** The till in English: the same keys and facts as in French. */
import type { Same } from '#kit/messages';
import type { moreFr } from './more-fr.ts';

const s = (n: number): string => (n === 1 ? '' : 's');

export const moreEn: Same<typeof moreFr> = {
  'company.for': 'For a company',
  'company.pick': ({ name }) => `For ${name}`,
  'company.remove': 'Buy for the company no more',
  'company.found': 'Companies found',
  'company.siren': ({ siren }) => `SIREN ${siren}`,
  'company.vat': ({ number }) => `VAT ${number}`,
  'company.vat_proven': ({ day }) => `VAT number checked on ${day}`,
  'company.vat_unproven': 'VAT number not checked: taxed abroad too',
  'company.blocked': 'Nothing is sold to it for now',
  'company.not_member': 'This customer does not buy for it',
  'company.limit': ({ sum }) => `up to ${sum} a purchase`,
  'company.terms': ({ n }) => `On account, ${n} day${s(n)}`,
  'company.terms_month': ({ n }) => `On account, ${n} day${s(n)} end of month`,
  'company.at_once': 'Pays at once',
  'company.nobody': 'No buyer named: pays at once',
  'company.on_receipt': ({ name }) => `For ${name}`,
  'pay.account': 'On account',
  'account.title': ({ name }) => `On the account of ${name}`,
  'account.limit': 'Credit limit',
  'account.no_limit': 'no limit',
  'account.open': 'Owed already',
  'account.this': 'This ticket',
  'account.left': 'Will be left',
  'account.over': ({ sum }) => `This goes over the credit limit: ${sum} is left. Take a card or cash.`,
  'account.company_overdue': 'This company has to pay what is late first. Take a card or cash.',
  'account.company_blocked': 'Nothing is sold to this company for now.',
  'account.no_terms': 'This company no longer buys on account.',
  'account.offline': 'Without a connection nothing is sold on account: nobody knows what is owed already.',
  'account.paid': 'Put on account',
  'account.of': ({ name }) => `on the account of ${name}`,
  'refused.not_a_member': 'This customer does not buy for this company',
  'refused.not_a_member_help': 'Take the company off the ticket, or choose one of its buyers.',
  'refused.company_blocked': 'Nothing is sold to this company for now',
  'refused.buyer_limit': ({ sum }) => `This buyer can’t spend more than ${sum} a purchase`,
  'refused.buyer_limit_help': 'Another person of the company may buy, or the ticket gets smaller.',
  'refused.account': 'The company can’t buy it on account',
};
