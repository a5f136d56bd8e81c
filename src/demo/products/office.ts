// Office: chairs, desks, storage.
import { COMBEVAL, ERGALINE, OURCEL } from './brands.ts';
import { BLEU, BRIQUE, CRAIE, CRESSON, ENCRE, FIGUE, GROSEILLE, MIRABELLE, NUIT, SAUGE, ZINC } from './build.ts';
import { products, shade } from './build.ts';
import type { Axis, Pair } from './build.ts';

const AIN: Pair = ["Assemblé dans l'Ain.", 'Assembled in the Ain.'];
const SEAT: Pair = [
  'Aspirateur, éponge humide. Pièces détachées suivies dix ans.',
  'Vacuum, damp sponge. Spare parts for ten years.',
];
const HEAVY = ['livraison à domicile', 'entreprise'];

/** With or without the head-rest, as the drawing and the picker of the product page show it. */
const headrest = (without: number, withIt: number): Axis => ({
  name: ['Modèle', 'Model'],
  values: [
    { code: 'S', name: ['Sans appui-tête', 'Without head-rest'], price: without, drawn: 1 },
    { code: 'A', name: ['Avec appui-tête', 'With head-rest'], price: withIt, drawn: 0 },
  ],
});

export const chairs = products(
  { in: ['sieges'], brand: ERGALINE, origin: AIN, care: SEAT, tags: HEAVY, grams: 17_500 },
  [
    {
      code: 'FG',
      name: ['Fauteuil de bureau Gerland', 'Gerland office chair'],
      text: [
        'Huit heures par jour, cinq jours par semaine : il est fait pour cela. Mécanisme synchrone, appui lombaire réglable en hauteur, accoudoirs qui avancent. Monté en douze minutes avec une seule clé, fournie.',
        'Eight hours a day, five days a week: that is what it is made for. Synchronous mechanism, lumbar support adjustable in height, arms that come forward. Assembled in twelve minutes with one key, supplied.',
      ],
      material: [
        'Maille recyclée, piètement aluminium. Jusqu’à 130 kg. EN 1335.',
        'Recycled mesh, aluminium base. Up to 130 kg. EN 1335.',
      ],
      price: 226_80,
      draw: ['chair'],
      colours: [
        { ...BLEU, code: 'BL' },
        { ...ENCRE, code: 'EN' },
        { ...CRESSON, code: 'CR' },
      ],
      by: headrest(202_80, 226_80),
      tags: ['livraison à domicile', 'entreprise', 'favori'],
      days: 290,
    },
    {
      code: 'FD',
      name: ['Fauteuil de bureau Debourg', 'Debourg office chair'],
      text: [
        'Le modèle des salles de réunion : on s’y assoit droit, on n’y dort pas. Tissu pied-de-poule, roulettes freinées.',
        'The one for meeting rooms: you sit upright in it and do not fall asleep. Checked cloth, braked castors.',
      ],
      material: ['Laine et polyester, acier. Jusqu’à 120 kg.', 'Wool and polyester, steel. Up to 120 kg.'],
      price: 189_00,
      grams: 15_200,
      draw: ['chair', 1, 'check'],
      colours: [
        { ...GROSEILLE, code: 'GR' },
        { ...ZINC, code: 'ZI' },
      ],
      days: 118,
    },
    {
      code: 'FM',
      name: ['Chaise de bureau Jean-Macé', 'Jean-Macé desk chair'],
      text: [
        'La chaise des devoirs et des petits bureaux. Réglable de sept à soixante-dix-sept ans, ou presque.',
        'The chair for homework and small desks. It adjusts from seven to seventy-seven, or nearly.',
      ],
      material: ['Polypropylène recyclé, tissu. Jusqu’à 100 kg.', 'Recycled polypropylene, cloth. Up to 100 kg.'],
      price: 99_00,
      grams: 9_800,
      draw: ['chair', 1],
      colours: [
        { ...MIRABELLE, code: 'MI' },
        { ...SAUGE, code: 'SA' },
        { ...FIGUE, code: 'FI' },
      ],
      days: 165,
    },
    {
      code: 'FV',
      name: ['Siège de réunion Vaise', 'Vaise meeting chair'],
      text: [
        'Pour ceux qui ne restent pas longtemps, et qu’on reçoit bien quand même. S’accorde au Debourg.',
        'For those who do not stay long and are well received all the same. Matches the Debourg.',
      ],
      material: ['Tissu recyclé, acier. Jusqu’à 120 kg.', 'Recycled cloth, steel. Up to 120 kg.'],
      price: 129_00,
      grams: 11_300,
      draw: ['chair', 1, 'dots'],
      colours: [
        { ...NUIT, code: 'NU' },
        { ...CRESSON, code: 'CR' },
      ],
      days: 86,
    },
    {
      code: 'FP',
      name: ['Fauteuil de direction Part-Dieu', 'Part-Dieu executive chair'],
      text: [
        'Assise large, dossier haut, appui-tête inclus. Le silence en plus : roulettes de gomme pour parquet.',
        'Wide seat, high back, head-rest included. And quiet with it: rubber castors for wooden floors.',
      ],
      material: [
        'Laine chevron, aluminium poli. Jusqu’à 150 kg.',
        'Herringbone wool, polished aluminium. Up to 150 kg.',
      ],
      price: 389_00,
      grams: 22_400,
      draw: ['chair', 0, 'herringbone'],
      colours: [
        { ...NUIT, code: 'NU' },
        { ...BRIQUE, code: 'BR' },
      ],
      days: 42,
    },
  ],
);

