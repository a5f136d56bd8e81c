// Home: armchairs and sofas, lighting.
import { COMBEVAL, JOSSE, OURCEL } from './brands.ts';
import {
  BLEU,
  BRIQUE,
  CHENE,
  CRAIE,
  CRESSON,
  ENCRE,
  FIGUE,
  GROSEILLE,
  LIN,
  MIRABELLE,
  ROSE,
  SAUGE,
  ZINC,
} from './build.ts';
import { products, shade } from './build.ts';
import type { Axis, Pair } from './build.ts';

const JURA: Pair = ['Fabriqué dans le Jura.', 'Made in the Jura.'];
const VACUUM: Pair = ['Aspirateur, brosse douce. Déhoussable.', 'Vacuum with a soft brush. Removable covers.'];

const seats = (...values: [n: number, price: number, grams: number][]): Axis => ({
  name: ['Places', 'Seats'],
  values: values.map(([n, price, grams]) => ({ code: `${n}P`, name: [`${n} places`, `${n} seats`], price, grams })),
});

export const seating = products({ in: ['fauteuils-et-canapes'], brand: COMBEVAL, origin: JURA, care: VACUUM }, [
  {
    code: 'FAU-PRE',
    name: ["Fauteuil Presqu'île", "Presqu'île armchair"],
    text: [
      'Un fauteuil rond pour les petits salons : il passe toutes les portes de soixante-treize. Velours épais, assise ferme les deux premiers mois, juste ensuite. Les pieds de chêne se vissent sans outil.',
      'A round armchair for small living rooms: it goes through any 73 cm door. Thick velvet, a seat that is firm for two months and just right afterwards. The oak legs screw in without tools.',
    ],
    material: [
      'Velours de coton, hêtre massif, mousse 35 kg/m³. 78 × 76 × 82 cm.',
      'Cotton velvet, solid beech, 35 kg/m³ foam. 78 × 76 × 82 cm.',
    ],
    price: 459_00,
    grams: 19_500,
    draw: ['armchair'],
    colours: [
      shade('CRE', ['Velours cresson', 'Cress velvet'], 'cresson'),
      shade('NUI', ['Velours nuit', 'Midnight velvet'], 'nuit'),
      shade('BRI', ['Velours brique', 'Brick velvet'], 'brique'),
    ],
    tags: ['livraison à domicile'],
    days: 145,
  },
  {
    code: 'FAU-SEV',
    name: ['Fauteuil Sévigné', 'Sévigné armchair'],
    text: [
      'Un fauteuil de lecture à rayures tissées, haut de dossier. On y tient de côté, les jambes sur le bras.',
      'A reading chair in woven stripes, with a high back. You can sit in it sideways, legs over the arm.',
    ],
    material: ['Lin et coton, hêtre massif. 82 × 80 × 96 cm.', 'Linen and cotton, solid beech. 82 × 80 × 96 cm.'],
    price: 529_00,
    grams: 22_000,
    draw: ['armchair', 0, 'stripe'],
    colours: [SAUGE, BLEU],
    tags: ['livraison à domicile'],
    days: 84,
  },
  {
    code: 'FAU-MON',
    name: ['Fauteuil Monplaisir', 'Monplaisir armchair'],
    text: [
      'Une bouclette claire et un chevron discret, sur la même carcasse que le Presqu’île. Il se marie avec tout, ce qui est rare.',
      "A pale bouclé with a quiet herringbone, on the same frame as the Presqu'île. It goes with everything, which is rare.",
    ],
    material: ['Laine bouclée, hêtre massif. 78 × 76 × 82 cm.', 'Wool bouclé, solid beech. 78 × 76 × 82 cm.'],
    price: 489_00,
    grams: 19_800,
    draw: ['armchair', 0, 'herringbone'],
    colours: [CRAIE, ROSE],
    tags: ['livraison à domicile'],
    days: 22,
  },
  {
    code: 'CAN-BRO',
    name: ['Canapé Brotteaux', 'Brotteaux sofa'],
    text: [
      'Trois heures de film sans bouger. Les coussins se retournent, les housses se lavent, la carcasse est garantie dix ans. Livré monté, à deux.',
      'Three hours of film without stirring. The cushions turn, the covers wash, the frame is guaranteed for ten years. Delivered assembled, by two people.',
    ],
    material: [
      'Coton et lin, hêtre et sapin, plumes et mousse.',
      'Cotton and linen, beech and fir, feathers and foam.',
    ],
    price: 1190_00,
    grams: 52_000,
    draw: ['sofa'],
    colours: [BLEU, LIN],
    by: seats([2, 1190_00, 52_000], [3, 1490_00, 68_000]),
    tags: ['livraison à domicile'],
    days: 360,
  },
  {
    code: 'CAN-GRA',
    name: ['Canapé Graslin', 'Graslin sofa'],
    text: [
      'Un canapé droit, à carreaux, pour une entrée ou un bureau. Assise haute : on en sort sans effort.',
      'An upright checked sofa for a hall or an office. The seat is high, so one gets up without effort.',
    ],
    material: ['Laine recyclée, hêtre massif. 148 × 74 × 84 cm.', 'Recycled wool, solid beech. 148 × 74 × 84 cm.'],
    price: 890_00,
    prior: 990_00,
    grams: 39_000,
    draw: ['sofa', 0, 'check'],
    colours: [GROSEILLE, ZINC],
    tags: ['livraison à domicile'],
    days: 230,
  },
  {
    code: 'CAN-CHA',
    name: ['Banquette Chantenay', 'Chantenay bench sofa'],
    text: [
      'Deux places étroites pour un palier, une chambre, une cuisine. Le dossier est assez bas pour passer sous une fenêtre.',
      'Two narrow seats for a landing, a bedroom, a kitchen. The back is low enough to fit under a window.',
    ],
    material: ['Velours côtelé, frêne. 124 × 68 × 76 cm.', 'Corduroy, ash. 124 × 68 × 76 cm.'],
    price: 690_00,
    grams: 31_000,
    draw: ['sofa', 0, 'stripe'],
    colours: [MIRABELLE, ENCRE],
    tags: ['livraison à domicile'],
    days: 61,
  },
]);

