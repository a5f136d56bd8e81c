// The customers of Maison Ourcel: those whom its stories name, and as many plausible others as a plan asks for. Nobody here
// exists: telephone numbers are of the ranges that ARCEP keeps for fiction, mail addresses of the reserved domain `.example`.
import { seeded } from './seeded.ts';
import type { Address, DemoCompany, DemoCustomer } from './types.ts';

const at = (line1: string, postcode: string, city: string, line2?: string): Address => ({
  line1,
  ...(line2 !== undefined && { line2 }),
  postcode,
  city,
  country: 'FR',
});

type Known = [first: string, last: string, phone: number, since: number, address: Address, company?: DemoCompany];

const brossard: DemoCompany = { name: 'Atelier Brossard', siren: '999314073', vatNumber: 'FR91999314073' };
const aubrac: DemoCompany = { name: 'Cabinet Aubrac', siren: '999622509', vatNumber: 'FR19999622509' };
const school: DemoCompany = { name: 'École Jean-Macé', siren: '999488117', vatNumber: 'FR72999488117' };

/** The first and the last are one person, met twice: same telephone, other mail. Identity resolution has something to find. */
const known: Known[] = [
  ['Camille', 'Rey', 4578, 2023, at('27, rue Sala', '69002', 'Lyon', '3e étage, code 18B4')],
  ['Nora', 'Brossard', 1140, 2022, at('14, rue de Gerland', '69007', 'Lyon'), brossard],
  ['Étienne', 'Aubrac', 2071, 2024, at('3, quai Victor-Augagneur', '69003', 'Lyon', '2e étage'), aubrac],
  ['Florence', 'Garnier', 3312, 2024, at('36, rue Pasteur', '44100', 'Nantes', 'Intendance'), school],
  ['Lise', 'Fontan', 5520, 2024, at('9, rue du Bœuf', '69005', 'Lyon')],
  ['Awa', 'Diallo', 8410, 2025, at('62, avenue Jean-Jaurès', '69007', 'Lyon')],
  ['Hugo', 'Pelletier', 6044, 2023, at('18, rue Mably', '42300', 'Roanne')],
  ['Delphine', 'Marchetti', 7313, 2026, at('5, rue de la République', '13002', 'Marseille')],
  ['Julien', 'Mercier', 3275, 2022, at('41, rue Duquesne', '69006', 'Lyon', 'Bât. B')],
  ['Inès', 'Vasseur', 4519, 2025, at('7, rue Scribe', '44000', 'Nantes')],
  ['Théo', 'Lambert', 4590, 2026, at('22, boulevard Voltaire', '75011', 'Paris', '5e droite')],
  ['Marc', 'Oudin', 9512, 2024, at('11, quai de la Fosse', '44000', 'Nantes')],
  ['Sofia', 'Keller', 3990, 2025, at('2, rue du Dôme', '67000', 'Strasbourg')],
  ['Anna', 'Roussel', 1480, 2023, at('16, rue Saint-Paul', '75004', 'Paris')],
  ['Mathilde', 'Perrin', 2210, 2022, at('33, cours Gambetta', '69003', 'Lyon')],
  ['Olivier', 'Chabert', 2211, 2024, at('4, place Bellevue', '69001', 'Lyon')],
  ['Yasmine', 'Haddad', 2212, 2025, at('19, rue de Marseille', '69007', 'Lyon')],
  ['Pierre', 'Delorme', 2213, 2022, at('8, montée de la Grande-Côte', '69001', 'Lyon')],
  ['Sarah', 'Benhamou', 2214, 2023, at('71, rue de Turenne', '75003', 'Paris')],
  ['Antoine', 'Guérin', 2215, 2026, at('12, rue des Francs-Bourgeois', '75003', 'Paris')],
  ['Clémence', 'Dubreuil', 2216, 2024, at('6, rue Jean-Jacques-Rousseau', '44000', 'Nantes')],
  ['Malo', 'Le Goff', 2217, 2025, at('28, rue de Strasbourg', '44000', 'Nantes')],
  ['Hélène', 'Marchal', 2218, 2022, at('15, rue des Carmes', '54000', 'Nancy')],
  ['Rachid', 'Amrani', 2219, 2023, at('90, cours Émile-Zola', '69100', 'Villeurbanne')],
  ['Juliette', 'Noël', 2220, 2024, at('2, place Grenette', '38000', 'Grenoble')],
  ['Thomas', 'Berger', 2221, 2025, at('37, rue Faidherbe', '59800', 'Lille')],
  ['Fatou', 'Sarr', 2222, 2026, at('10, rue Oberkampf', '75011', 'Paris')],
  ['Vincent', 'Moulin', 2223, 2022, at('5, rue Sainte-Catherine', '33000', 'Bordeaux')],
  ['Élodie', 'Tessier', 2224, 2023, at('44, rue Nationale', '37000', 'Tours')],
  ['Nicolas', 'Ferrand', 2225, 2024, at('21, rue de la Charité', '69002', 'Lyon')],
  ['Léonie', 'Barbier', 2226, 2026, at('13, rue de Sèze', '69006', 'Lyon')],
  ['Bruno', 'Castel', 2227, 2025, at('3, rue des Arts', '31000', 'Toulouse')],
  ['Agathe', 'Lemoine', 2228, 2024, at('29, rue Saint-Malo', '35000', 'Rennes')],
  ['Karima', 'Ziani', 2229, 2023, at('55, rue Garibaldi', '69006', 'Lyon')],
  ['Paul', 'Vidal', 2230, 2026, at('17, rue Foch', '34000', 'Montpellier')],
  ['Margaux', 'Colin', 2231, 2025, at('6, rue de la Liberté', '21000', 'Dijon')],
  ['Édouard', 'Bonnet', 2232, 2022, at('1, place des Célestins', '69002', 'Lyon')],
  ['Grace', 'Whitfield', 2233, 2025, at('24, rue Vieille-du-Temple', '75004', 'Paris')],
  ['Samir', 'Cherif', 2234, 2024, at('48, rue de la Part-Dieu', '69003', 'Lyon')],
  ['Odile', 'Prunier', 2235, 2022, at('2, chemin des Vignes', '69270', 'Fontaines-sur-Saône')],
  ['Camille', 'Rey-Morin', 4578, 2026, at('27, rue Sala', '69002', 'Lyon')],
];