const widths = (...values: [cm: number, price: number, grams: number][]): Axis => ({
  name: ['Largeur', 'Width'],
  values: values.map(([cm, price, grams]) => ({ code: String(cm), name: [`${cm} cm`, `${cm} cm`], price, grams })),
});
const WOOD: Pair = ['Chiffon humide, huile dure tous les deux ans.', 'Damp cloth, hard oil every two years.'];

export const desks = products(
  {
    in: ['bureaux'],
    brand: COMBEVAL,
    origin: ['Fabriqué dans le Jura.', 'Made in the Jura.'],
    care: WOOD,
    tags: HEAVY,
  },
  [
    {
      code: 'BD-LAC',
      name: ['Bureau Lacassagne', 'Lacassagne desk'],
      text: [
        'Un plateau de chêne, un tiroir, un passage pour les câbles : rien de plus. Les pieds se règlent sur les vieux parquets.',
        'An oak top, a drawer, a way through for cables: nothing else. The feet adjust to old floors.',
      ],
      material: [
        'Chêne massif huilé, acier laqué. Profondeur 65 cm.',
        'Oiled solid oak, lacquered steel. Depth 65 cm.',
      ],
      price: 329_00,
      grams: 31_000,
      draw: ['desk'],
      colours: [SAUGE, ENCRE],
      by: widths([120, 329_00, 31_000], [160, 419_00, 39_000]),
      days: 250,
    },
    {
      code: 'BD-HAU',
      name: ['Bureau assis-debout Fourvière', 'Fourvière sit-stand desk'],
      text: [
        'Il monte en huit secondes, sans secouer la tasse. Quatre hauteurs en mémoire, arrêt au moindre obstacle.',
        'It rises in eight seconds without shaking the mug. Four heights in memory; it stops at the least obstacle.',
      ],
      material: ['Plateau chêne plaqué, colonne acier. 63 à 128 cm.', 'Veneered oak top, steel column. 63 to 128 cm.'],
      brand: ERGALINE,
      price: 549_00,
      grams: 44_000,
      draw: ['desk', 1],
      colours: [CRAIE, NUIT],
      by: widths([140, 549_00, 44_000], [180, 629_00, 52_000]),
      days: 97,
    },
    {
      code: 'BD-SEC',
      name: ['Secrétaire Sathonay', 'Sathonay writing desk'],
      text: [
        'Un petit bureau pour une chambre ou un couloir. Le tiroir garde un ordinateur fermé, et la vie privée.',
        'A small desk for a bedroom or a corridor. The drawer keeps a closed laptop, and privacy.',
      ],
      material: ['Frêne et chêne. 90 × 48 cm.', 'Ash and oak. 90 × 48 cm.'],
      price: 259_00,
      grams: 22_000,
      draw: ['desk', 1],
      colours: [MIRABELLE, CRESSON],
      days: 18,
    },
  ],
);

export const officeStorage = products(
  { in: ['rangement'], brand: COMBEVAL, origin: ['Fabriqué dans le Jura.', 'Made in the Jura.'], care: WOOD },
  [
    {
      code: 'SG',
      name: ["Support d'écran Guillotière", 'Guillotière monitor stand'],
      text: [
        "Il met l'écran à hauteur des yeux et le clavier à l'abri. Une rainure tient le téléphone debout. Supporte 20 kg.",
        'It brings the screen to eye level and gives the keyboard a shelter. A groove holds the phone upright. Carries 20 kg.',
      ],
      material: ['Bois massif. 60 × 22 × 11 cm.', 'Solid wood. 60 × 22 × 11 cm.'],
      price: 106_80,
      grams: 2_900,
      draw: ['monitorstand'],
      colours: [shade('CH', ['Chêne', 'Oak'], 'sauge'), shade('NO', ['Noyer', 'Walnut'], 'brique')],
      tags: ['entreprise'],
      days: 275,
    },
    {
      code: 'ET-DEB',
      name: ['Étagère Archives', 'Archives shelving'],
      text: [
        'Pour les classeurs qu’il faut garder dix ans, et les livres que l’on veut garder plus longtemps. Quatre tablettes, 40 kg chacune.',
        'For the files that must be kept ten years, and the books one wants to keep longer. Four shelves, 40 kg each.',
      ],
      material: ['Chêne plaqué. 88 × 34 × 176 cm.', 'Veneered oak. 88 × 34 × 176 cm.'],
      price: 279_00,
      grams: 36_000,
      draw: ['shelf'],
      colours: [BRIQUE, NUIT, SAUGE],
      tags: HEAVY,
      days: 155,
    },
    {
      code: 'PS-OUR',
      name: ['Pot à crayons Comptoir', 'Comptoir pen pot'],
      text: [
        'Un pot de zinc laqué, lourd du fond. Livré avec quatre stylos, que l’on vous empruntera.',
        'A lacquered zinc pot with a heavy base. Comes with four pens that will be borrowed from you.',
      ],
      material: ['Zinc laqué. 9 × 11 cm.', 'Lacquered zinc. 9 × 11 cm.'],
      care: ['Chiffon sec.', 'Dry cloth.'],
      brand: OURCEL,
      in: ['rangement', 'papeterie'],
      price: 24_00,
      grams: 340,
      draw: ['pens'],
      colours: [FIGUE, BLEU, CRAIE],
      tags: ['cadeau'],
      days: 60,
    },
  ],
);
