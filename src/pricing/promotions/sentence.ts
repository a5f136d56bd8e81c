/** What a promotion does, said in one sentence of plain words. Pure. */
import * as format from '#kit/format';
import { plus, type Instant } from '#base/time';
import type { Money } from '#base/money';
import { isOfPrice, type Effect, type Hours, type Selection } from './model.ts';
import type { Rule } from './versions.ts';

export type Lang = 'fr' | 'en';
export type Text = { readonly fr: string; readonly en: string };
/** Names of what a rule mentions by id: traits, channels, sites. */
export type Names = ReadonlyMap<string, Text>;
/** When and where it is said. */
export type Saying = { readonly names: Names; readonly now: Instant; readonly timeZone: string };

/** As many of a choice as are named; of the others their number. */
const NAMED = 3;
const ALL = 1_000_000;

type Say = { readonly lang: Lang; readonly rule: Rule; readonly said: Saying };
const pick = ({ lang }: Pick<Say, 'lang'>, fr: string, en: string): string => (lang === 'fr' ? fr : en);

/** `20 % sur la catégorie Vêtements, dès 50 €, jusqu’au 24 décembre 2026, avec code`. */
export function sentenceOf(rule: Rule, lang: Lang, said: Saying): string {
  const say = { lang, rule, said };
  const clauses = [
    effectText(say, rule.effect),
    minimumText(say),
    audienceText(say),
    rule.hours === null ? '' : hoursText(say, rule.hours),
    periodText(say),
    rule.coded ? pick(say, 'avec code', 'with a code') : '',
    rule.stacks === 'basket' && !isOfPrice(rule) ? pick(say, 'seule sur le panier', 'alone on the basket') : '',
  ];
  return clauses.filter((clause) => clause !== '').join(', ');
}

/** In both languages. */
export const sayings = (rule: Rule, said: Saying): Text => ({
  fr: sentenceOf(rule, 'fr', said),
  en: sentenceOf(rule, 'en', said),
});

function amount({ lang, rule }: Say, minor: number): string {
  return format.money(lang, { minor, currency: rule.currency } as Money).replace(/[.,]00(?=\D|$)/, '');
}
const share = ({ lang }: Say, ppm: number): string => format.percent(lang, ppm / ALL);
const pieces = (say: Say, n: number): string =>
  pick(say, `${n} ${n < 2 ? 'pièce' : 'pièces'}`, `${n} ${n === 1 ? 'item' : 'items'}`);
const nameOf = ({ lang, said }: Say, id: string): string => said.names.get(id)?.[lang] ?? id;

/** `la catégorie Vêtements`; a product or an article by its name alone. */
function traitText(say: Say, trait: string): string {
  const name = nameOf(say, trait);
  if (trait.startsWith('category:')) return pick(say, `la catégorie ${name}`, `the category ${name}`);
  if (trait.startsWith('brand:')) return pick(say, `la marque ${name}`, `the brand ${name}`);
  if (trait.startsWith('tag:')) return pick(say, `l’étiquette ${name}`, `the tag ${name}`);
  return name;
}

function listText(say: Say, names: readonly string[]): string {
  const more = names.length - NAMED;
  if (more <= 0) return format.list(say.lang, names);
  return format.list(say.lang, [
    ...names.slice(0, NAMED),
    pick(say, `${more} ${more < 2 ? 'autre' : 'autres'}`, `${more} ${more === 1 ? 'other' : 'others'}`),
  ]);
}

/** `sur la catégorie Vêtements, sauf la marque Alma`; `all` where nothing is named. */
function onText(say: Say, { anyOf, noneOf }: Selection, all: string): string {
  const traits = (some: readonly string[]): string =>
    listText(
      say,
      some.map((trait) => traitText(say, trait)),
    );
  const chosen = anyOf.length === 0 ? all : ` ${pick(say, 'sur', 'on')} ${traits(anyOf)}`;
  return noneOf.length === 0 ? chosen : `${chosen}${pick(say, ' sauf ', ' except ')}${traits(noneOf)}`;
}

function effectText(say: Say, effect: Effect): string {
  const { rule } = say;
  const articles = onText(say, rule.of, pick(say, ' sur tous les articles', ' on all articles'));
  const basket = onText(say, rule.of, pick(say, ' sur le panier', ' off the basket'));
  switch (effect.kind) {
    case 'price_percent':
      return (
        pick(say, `Prix baissés de ${share(say, effect.rate)}`, `Prices down ${share(say, effect.rate)}`) + articles
      );
    case 'price_less':
      return (
        pick(say, `Prix baissés de ${amount(say, effect.minor)}`, `Prices down ${amount(say, effect.minor)}`) + articles
      );
    case 'price_fixed':
      return (
        pick(say, `Prix ramenés à ${amount(say, effect.minor)}`, `Prices down to ${amount(say, effect.minor)}`) +
        articles
      );
    case 'amount':
      return (
        pick(say, `${amount(say, effect.minor)} de réduction`, `${amount(say, effect.minor)} off`) +
        onText(say, rule.of, pick(say, ' sur le panier', ' the basket'))
      );
    case 'percent': {
      const cap = effect.capMinor === null ? '' : amount(say, effect.capMinor);
      return share(say, effect.rate) + basket + (cap === '' ? '' : pick(say, `, ${cap} au plus`, `, ${cap} at most`));
    }
    case 'tiers': {
      const from = (n: number): string => (effect.by === 'value' ? amount(say, n) : pieces(say, n));
      const steps = effect.tiers.map((tier) =>
        pick(
          say,
          `${share(say, tier.rate)} dès ${from(tier.from)}`,
          `${share(say, tier.rate)} from ${from(tier.from)}`,
        ),
      );
      return format.list(say.lang, steps) + basket;
    }
    case 'buy_get':
      return buyGetText(say, effect);
    case 'bundle': {
      const parts = effect.parts.map(({ of, quantity }) => `${quantity} × ${plainText(say, of)}`).join(' + ');
      return pick(say, `Ensemble à ${amount(say, effect.minor)} : `, `Set for ${amount(say, effect.minor)}: `) + parts;
    }
    case 'gift':
      return (
        pick(say, 'En cadeau : ', 'As a gift: ') +
        `${effect.quantity} × ${nameOf(say, `sku:${effect.skuId}`)}` +
        onText(say, rule.of, '').replace(/^ (sur|on) /, pick(say, ' pour l’achat sur ', ' when buying from '))
      );
    case 'delivery': {
      const what =
        effect.rate === ALL
          ? pick(say, 'Livraison offerte', 'Free delivery')
          : pick(say, `Livraison à −${share(say, effect.rate)}`, `Delivery ${share(say, effect.rate)} off`);
      return (
        what + onText(say, rule.of, '').replace(/^ (sur|on) /, pick(say, ' pour l’achat sur ', ' when buying from '))
      );
    }
  }
}

