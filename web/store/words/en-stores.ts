/** The shop's words in English for finding a store. */
import type { Same } from '#kit/messages';
import type { frStores } from './fr-stores.ts';

export const enStores: Same<typeof frStores> = {
  'stores.title': 'Our stores',
  'stores.text': 'The same catalogue, the same prices and the same stock as here.',
  'stores.find': 'Find the nearest',
  'stores.q': 'Postcode or town',
  'stores.search': 'Search',
  'stores.here': 'Around me',
  'stores.hereText': 'Your position is rounded to a kilometre, used for this page, and not kept.',
  'stores.hereNo': 'Your device does not say where you are. Try a postcode.',
  'stores.from': ({ name }) =>
    `Nearest to ${name}. Distances are as the crow flies and approximate: we know only the middle of the town or département.`,
  'stores.fromHere': 'Nearest to you, as the crow flies.',
  'stores.unknown': ({ q }) =>
    `We don’t know where “${q}” is. Try a postcode of five digits, or the chief town of the département; here are all our stores.`,
  'stores.about': ({ n }) => `about ${n} km away`,
  'stores.hours': 'Opening hours',
  'stores.special': 'Special days',
  'stores.way': 'Directions',
  'stores.wayOf': ({ name }) => `Directions to ${name}, on OpenStreetMap`,
  'stores.call': ({ phone }) => `Call ${phone}`,
  'stores.mine': 'My store:',
  'stores.isMine': 'My store',
  'stores.choose': 'Make this my store',
  'stores.chooseOf': ({ name }) => `Make this my store: ${name}`,
  'stores.forget': 'Forget it',
  'cart.storesLink': 'Addresses and hours of the stores',
  'step.title': 'Where the order is',
  'step.done': '(done)',
  'step.now': '(under way)',
  'step.next': '(to come)',
  'step.unknown': '(we don’t know)',
  'stores.pick': 'Choose my store',
  'stores.change': 'Change store',
};
