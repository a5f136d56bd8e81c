/** Integration levels: how far a channel shares each domain with the others. The subject of the whole house; types and rules, pure. */

/** From least to most shared; the merchant's words are multichannel, cross-channel, omnichannel, unified commerce. */
export const levels = ['isolated', 'bridged', 'synchronised', 'unified'] as const;
export type Level = (typeof levels)[number];

export const domains = ['catalogue', 'prices', 'stock', 'carts', 'customers', 'orders', 'returns', 'payments'] as const;
export type Domain = (typeof domains)[number];
export type Levels = Readonly<Record<Domain, Level>>;

export const presetNames = ['multichannel', 'cross-channel', 'omnichannel', 'unified'] as const;
export type Preset = (typeof presetNames)[number];

export const channelKinds = ['web', 'app', 'till', 'marketplace', 'social', 'feed', 'b2b'] as const;
export type ChannelKind = (typeof channelKinds)[number];

export type Channel = {
  readonly channelId: string;
  readonly code: string;
  readonly kind: ChannelKind;
  readonly name: { readonly fr: string; readonly en: string };
  /** The site a till stands in, or whose stock the channel calls its own. */
  readonly siteId: string | null;
  readonly currency: string;
  readonly language: 'fr' | 'en';
  /** Only live channels sell. */
  readonly status: 'live' | 'paused' | 'planned';
  /** Seconds after which a change of ours is surely known there. */
  readonly lagS: number;
  readonly version: number;
};

const evenly = (level: Level): Levels => ({
  catalogue: level,
  prices: level,
  stock: level,
  carts: level,
  customers: level,
  orders: level,
  returns: level,
  payments: level,
});

/** A preset sets all eight domains to one level. */
export const presets: Readonly<Record<Preset, Levels>> = {
  multichannel: evenly('isolated'),
  'cross-channel': evenly('bridged'),
  omnichannel: evenly('synchronised'),
  unified: evenly('unified'),
};

export const rankOf = (level: Level): number => levels.indexOf(level);

/** Between two channels a fact flows only as far as the lower of their levels. */
export const lowerOf = (a: Level, b: Level): Level => (rankOf(a) <= rankOf(b) ? a : b);

/** True when `level` is at least `wanted`. */
export const atLeast = (level: Level, wanted: Level): boolean => rankOf(level) >= rankOf(wanted);

export type Ceiling = { readonly level: Level; readonly reason: { readonly fr: string; readonly en: string } | null };

const free: Ceiling = { level: 'unified', reason: null };
const upTo = (level: Level, fr: string, en: string): Ceiling => ({ level, reason: { fr, en } });

const marketplace: Readonly<Partial<Record<Domain, Ceiling>>> = {
  catalogue: upTo(
    'synchronised',
    'La place de marché garde sa propre fiche ; nous l’y poussons à chaque changement.',
    'The marketplace keeps its own listing; we push to it at each change.',
  ),
  prices: upTo(
    'synchronised',
    'Le prix y est affiché et encaissé par la place de marché, avec son délai.',
    'The marketplace shows and takes the price itself, with its lag.',
  ),
  stock: upTo(
    'synchronised',
    'Elle vend sans nous demander : il lui faut une réserve à la mesure de son délai.',
    'It sells without asking us, so it needs a lease sized to its lag.',
  ),
  carts: upTo(
    'isolated',
    'Le panier de la place de marché n’est visible que d’elle.',
    'Only the marketplace sees its cart.',
  ),
  customers: upTo(
    'isolated',
    'Elle ne transmet pas l’identité de l’acheteur (adresse e-mail masquée).',
    'It does not pass on who the buyer is (masked e-mail address).',
  ),
  returns: upTo(
    'synchronised',
    'L’argent ne peut revenir que par la place de marché ; pas d’échange en une fois.',
    'Money can go back only through the marketplace; no exchange in one go.',
  ),
  payments: upTo(
    'isolated',
    'Elle encaisse et reverse elle-même, après déduction de sa commission.',
    'It takes the money itself and pays out after its commission.',
  ),
};

const pushed = (domain: 'catalogue' | 'prices' | 'stock'): Ceiling =>
  ({
    catalogue: upTo(
      'synchronised',
      'Le service lit un flux que nous publions ; il garde sa copie.',
      'The service reads a feed that we publish; it keeps its copy.',
    ),
    prices: upTo(
      'synchronised',
      'Le prix affiché y est celui du dernier flux lu.',
      'The price shown there is that of the last feed read.',
    ),
    stock: upTo(
      'synchronised',
      'La disponibilité y est celle du dernier flux lu.',
      'Availability there is that of the last feed read.',
    ),
  })[domain];