/** Names alone, for the parts of a set. */
function plainText(say: Say, { anyOf }: Selection): string {
  if (anyOf.length === 0) return pick(say, 'tout article', 'any article');
  return anyOf
    .slice(0, NAMED)
    .map((trait) => nameOf(say, trait))
    .join(pick(say, ' ou ', ' or '));
}

function buyGetText(say: Say, effect: Extract<Effect, { kind: 'buy_get' }>): string {
  const { buy, get, rate } = effect;
  const given =
    rate === ALL
      ? pick(say, get < 2 ? 'offert' : 'offerts', 'free')
      : pick(say, `à −${share(say, rate)}`, `at ${share(say, rate)} off`);
  const bought = `${pick(say, buy < 2 ? '1 acheté' : `${buy} achetés`, `Buy ${buy}`)}${onText(say, say.rule.of, '')}`;
  const got = `${pick(say, `${get} ${given}`, `get ${get} ${given}`)}${effect.of ? onText(say, effect.of, '') : ''}`;
  const times =
    effect.times === null ? '' : pick(say, ` (${effect.times} fois au plus)`, ` (${effect.times} times at most)`);
  return `${bought}, ${got}${times}`;
}

function minimumText(say: Say): string {
  const { minimumMinor, minimumUnits } = say.rule;
  const parts = [
    ...(minimumMinor > 0 ? [amount(say, minimumMinor)] : []),
    ...(minimumUnits > 0 ? [pieces(say, minimumUnits)] : []),
  ];
  return parts.length === 0 ? '' : pick(say, 'dès ', 'from ') + parts.join(pick(say, ' et ', ' and '));
}

function audienceText(say: Say): string {
  const { channelIds, siteIds, buyers } = say.rule.audience;
  const names = (ids: readonly string[]): string =>
    listText(
      say,
      ids.map((id) => nameOf(say, id)),
    );
  return [
    channelIds === null ? '' : pick(say, `seulement sur ${names(channelIds)}`, `only on ${names(channelIds)}`),
    siteIds === null ? '' : pick(say, `seulement à ${names(siteIds)}`, `only at ${names(siteIds)}`),
    buyers === null ? '' : pick(say, `pour ${names(buyers)}`, `for ${names(buyers)}`),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

const weekdays = {
  fr: ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'],
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
} as const;

function clockText({ lang }: Say, minutes: number): string {
  const hour = Math.floor(minutes / 60);
  const rest = String(minutes % 60).padStart(2, '0');
  if (lang === 'en') return `${String(hour).padStart(2, '0')}:${rest}`;
  return rest === '00' ? `${hour} h` : `${hour} h ${rest}`;
}

function hoursText(say: Say, { days, from, until }: Hours): string {
  const names = days.toSorted((a, b) => a - b).map((day) => weekdays[say.lang][day - 1] ?? '');
  const when = days.length === 7 ? pick(say, 'chaque jour', 'every day') : format.list(say.lang, names);
  return pick(
    say,
    `${when} de ${clockText(say, from)} à ${clockText(say, until)}`,
    `${when} from ${clockText(say, from)} to ${clockText(say, until)}`,
  );
}

/** A day, with the hour where it is not midnight; the end is the last day on which it holds. */
function momentText({ lang, said }: Say, at: Instant, isEnd: boolean): string {
  const isMidnight = format.time('en', at, said.timeZone) === '00:00';
  const shown = format.date(lang, isEnd && isMidnight ? plus(at, -1) : at, said.timeZone);
  const day = lang === 'fr' ? shown.replace(/^1 /, '1er ') : shown;
  return isMidnight ? day : `${day}, ${format.time(lang, at, said.timeZone)}`;
}

function periodText(say: Say): string {
  const { from, until } = say.rule;
  const begins = from > say.said.now ? momentText(say, from, false) : '';
  const ends = until === null ? '' : momentText(say, until, true);
  if (begins !== '' && ends !== '') return pick(say, `du ${begins} au ${ends}`, `from ${begins} to ${ends}`);
  if (begins !== '') return pick(say, `à partir du ${begins}`, `from ${begins} on`);
  return ends === '' ? '' : pick(say, `jusqu’au ${ends}`, `until ${ends}`);
}