/** A key, and the local part of a mail address, from a name: `camille.rey`. */
const local = (first: string, last: string): string =>
  `${first}.${last}`
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z.]+/g, '-');

const mobile = (line: number): string => `+3363998${String(line).padStart(4, '0')}`;

export const namedCustomers: DemoCustomer[] = known.map(([firstName, lastName, line, since, address, company]) => ({
  key: local(firstName, lastName),
  firstName,
  lastName,
  email: `${local(firstName, lastName)}@${company ? `${local(company.name, '').replace('.', '')}.example` : 'courriel.example'}`,
  phone: mobile(line),
  address,
  consent: since % 2 === 1,
  language: firstName === 'Grace' ? 'en' : 'fr',
  since,
  ...(company && { company }),
}));

const firstNames = [
  'Adèle',
  'Adrien',
  'Aïcha',
  'Alexandre',
  'Alice',
  'Amandine',
  'Ambre',
  'Arnaud',
  'Aurélie',
  'Baptiste',
  'Basile',
  'Bénédicte',
  'Caroline',
  'Cédric',
  'Charlotte',
  'Chloé',
  'Claire',
  'Clément',
  'Constance',
  'Damien',
  'David',
  'Denis',
  'Diane',
  'Élise',
  'Émile',
  'Emma',
  'Erwan',
  'Estelle',
  'Fabien',
  'Fanny',
  'Florian',
  'Françoise',
  'Gabriel',
  'Gaspard',
  'Géraldine',
  'Guillaume',
  'Hakim',
  'Henri',
  'Imane',
  'Irène',
  'Isabelle',
  'Jeanne',
  'Jérôme',
  'Joséphine',
  'Jules',
  'Kevin',
  'Laure',
  'Laurent',
  'Leïla',
  'Lola',
  'Louis',
  'Lucie',
  'Madeleine',
  'Manon',
  'Marion',
  'Maxime',
  'Mehdi',
  'Mélanie',
  'Mona',
  'Nadège',
  'Nathan',
  'Noémie',
  'Océane',
  'Pascale',
  'Quentin',
  'Raphaël',
  'Rémi',
  'Romane',
  'Sabine',
  'Simon',
  'Solène',
  'Sylvain',
  'Tanguy',
  'Thérèse',
  'Tiphaine',
  'Valentin',
  'Véronique',
  'Victor',
  'Violette',
  'Yann',
  'Zoé',
];
const lastNames = [
  'Allard',
  'Arnaud',
  'Aubert',
  'Bailly',
  'Baron',
  'Barthélemy',
  'Baudry',
  'Bazin',
  'Besson',
  'Blanchard',
  'Boucher',
  'Bourdon',
  'Bouvier',
  'Brun',
  'Carlier',
  'Carpentier',
  'Charrier',
  'Chauvin',
  'Chevallier',
  'Collet',
  'Cordier',
  'Coste',
  'Da Silva',
  'Delattre',
  'Deschamps',
  'Diop',
  'Dufour',
  'Dumont',
  'Faure',
  'Fleury',
  'Fournier',
  'Gaillard',
  'Gautier',
  'Germain',
  'Giraud',
  'Grondin',
  'Guichard',
  'Hamon',
  'Hoarau',
  'Hubert',
  'Jacquet',
  'Jourdan',
  'Kaya',
  'Lacroix',
  'Langlois',
  'Leclercq',
  'Le Roux',
  'Lopez',
  'Maillard',
  'Mansour',
  'Martel',
  'Meunier',
  'Morvan',
  'Nguyen',
  'Pasquier',
  'Paris',
  'Pichon',
  'Poulain',
  'Prévost',
  'Raynaud',
  'Renard',
  'Rivière',
  'Rolland',
  'Sauvage',
  'Schmitt',
  'Tanguy',
  'Traoré',
  'Vallet',
  'Vernier',
  'Weber',
];
const streets = [
  'rue de la Gare',
  'rue des Lilas',
  'avenue Victor-Hugo',
  'rue Pasteur',
  'rue des Tilleuls',
  'boulevard Gambetta',
  'rue du Moulin',
  'rue Jules-Ferry',
  'place de la Mairie',
  'rue des Écoles',
  "rue de l'Église",
  'allée des Platanes',
  'chemin du Lavoir',
  'rue du Stade',
  'avenue de la Libération',
  'rue Marie-Curie',
  'rue des Remparts',
  'quai de la Saône',
  'rue du Commerce',
  'impasse des Acacias',
];
/** Where the house is known: its three towns weigh most. */
const towns: [weight: number, postcode: string, city: string][] = [
  [16, '69003', 'Lyon'],
  [12, '69007', 'Lyon'],
  [10, '69004', 'Lyon'],
  [8, '69100', 'Villeurbanne'],
  [4, '69300', 'Caluire-et-Cuire'],
  [4, '69600', 'Oullins-Pierre-Bénite'],
  [12, '75011', 'Paris'],
  [8, '75003', 'Paris'],
  [6, '75018', 'Paris'],
  [3, '93100', 'Montreuil'],
  [12, '44000', 'Nantes'],
  [6, '44200', 'Nantes'],
  [3, '44800', 'Saint-Herblain'],
  [4, '38000', 'Grenoble'],
  [3, '42000', 'Saint-Étienne'],
  [3, '74000', 'Annecy'],
  [3, '59800', 'Lille'],
  [3, '33000', 'Bordeaux'],
  [3, '31000', 'Toulouse'],
  [3, '35000', 'Rennes'],
  [2, '13006', 'Marseille'],
  [2, '67000', 'Strasbourg'],
  [2, '21000', 'Dijon'],
  [1, '01000', 'Bourg-en-Bresse'],
  [1, '29200', 'Brest'],
];
const domains = ['courriel.example', 'poste.example', 'boite.example', 'lettres.example'];

