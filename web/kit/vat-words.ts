/** Which VAT a sale bears, and why, in words: the same steps for staff and buyers. */
import type { Scheme } from '#tax/model';
import type { Lang } from './format.ts';

/** The steps of a decision by `step.` and their rule. */
export const vatSteps = {
  fr: {
    'step.handed_over': 'Remise sur place',
    'step.same_country': 'Part et arrive dans le même pays',
    'step.region': 'Arrive dans une région qui a ses taux',
    'step.franchise': 'Le vendeur est en franchise',
    'step.outside_union': 'Arrive hors de l’Union',
    'step.overseas_export': 'L’outre-mer est un territoire d’exportation',
    'step.registered_there': 'Le vendeur y est immatriculé',
    'step.intra_eu_business': 'Acheteur assujetti d’un autre État, numéro prouvé',
    'step.no_proof': 'Numéro de TVA sans preuve : taxé comme un particulier',
    'step.to_verify': 'Registre fermé : accepté, à vérifier',
    'step.own_country_number': 'Numéro du pays de départ : taxé',
    'step.reverse_charge': 'Vendeur non établi, acheteur identifié',
    'step.under_limit': 'Ventes à distance sous 10 000 € par an',
    'step.over_limit': 'Ventes à distance au-delà de 10 000 € par an',
    'step.by_choice': 'TVA de destination, par choix',
    'step.oss': 'Déclarée au guichet unique',
    'step.oss_missing': 'Sans guichet unique : à déclarer dans le pays',
    'step.leaves_abroad': 'Part d’un autre pays que celui du vendeur',
  },
  en: {
    'step.handed_over': 'Handed over on the spot',
    'step.same_country': 'Leaves and arrives in one country',
    'step.region': 'Arrives in a region with rates of its own',
    'step.franchise': 'The seller is a small undertaking',
    'step.outside_union': 'Arrives outside the Union',
    'step.overseas_export': 'Overseas counts as export',
    'step.registered_there': 'The seller is registered there',
    'step.intra_eu_business': 'Business of another state, number proven',
    'step.no_proof': 'VAT number without proof: taxed as a consumer',
    'step.to_verify': 'Register closed: accepted, to be verified',
    'step.own_country_number': 'Number of the country it leaves from: taxed',
    'step.reverse_charge': 'Seller not established, buyer identified',
    'step.under_limit': 'Distance sales under €10,000 a year',
    'step.over_limit': 'Distance sales over €10,000 a year',
    'step.by_choice': 'VAT of the destination, by choice',
    'step.oss': 'Declared in the one-stop shop',
    'step.oss_missing': 'Without one-stop shop: to be declared there',
    'step.leaves_abroad': 'Leaves from another country than the seller’s',
  },
} as const;

/** A step in words; one of a later version is said as it is. */
export function vatStepWords(lang: Lang, rule: string): string {
  const known: Readonly<Record<string, string>> = vatSteps[lang];
  return known[`step.${rule}`] ?? rule;
}

const schemes: Readonly<Record<Scheme, readonly [fr: string, en: string]>> = {
  domestic: ['TVA de @', 'VAT of @'],
  oss: ['TVA du pays d’arrivée\u00a0: @', 'VAT of the country of arrival: @'],
  reverse_charge: [
    'Sans TVA\u00a0: votre société la déclare elle-même (autoliquidation)',
    'Without VAT: your company declares it itself (reverse charge)',
  ],
  intra_eu: [
    'Sans TVA\u00a0: livraison à une société d’un autre État de l’Union',
    'Without VAT: sent to a company in another state of the Union',
  ],
  export: [
    'Sans TVA\u00a0: envoi hors du territoire, droits et taxes à l’arrivée',
    'Without VAT: sent abroad, duties and taxes at arrival',
  ],
  exempt: ['Sans TVA\u00a0: le vendeur est en franchise', 'Without VAT: the seller is a small undertaking'],
};

/** By which scheme a sale is taxed, as its buyer reads it. `place`: the name of the country, or of its part. */
export const schemeWords = (lang: Lang, scheme: Scheme, place: string): string =>
  schemes[scheme][lang === 'fr' ? 0 : 1].replace('@', place);
