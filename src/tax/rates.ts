/**
 * The rates of VAT as the law of each country has them, by class and with validity. Written by us from the laws that are named; today's
 * standard rates are held against the Commission's list in a test. A class is the tier of the country's own law: what falls under it
 * differs from country to country, so a merchant corrects a class where their goods fall under another (`tax.rate`).
 */
import { percent, type Rate } from '#base/rate';
import type { Day } from '#base/time';
import type { RatedClass } from './model.ts';

export type Validity = { readonly from: Day; readonly rate: Rate };
export type CountryRates = {
  /** Where the country's rates stand, or each class where they are apart. */
  readonly law: string | Readonly<Record<RatedClass, string>>;
  /** Oldest first, each valid until the next. A class that is absent bears the one before it: this country knows no such tier. */
  readonly standard: readonly Validity[];
  readonly intermediate?: readonly Validity[];
  readonly reduced?: readonly Validity[];
  readonly super_reduced?: readonly Validity[];
};

/** `'2000-04-01 19.6, 2014-01-01 20'`: from which day, which percentage. */
const since = (text: string): Validity[] =>
  text.split(', ').map((one) => {
    const [from = '', rate = ''] = one.split(' ');
    return { from: from as Day, rate: percent(rate) };
  });

function rates(
  law: CountryRates['law'],
  standard: string,
  reduced = '',
  more: Partial<Record<RatedClass, string>> = {},
): CountryRates {
  const { intermediate, super_reduced } = more;
  return {
    law,
    standard: since(standard),
    ...(reduced === '' ? {} : { reduced: since(reduced) }),
    ...(intermediate === undefined ? {} : { intermediate: since(intermediate) }),
    ...(super_reduced === undefined ? {} : { super_reduced: since(super_reduced) }),
  };
}

const cgi = 'Code général des impôts';
/** Guadeloupe, Martinique and Réunion; 1.75 % of live animals for slaughter is no class of a shop's goods. */
const overseas = rates(`${cgi}, art. 296 et 296 ter`, '1995-09-01 8.5', '1995-09-01 2.1', {
  intermediate: '1995-09-01 2.1',
  super_reduced: '1995-09-01 1.05',
});
const noVat = rates(`${cgi}, art. 294-1`, '1948-04-01 0', '1948-04-01 0', {
  intermediate: '1948-04-01 0',
  super_reduced: '1948-04-01 0',
});