const LIGHT: Pair = [
  'Chiffon sec. Ampoule E27, 60 W au plus, non fournie.',
  'Dry cloth. E27 bulb, 60 W at most, not supplied.',
];
const SAINT_CLAUDE: Pair = ['Montée à Saint-Claude.', 'Assembled in Saint-Claude.'];

export const lighting = products({ in: ['luminaires'], brand: JOSSE, origin: SAINT_CLAUDE, care: LIGHT, grams: 2100 }, [
  {
    code: 'LAM-LUM',
    name: ['Lampe Lumière', 'Lumière lamp'],
    text: [
      'Un pied de céramique tourné, un abat-jour de coton. La lumière descend sur la page et laisse la pièce dans le calme.',
      'A turned ceramic base, a cotton shade. The light falls on the page and leaves the room quiet.',
    ],
    material: ['Céramique, coton. Hauteur 46 cm.', 'Ceramic, cotton. Height 46 cm.'],
    price: 89_00,
    draw: ['lamp'],
    colours: [BLEU, GROSEILLE, LIN],
    tags: ['cadeau'],
    days: 190,
  },
  {
    code: 'LAM-SOI',
    name: ['Lampe de chevet Sans-Souci', 'Sans-Souci bedside lamp'],
    text: [
      "La petite sœur de la Lumière. L'interrupteur est sur le pied, du côté du lit que l'on veut.",
      'The little sister of the Lumière. The switch is on the base, whichever side of the bed you choose.',
    ],
    material: ['Céramique, lin. Hauteur 32 cm.', 'Ceramic, linen. Height 32 cm.'],
    price: 59_00,
    grams: 1300,
    draw: ['lamp'],
    colours: [SAUGE, CRAIE, BRIQUE],
    days: 110,
  },
  {
    code: 'LAM-ATE',
    name: ["Lampe d'atelier Guillotière", 'Guillotière task lamp'],
    text: [
      'Un arc de laiton, une tête qui pivote, un socle lourd. Elle éclaire un établi, un clavier ou un livre de cuisine.',
      'A brass arc, a head that turns, a heavy foot. It lights a workbench, a keyboard or a cookery book.',
    ],
    material: ['Laiton, acier laqué. Hauteur 58 cm.', 'Brass, lacquered steel. Height 58 cm.'],
    price: 119_00,
    grams: 2900,
    draw: ['lamp', 1],
    colours: [GROSEILLE, ENCRE, CRESSON],
    in: ['luminaires', 'bureaux'],
    days: 66,
  },
  {
    code: 'LAM-QUA',
    name: ['Lampadaire Quai Claude-Bernard', 'Quai Claude-Bernard floor lamp'],
    text: [
      "Un lampadaire en arc, à poser derrière un fauteuil. Le variateur est au pied, il s'actionne en chaussettes.",
      'An arc floor lamp to stand behind an armchair. The dimmer is at the foot and works in socks.',
    ],
    material: ['Laiton brossé, abat-jour métal. Hauteur 172 cm.', 'Brushed brass, metal shade. Height 172 cm.'],
    price: 249_00,
    grams: 9800,
    draw: ['lamp', 1],
    colours: [MIRABELLE, ZINC],
    tags: ['livraison à domicile'],
    days: 34,
  },
  {
    code: 'LAM-POM',
    name: ['Lampe Pommeraye', 'Pommeraye lamp'],
    text: [
      'Un abat-jour rayé et un pied rond, pour un buffet ou une entrée. Vendue à l’unité, achetée par deux.',
      'A striped shade and a round base, for a sideboard or a hall. Sold singly, bought in pairs.',
    ],
    material: ['Porcelaine, coton. Hauteur 40 cm.', 'Porcelain, cotton. Height 40 cm.'],
    price: 75_00,
    prior: 95_00,
    grams: 1800,
    draw: ['lamp'],
    colours: [FIGUE, ROSE],
    days: 207,
  },
  {
    code: 'LAM-ERD',
    name: ['Lampe Erdre', 'Erdre lamp'],
    text: [
      "Sans fil, elle tient douze heures sur la table du balcon. Trois intensités, un chargeur qui n'est pas un casse-tête.",
      'Cordless, it lasts twelve hours on the balcony table. Three levels, and a charger that is not a puzzle.',
    ],
    material: ['Aluminium, LED 300 lm, USB-C. Hauteur 28 cm.', 'Aluminium, LED 300 lm, USB-C. Height 28 cm.'],
    care: ['Chiffon sec. Batterie remplaçable.', 'Dry cloth. Replaceable battery.'],
    brand: OURCEL,
    price: 79_00,
    grams: 900,
    draw: ['lamp'],
    colours: [ENCRE, CHENE],
    tags: ['cadeau'],
    days: 13,
  },
]);

const SHELVES: Pair = ['Chiffon humide.', 'Damp cloth.'];
export const homeStorage = products({ in: ['decoration', 'rangement'], brand: COMBEVAL, origin: JURA, care: SHELVES }, [
  {
    code: 'BIB-VAI',
    name: ['Bibliothèque Vaise', 'Vaise bookcase'],
    text: [
      'Quatre tablettes de chêne, un dos clair, et la largeur d’un mur étroit. Elle se fixe en haut par deux vis, cachées derrière les livres.',
      'Four oak shelves, a pale back and the width of a narrow wall. Two screws hold it at the top, hidden behind the books.',
    ],
    material: ['Chêne massif et plaqué. 80 × 30 × 180 cm.', 'Solid and veneered oak. 80 × 30 × 180 cm.'],
    price: 349_00,
    grams: 38_000,
    draw: ['shelf'],
    colours: [
      shade('CHE', ['Chêne clair', 'Pale oak'], 'chene'),
      shade('BRI', ['Chêne et brique', 'Oak and brick'], 'brique'),
    ],
    tags: ['livraison à domicile'],
    days: 280,
  },
]);
