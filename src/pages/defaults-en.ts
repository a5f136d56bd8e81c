/** Our English texts, version 0: the French ones (`defaults-fr.ts`, which names their sources) for readers of English. */
import type { TextSlug } from './model.ts';

export const defaultsEn: Readonly<Record<TextSlug, { readonly title: string; readonly body: string }>> = {
  notice: {
    title: 'Legal notice',
    body: `## Publisher
{shop} is published by {company}, {address}.
SIREN {siren}. VAT number {vat}.
Telephone: {phone}. E-mail: {email}.

## Responsible for the content
The legal representative of {company}.

## Hosting
This site is hosted by {company} on its own servers or on those of a provider whose name and address are given on request at {email}.

## Pictures and texts
The drawings, texts and marks of this site belong to {company} or to their authors. Copying them needs their consent.

## Mediation
After a written complaint without a satisfying answer, a consumer may turn to a consumer mediator, free of charge (French Consumer Code, article L612-1). The mediator's name is given on request at {email}.`,
  },
  terms: {
    title: 'Terms of sale',
    body: `## To whom they apply
To sales between {company} and a consumer, on this site, in the app, or in store for an order at a distance. The version in force is that of the date shown; that of your order can be had on request.

## Products and prices
Each page describes the product and its essential characteristics. Prices are in euros, all taxes included, without delivery. The price paid is the one shown when you confirm: if a price or a stock changes before, the shop tells you and nothing is charged without your consent.

## Order
The cart reserves nothing. The order is concluded when you press the payment button after seeing the total; an e-mail sums it up. Should an article be missing all the same, a person writes to you and what was paid is given back.

## Payment
By card with the order, or in store at collection where offered. The card is charged when the order is accepted.

## Delivery and collection
The shop says when it sends and, for collection, when your order is ready and when the place is open. Without an agreed date, delivery is made within thirty days of the order (article L216-1). After that you may cancel and be paid back.

## Withdrawal
You have fourteen days after receipt to change your mind, without giving a reason. The page “Withdrawal” says how and holds the model form.

## Guarantees
You have the legal guarantee of conformity for two years from delivery (articles L217-3 and following) and the guarantee against hidden defects (Civil Code, articles 1641 and following). Repair or replacement free of charge; failing that, a lower price or your money back.

## Complaints and disputes
Write to {email} or call {phone}. French law applies, without depriving consumers of the protection of their own country. You may turn to a consumer mediator.`,
  },
  privacy: {
    title: 'Privacy',
    body: `## Who is responsible
{company}, {address}. For any question or request: {email}.

## What we keep, why, and how long
- Account (name, e-mail, telephone, addresses): to know you and to deliver, as long as the account exists. Ground: the contract.
- Orders, receipts and payments: to carry them out and for the accounts, ten years (French Commercial Code, article L123-22). The card number does not pass through our servers.
- Cart and lists: so that you find them on your other devices, ninety days after their last use.
- Newsletter, suggestions, messages of the app: only if you said yes in your account, until you say no.

## To whom we pass it
To the carrier and the bank, what they need. To nobody else, and nothing is sold. Nothing is loaded from another site while you visit.

## Your rights
Access, correction, erasure, restriction, objection and portability: from your account or in writing to {email}. A person answers within a month. You take consent back as simply as you gave it. You may complain to the CNIL (cnil.fr).`,
  },
  cookies: {
    title: 'Cookies',
    body: `## What is necessary
Without your consent this site keeps only what it could not work without: your cart, your session when you sign in, the lists and comparisons you ask for, the store you call yours, and your answer to this question. None of these cookies follows you. To work without a network, your browser also keeps, as in its own cache, the last pages and pictures you opened; they do not leave this device.

## What you may allow
- Recently seen products: kept on this device only, to show them to you again. Deleted as soon as you say no.

## What we do not do
No advertising, no measuring by others, no tracker of another site.

## Changing your mind
Your answer is kept for six months, with its date and the version of this page. You can change it here at any time; refusing is as simple as accepting.`,
  },
  withdrawal: {
    title: 'Withdrawal',
    body: `## Fourteen days to change your mind
You may withdraw from a purchase at a distance, without giving a reason, within fourteen days of the day on which you, or a third party named by you, receive the last of the goods (French Consumer Code, article L221-18; Directive 2011/83/EU, article 9).

## How
Open your order, from your account or with its number and your e-mail, and choose “Return or withdraw”. An acknowledgement stays on the order's page. You may also send the form below, or any unequivocal statement, to {email} or to {company}, {address}.

## Return and refund
Send or bring the goods back within fourteen days of your withdrawal. We reimburse all payments received, standard delivery included, within fourteen days of it, by the means you used; we may wait until we have received the goods or proof that they were sent. The direct cost of sending back is yours; a return in store is free. You are liable only for the loss of value from handling beyond what is needed to judge the goods.

## Exceptions
Goods made to measure, goods that spoil, and unsealed goods that cannot be returned for reasons of hygiene (article L221-28).

## Model withdrawal form
(Complete and return this form only if you wish to withdraw from the contract.)

To {company}, {address}, {email}:

I/We (*) hereby give notice that I/We (*) withdraw from my/our (*) contract of sale of the following goods (*)/for the provision of the following service (*),

- Ordered on (*)/received on (*):
- Name of consumer(s):
- Address of consumer(s):
- Signature of consumer(s) (only if this form is notified on paper):
- Date:

(*) Delete as appropriate.`,
  },
  accessibility: {
    title: 'Accessibility',
    body: `## What we want
{company} wants everybody to be able to buy here: with the keyboard, with a screen reader, at 200 % zoom, without JavaScript, with little motion.

## State
This site aims at the Web Content Accessibility Guidelines (WCAG) 2.2, level AA. Its pages are checked by a tool at every change. Such a tool does not see everything: no full audit by others has been made yet, so we declare partial conformity.

## If something stops you
Tell us at {email} or {phone}: we mend it, or serve you another way. Without a satisfying answer, you may turn to the Défenseur des droits (defenseurdesdroits.fr).`,
  },
};