/** By ISO 3166-1 country, or by region where a part of a country has rates of its own. */
export const lawRates: Readonly<Record<string, CountryRates>> = {
  FR: rates(
    {
      standard: `${cgi}, art. 278`,
      intermediate: `${cgi}, art. 278 bis, 278 quater, 279`,
      reduced: `${cgi}, art. 278-0 bis`,
      super_reduced: `${cgi}, art. 281 quater à 281 nonies`,
    },
    '2000-04-01 19.6, 2014-01-01 20',
    '1989-09-08 5.5',
    { intermediate: '2012-01-01 7, 2014-01-01 10', super_reduced: '1989-09-08 2.1' },
  ),
  /** Press and medicines stay at 2.1 % (art. 281 octies, 298 septies); 0.9 % (animals, first performances) and 13 % (fuel) are no class. */
  'FR-20R': rates(`${cgi}, art. 297`, '2000-04-01 19.6, 2014-01-01 20', '1989-09-08 2.1', {
    intermediate: '2012-01-01 7, 2014-01-01 10',
    super_reduced: '1989-09-08 2.1',
  }),
  'FR-971': overseas,
  'FR-972': overseas,
  'FR-974': overseas,
  'FR-973': noVat,
  'FR-976': noVat,
  AT: rates('Umsatzsteuergesetz 1994, § 10', '1984-01-01 20', '1984-01-01 10', { intermediate: '2016-01-01 13' }),
  'AT-8J': rates('Umsatzsteuergesetz 1994, § 10 Abs. 4', '2007-01-01 19', '1984-01-01 10', {
    intermediate: '2016-01-01 13',
  }),
  BE: rates('Arrêté royal n° 20 du 20 juillet 1970', '1996-01-01 21', '1992-04-01 6', {
    intermediate: '1992-04-01 12',
  }),
  BG: rates('ZDDS, art. 66', '1999-01-01 20', '2011-04-01 9'),
  CY: rates('VAT Law 95(I)/2000, s. 17 and 18', '2014-01-13 19', '2000-07-01 5', {
    intermediate: '2014-01-13 9',
    super_reduced: '2023-07-21 3',
  }),
  CZ: rates('Zákon č. 235/2004 Sb., § 47', '2013-01-01 21', '2013-01-01 15, 2024-01-01 12'),
  DE: rates(
    'Umsatzsteuergesetz, § 12',
    '2007-01-01 19, 2020-07-01 16, 2021-01-01 19',
    '1983-07-01 7, 2020-07-01 5, 2021-01-01 7',
  ),
  DK: rates('Momsloven, § 33', '1992-01-01 25'),
  EE: rates('Käibemaksuseadus, § 15', '2009-07-01 20, 2024-01-01 22, 2025-07-01 24', '2009-01-01 9', {
    intermediate: '2025-01-01 13',
  }),
  ES: rates('Ley 37/1992, art. 90 y 91', '2012-09-01 21', '2012-09-01 10', { super_reduced: '1995-01-01 4' }),
  FI: rates('Arvonlisäverolaki, 84–85 a §', '2013-01-01 24, 2024-09-01 25.5', '2013-01-01 14, 2026-01-01 13.5', {
    super_reduced: '2013-01-01 10',
  }),
  GR: rates('N. 5144/2024, arthro 26', '2016-06-01 24', '2011-01-01 13', { super_reduced: '2015-07-20 6' }),
  HR: rates('Zakon o porezu na dodanu vrijednost, čl. 38.', '2012-03-01 25', '2013-01-01 5', {
    intermediate: '2014-01-01 13',
  }),
  HU: rates('2007. évi CXXVII. törvény, 82. §', '2012-01-01 27', '2004-01-01 5', { intermediate: '2009-07-01 18' }),
  IE: rates(
    'Value-Added Tax Consolidation Act 2010, s. 46',
    '2012-01-01 23, 2020-09-01 21, 2021-03-01 23',
    '2020-11-01 9',
    { intermediate: '2003-01-01 13.5' },
  ),
  IT: rates('D.P.R. 633/1972, art. 16', '2011-09-17 21, 2013-10-01 22', '1995-02-24 10', {
    super_reduced: '1989-01-01 4',
  }),
  LT: rates('Pridėtinės vertės mokesčio įstatymas, 19 str.', '2009-09-01 21', '2009-01-01 9, 2026-01-01 12', {
    super_reduced: '2009-01-01 5',
  }),
  LU: rates(
    'Loi TVA du 12 février 1979, art. 40',
    '2015-01-01 17, 2023-01-01 16, 2024-01-01 17',
    '2015-01-01 8, 2023-01-01 7, 2024-01-01 8',
    {
      intermediate: '2015-01-01 14, 2023-01-01 13, 2024-01-01 14',
      super_reduced: '1983-07-01 3',
    },
  ),
  LV: rates('Pievienotās vērtības nodokļa likums, 41. pants', '2012-07-01 21', '2011-01-01 12', {
    super_reduced: '2018-01-01 5',
  }),
  MT: rates('Value Added Tax Act, Cap. 406, art. 19', '2004-01-01 18', '2011-01-01 7', {
    intermediate: '2024-01-01 12',
    super_reduced: '1999-01-01 5',
  }),
  NL: rates('Wet op de omzetbelasting 1968, art. 9', '2012-10-01 21', '1986-10-01 6, 2019-01-01 9'),
  PL: rates('Ustawa o podatku od towarów i usług, art. 41 i 146ef', '2011-01-01 23', '2011-01-01 8', {
    super_reduced: '2011-01-01 5',
  }),
  PT: rates('Código do IVA, art. 18.º', '2011-01-01 23', '1996-01-01 6', { intermediate: '2010-07-01 13' }),
  'PT-20': rates('Código do IVA, art. 18.º n.º 3', '2014-01-01 18, 2021-07-01 16', '1996-01-01 4', {
    intermediate: '2014-01-01 9',
  }),
  'PT-30': rates('Código do IVA, art. 18.º n.º 3', '2012-04-01 22', '2012-04-01 5, 2024-10-01 4', {
    intermediate: '2012-04-01 12',
  }),
  RO: rates('Codul fiscal, art. 291', '2017-01-01 19, 2025-08-01 21', '2008-12-01 9, 2025-08-01 11'),
  SE: rates('Mervärdesskattelag (2023:200), 9 kap.', '1990-07-01 25', '1996-01-01 12', {
    super_reduced: '1996-01-01 6',
  }),
  SI: rates('Zakon o davku na dodano vrednost, 41. člen', '2013-07-01 22', '2013-07-01 9.5', {
    super_reduced: '2020-01-01 5',
  }),
  SK: rates('Zákon č. 222/2004 Z. z., § 27', '2011-01-01 20, 2025-01-01 23', '2007-01-01 10, 2025-01-01 5', {
    intermediate: '2025-01-01 19',
  }),
  /** Northern Ireland: the United Kingdom's rates, under the Union's rules for goods. */
  XI: rates('Value Added Tax Act 1994, s. 2 and 29A', '2011-01-04 20', '1997-09-01 5'),
  GB: rates('Value Added Tax Act 1994, s. 2 and 29A', '2011-01-04 20', '1997-09-01 5'),
  CH: rates('LTVA (RS 641.20), art. 25', '2018-01-01 7.7, 2024-01-01 8.1', '2018-01-01 2.5, 2024-01-01 2.6', {
    intermediate: '2018-01-01 3.7, 2024-01-01 3.8',
  }),
};

/** A class that a country's law does not know bears the next one up: too much is mended by the merchant, too little by the tax office. */
export const upward: Readonly<Record<RatedClass, readonly RatedClass[]>> = {
  standard: ['standard'],
  intermediate: ['intermediate', 'standard'],
  reduced: ['reduced', 'intermediate', 'standard'],
  super_reduced: ['super_reduced', 'reduced', 'intermediate', 'standard'],
};