const noSale = upTo(
  'isolated',
  'On n’achète pas sur ce canal : le visiteur est conduit à la boutique.',
  'Nobody buys on this channel: the visitor is led to the shop.',
);

const feed: Readonly<Partial<Record<Domain, Ceiling>>> = {
  catalogue: pushed('catalogue'),
  prices: pushed('prices'),
  stock: pushed('stock'),
  carts: noSale,
  customers: noSale,
  orders: noSale,
  returns: noSale,
  payments: noSale,
};

const social: Readonly<Partial<Record<Domain, Ceiling>>> = {
  catalogue: pushed('catalogue'),
  prices: pushed('prices'),
  stock: pushed('stock'),
  carts: upTo(
    'bridged',
    'Le réseau social ne donne qu’un lien : le panier arrive chez nous en copie.',
    'The network gives only a link: the cart reaches us as a copy.',
  ),
  customers: upTo(
    'bridged',
    'Le compte du réseau se rapproche d’un client seulement quand celui-ci se nomme.',
    'The network’s account is matched to a customer only when they name themselves.',
  ),
  payments: upTo(
    'bridged',
    'L’achat se paie dans notre boutique, pas sur le réseau.',
    'What is bought is paid in our shop, not on the network.',
  ),
};

const ceilings: Readonly<Partial<Record<ChannelKind, Readonly<Partial<Record<Domain, Ceiling>>>>>> = {
  marketplace,
  feed,
  social,
};

/** The highest level a kind of channel can technically reach in a domain, and why not higher. */
export function ceiling(kind: ChannelKind, domain: Domain): Ceiling {
  return ceilings[kind]?.[domain] ?? free;
}

/** A preset on a kind of channel: each domain as high as the preset says and the channel can. */
export function presetFor(kind: ChannelKind, preset: Preset): Levels {
  const wanted = presets[preset];
  return eachDomain((domain) => lowerOf(wanted[domain], ceiling(kind, domain).level));
}

/** One value for each of the eight domains. */
export function eachDomain<T>(value: (domain: Domain) => T): Record<Domain, T> {
  return Object.fromEntries(domains.map((domain) => [domain, value(domain)])) as Record<Domain, T>;
}

/** The preset that these levels are, on this kind of channel; undefined when they are mixed. */
export function presetOf(kind: ChannelKind, has: Levels): Preset | undefined {
  return [...presetNames].reverse().find((name) => {
    const wanted = presetFor(kind, name);
    return domains.every((domain) => wanted[domain] === has[domain]);
  });
}

export type LevelReason = {
  readonly level: Level;
  /** What the level opens: each level keeps what those below it have. */
  readonly shares: readonly Level[];
  /** What it does not: the levels above it. */
  readonly keeps: readonly Level[];
  /** One level up; undefined at the top, `reason` where this kind of channel can't go there. */
  readonly next: { readonly level: Level; readonly reason: Ceiling['reason'] } | undefined;
  /** How far a fact of the domain flows between this channel and each other one: as far as the lower of their levels. */
  readonly flows: readonly { readonly channelId: string; readonly level: Level }[];
};
type Known = Pick<Channel, 'channelId' | 'kind'> & { readonly levels: Levels };

/** Explains one channel in one domain beside all the others that sell. */
export function explainLevel(channel: Known, domain: Domain, all: readonly Known[]): LevelReason {
  const level = channel.levels[domain];
  const rank = rankOf(level);
  const up = levels[rank + 1];
  const top = ceiling(channel.kind, domain);
  return {
    level,
    shares: levels.slice(1, rank + 1),
    keeps: levels.slice(rank + 1),
    next: up && { level: up, reason: rankOf(up) > rankOf(top.level) ? top.reason : null },
    flows: all
      .filter(({ channelId }) => channelId !== channel.channelId)
      .map((other) => ({ channelId: other.channelId, level: lowerOf(level, other.levels[domain]) })),
  };
}

/** What the journal keeps of a change of levels. */
export type PastChange = { readonly at: string; readonly changes: readonly { domain: Domain; from: Level }[] };

/** The level at a past moment: what the first change after it came from, else what it is now. */
export function levelAt(now: Level, domain: Domain, changes: readonly PastChange[], at: string): Level {
  const later = changes
    .filter((change) => change.at > at && change.changes.some((one) => one.domain === domain))
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  return later[0]?.changes.find((one) => one.domain === domain)?.from ?? now;
}