/** Telephone lines that no named customer has, in an order without pattern: 7,919 is prime to 10,000. */
function freeLines(count: number): number[] {
  const taken = new Set(known.map(([, , line]) => line));
  const lines: number[] = [];
  for (let i = 0; lines.length < count && i < 10_000; i += 1) {
    const line = (i * 7919 + 4021) % 10_000;
    if (!taken.has(line)) lines.push(line);
  }
  return lines;
}

/** `count` further French customers (at most 2,000), the same for the same seed; keys, mails and telephones are unique. */
export function moreCustomers(count: number, seed: string | number = 'ourcel'): DemoCustomer[] {
  const chance = seeded(`people/${seed}`);
  const used = new Set(namedCustomers.map((customer) => customer.key));
  return freeLines(Math.min(count, 2000)).map((line) => {
    const firstName = chance.pick(firstNames);
    const lastName = chance.pick(lastNames);
    const [, postcode, city] = towns[chance.weighted(towns.map(([weight]) => weight))]!;
    let key = local(firstName, lastName);
    for (let n = 2; used.has(key); n += 1) key = `${local(firstName, lastName)}-${n}`;
    used.add(key);
    return {
      key,
      firstName,
      lastName,
      email: `${key}@${chance.pick(domains)}`,
      phone: mobile(line),
      address: at(`${chance.between(1, 96)}, ${chance.pick(streets).replace("'", '’')}`, postcode, city),
      consent: chance.happens(0.55),
      language: chance.happens(0.96) ? 'fr' : 'en',
      since: chance.between(2022, 2026),
    };
  });
}
