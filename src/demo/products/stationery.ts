// Office: stationery, paper, inks. Gifts and books.
import { AUBEPINE, CARMINETTE, CONFLUENT, LOYES, OURCEL, TRABOULE, VERNAY } from './brands.ts';
import { BLEU, BRIQUE, CHENE, CRESSON, ENCRE, FIGUE, GROSEILLE, MIRABELLE, NUIT, ROSE, SAUGE } from './build.ts';
import { products, shade } from './build.ts';
import type { Axis, Pair } from './build.ts';

const ARDECHE: Pair = ['Papier fabriqué en Ardèche, relié à Lyon.', 'Paper made in the Ardèche, bound in Lyon.'];
const RULING: Axis = {
  name: ['Réglure', 'Ruling'],
  values: [
    { code: 'L', name: ['Ligné', 'Lined'] },
    { code: 'U', name: ['Uni', 'Plain'] },
  ],
};

export const stationery = products({ in: ['papeterie'], brand: CONFLUENT, origin: ARDECHE, grams: 320 }, [
  {
    code: 'CAR-SAT',
    name: ['Carnet Sathonay', 'Sathonay notebook'],
    text: [
      "Cent quatre-vingt-douze pages cousues, qui s'ouvrent à plat. Le papier de 90 g boit l'encre sans la laisser traverser. Signet, élastique, une poche au dos pour les tickets.",
      'One hundred and ninety-two sewn pages that lie flat. The 90 g paper drinks ink without letting it through. Ribbon, elastic band, a pocket at the back for receipts.',
    ],
    material: ['Papier 90 g, couverture toilée. 14 × 21 cm.', '90 g paper, cloth cover. 14 × 21 cm.'],
    price: 14_50,
    draw: ['notebook', 0, 'dots'],
    colours: [ENCRE, GROSEILLE, SAUGE],
    by: RULING,
    tags: ['favori', 'cadeau', 'entreprise'],
    days: 330,
  },
  {
    code: 'CAR-POC',
    name: ['Carnet de poche Ampère', 'Ampère pocket notebook'],
    text: [
      'Il tient dans une poche de chemise et coûte moins cher qu’un oubli. Soixante-quatre pages, coins arrondis.',
      'It fits in a shirt pocket and costs less than forgetting. Sixty-four pages, rounded corners.',
    ],
    material: ['Papier 80 g recyclé. 9 × 14 cm.', 'Recycled 80 g paper. 9 × 14 cm.'],
    price: 6_90,
    grams: 90,
    draw: ['notebook', 0, 'stripe'],
    colours: [BLEU, MIRABELLE],
    days: 180,
  },
  {
    code: 'AGE-27',
    name: ['Agenda 2027 Bellecour', 'Bellecour diary 2027'],
    text: [
      'Une semaine à gauche, une page blanche à droite. Les jours fériés y sont, les saints aussi.',
      'A week on the left, a blank page on the right. Public holidays are in it, and so are the saints.',
    ],
    material: ['Papier 80 g, 160 pages. 15 × 21 cm.', '80 g paper, 160 pages. 15 × 21 cm.'],
    price: 22_00,
    draw: ['notebook', 1],
    colours: [NUIT, BRIQUE, CRESSON],
    tags: ['cadeau', 'entreprise'],
    days: 47,
  },
  {
    code: 'CAH-ECO',
    name: ['Cahier Jean-Macé', 'Jean-Macé exercise book'],
    text: [
      'Le grand cahier à carreaux, vendu par trois. La couverture se lave.',
      'The large squared exercise book, sold in threes. The cover wipes clean.',
    ],
    material: ['Papier 90 g, 96 pages. 24 × 32 cm.', '90 g paper, 96 pages. 24 × 32 cm.'],
    price: 8_40,
    grams: 780,
    draw: ['notebook', 1, 'check'],
    colours: [BLEU, ROSE],
    tags: ['entreprise'],
    days: 95,
  },
  {
    code: 'BLO-RHO',
    name: ['Bloc-notes Rhône', 'Rhône notepad'],
    text: [
      'Un bloc de quatre-vingts feuilles détachables, vendu par cinq. Le carton du dos est assez raide pour écrire debout.',
      'A pad of eighty tear-off sheets, sold in fives. The back board is stiff enough to write on standing up.',
    ],
    material: ['Papier 70 g recyclé. A5.', 'Recycled 70 g paper. A5.'],
    price: 11_90,
    grams: 950,
    draw: ['notebook', 1],
    colours: [CHENE, FIGUE],
    tags: ['entreprise'],
    days: 235,
  },
  {
    code: 'BOI-ARC',
    name: ["Boîtes d'archives Rhône", 'Rhône archive boxes'],
    text: [
      'Du carton recyclé, livré à plat, monté sans colle. Une étiquette sur deux côtés, pour retrouver 2019 sans tout sortir.',
      'Recycled board, delivered flat, folded without glue. A label on two sides, so that 2019 is found without taking everything out.',
    ],
    material: ['Lot de 5. 34 × 25 × 10 cm.', 'Pack of 5. 34 × 25 × 10 cm.'],
    origin: ['Fabriquées à Roubaix.', 'Made in Roubaix.'],
    in: ['rangement', 'papeterie'],
    price: 16_80,
    grams: 1_900,
    draw: ['parcel'],
    palette: 'lin',
    tags: ['entreprise'],
    days: 420,
  },
  {
    code: 'STY-QUA',
    name: ['Stylos Quatre-Nations', 'Quatre-Nations pens'],
    text: [
      "Quatre rollers à encre liquide, rechargeables, dans leur pot. La pointe de 0,5 ne gratte pas, même à l'envers.",
      'Four refillable liquid ink rollerballs in their pot. The 0.5 tip does not scratch, even upside down.',
    ],
    material: ['Aluminium, recharges standard.', 'Aluminium, standard refills.'],
    origin: ['Assemblés à Annecy.', 'Assembled in Annecy.'],
    price: 29_00,
    grams: 260,
    draw: ['pens'],
    colours: [NUIT, GROSEILLE],
    tags: ['cadeau'],
    days: 38,
  },
  {
    code: 'PR-A4',
    name: ['Papier Rhône', 'Rhône paper'],
    text: [
      'Un papier A4 de 80 g, blanc sans être bleu, qui ne bourre pas. Fabriqué à partir de papier récupéré dans les bureaux de la région.',
      'An 80 g A4 paper, white without being blue, that does not jam. Made from paper collected in the offices of the region.',
    ],
    material: ['100 % recyclé, 80 g. Ramette de 500 feuilles.', '100% recycled, 80 g. Ream of 500 sheets.'],
    origin: ['Fabriqué dans les Vosges.', 'Made in the Vosges.'],
    price: 31_20,
    grams: 12_600,
    draw: ['paper'],
    palette: 'cresson',
    by: {
      name: ['Conditionnement', 'Pack'],
      values: [
        { code: '1', name: ['La ramette', 'One ream'], price: 6_90, grams: 2_520 },
        { code: '5', name: ['Carton de 5 ramettes', 'Box of 5 reams'], price: 31_20, grams: 12_600 },
      ],
    },
    tags: ['entreprise', 'favori'],
    days: 500,
  },
  {
    code: 'PR-A3',
    name: ['Papier Rhône A3', 'Rhône A3 paper'],
    text: [
      'Le même papier, deux fois plus grand, en 90 g pour les plans. Carton de trois ramettes.',
      'The same paper, twice as large, at 90 g for plans. Box of three reams.',
    ],
    material: ['100 % recyclé, 90 g.', '100% recycled, 90 g.'],
    origin: ['Fabriqué dans les Vosges.', 'Made in the Vosges.'],
    price: 42_00,
    grams: 17_000,
    draw: ['paper'],
    palette: 'bleu',
    tags: ['entreprise'],
    days: 260,
  },
]);

const INK_CARE: Pair = ['Garder debout, à l’abri de la lumière.', 'Keep upright, away from light.'];
const REFILLED: Pair = ['Remplie et contrôlée à Roubaix.', 'Filled and tested in Roubaix.'];

export const inks = products(
  { in: ['encres'], brand: CONFLUENT, origin: REFILLED, care: INK_CARE, tags: ['entreprise'], grams: 210 },
  [
    {
      code: 'EN-305XL',
      name: ['Encre 305 XL', '305 XL ink'],
      text: [
        'Noir et couleurs, pour les petites imprimantes de bureau de la série 305. Cartouches reconstruites et contrôlées une à une : 240 pages en noir, 200 en couleurs. Le retour des vides est payé.',
        'Black and colours, for small office printers of the 305 series. Cartridges rebuilt and tested one by one: 240 pages in black, 200 in colour. Sending back the empty ones is free.',
      ],
      material: ['Lot de deux cartouches, encre à pigments.', 'Pack of two cartridges, pigment ink.'],
      price: 64_80,
      draw: ['ink'],
      palette: 'figue',
      tags: ['entreprise', 'favori'],
      days: 450,
    },
    {
      code: 'EN-67',
      name: ['Encre 67', '67 ink'],
      text: [
        'Pour les imprimantes de bureau de la série 67. Le noir sèche en deux secondes.',
        'For office printers of the 67 series. The black dries in two seconds.',
      ],
      material: ['Une cartouche, encre à pigments.', 'One cartridge, pigment ink.'],
      price: 24_90,
      grams: 110,
      draw: ['ink', 1],
      by: {
        name: ['Encre', 'Ink'],
        values: [
          { code: 'NR', name: ['Noir', 'Black'], palette: 'encre' },
          { code: 'CO', name: ['Couleurs', 'Colours'], price: 27_90, palette: 'mirabelle' },
        ],
      },
      days: 310,
    },
    {
      code: 'TO-12',
      name: ['Toner Rhône 12', 'Rhône 12 toner'],
      text: [
        'Deux mille cinq cents pages pour imprimante laser. La cartouche est reprise au passage suivant du livreur.',
        'Two thousand five hundred pages for laser printers. The driver takes the empty one back on the next visit.',
      ],
      material: ['Toner noir reconditionné.', 'Rebuilt black toner.'],
      price: 58_00,
      grams: 900,
      draw: ['ink'],
      palette: 'zinc',
      days: 140,
    },
    {
      code: 'EN-PLU',
      name: ['Encre à plume Saône', 'Saône fountain pen ink'],
      text: [
        'Une encre pour stylo-plume, 30 ml, lavable sur les doigts et durable sur le papier. Les teintes sont celles de la rivière aux quatre saisons.',
        'A fountain pen ink, 30 ml, washable on fingers and lasting on paper. The shades are those of the river in four seasons.',
      ],
      material: ['Encre à base d’eau.', 'Water-based ink.'],
      origin: ['Faite à Lyon.', 'Made in Lyon.'],
      price: 12_50,
      grams: 130,
      draw: ['nailpolish', 1],
      colours: [
        shade('HIV', ["Gris d'hiver", 'Winter grey'], 'zinc'),
        shade('PRI', ['Vert de mars', 'March green'], 'cresson'),
        shade('ETE', ["Bleu d'été", 'Summer blue'], 'bleu'),
        shade('AUT', ["Brun d'automne", 'Autumn brown'], 'brique'),
      ],
      in: ['encres', 'papeterie'],
      tags: ['cadeau'],
      days: 71,
    },
  ],
);

const amounts: Axis = {
  name: ['Montant', 'Amount'],
  values: [
    { code: '50', name: ['50 €', '€50'], price: 50_00, palette: 'groseille' },
    { code: '100', name: ['100 €', '€100'], price: 100_00, palette: 'bleu' },
    { code: '150', name: ['150 €', '€150'], price: 150_00, palette: 'cresson' },
    { code: 'LIB', name: ['Montant libre', 'Any amount'], price: 50_00, palette: 'brique' },
  ],
};

/** Books bear the reduced rate (CGI, article 278-0 bis), a registered magazine the super-reduced one (article 298 septies). */
export const books = products(
  { in: ['cadeaux', 'papeterie'], brand: TRABOULE, tax: 'reduced', tags: ['livre', 'cadeau'] },
  [
    {
      code: 'LIV-TRA',
      name: ['Le Petit Livre des traboules', 'The Little Book of Traboules'],
      text: [
        "Quarante passages entre deux rues, dessinés et décrits, avec l'heure à laquelle la porte est ouverte. Format de poche, plan dépliant.",
        'Forty passages between two streets, drawn and described, with the hour at which the door is open. Pocket size, with a fold-out map.',
      ],
      material: ['144 pages, broché. Édition bilingue.', '144 pages, paperback. Bilingual edition.'],
      price: 12_90,
      grams: 190,
      draw: ['notebook', 0],
      palette: 'mirabelle',
      days: 365,
    },
    {
      code: 'LIV-HAL',
      name: ['Cuisine des halles', 'Cooking from the Halles'],
      text: [
        'Soixante recettes de marché, classées par ce que l’on trouve ce matin-là. Pas de balance requise pour la moitié.',
        'Sixty market recipes, ordered by what one finds that morning. Half of them need no scales.',
      ],
      material: ['208 pages, relié.', '208 pages, hardback.'],
      price: 28_00,
      grams: 860,
      draw: ['notebook', 1],
      palette: 'groseille',
      days: 56,
    },
    {
      code: 'REV-TRA',
      name: ['Revue Pentes, no 12', 'Pentes magazine, no. 12'],
      text: [
        'La revue trimestrielle des gens qui font : tisseurs, relieurs, fromagers. Ce numéro : le retour des petites teintureries.',
        'The quarterly of people who make things: weavers, binders, cheesemakers. In this issue: the small dye works are coming back.',
      ],
      material: ['96 pages, papier mat.', '96 pages, matt paper.'],
      tax: 'super-reduced',
      price: 9_50,
      grams: 310,
      draw: ['notebook', 1, 'stripe'],
      palette: 'bleu',
      days: 26,
    },
  ],
);

export const gifts = products({ in: ['cadeaux'], brand: OURCEL, tags: ['cadeau'] }, [
  {
    code: 'CAR-CAD',
    name: ['Carte cadeau', 'Gift card'],
    text: [
      'Elle se dépense en ligne, à la caisse ou les deux, en plusieurs fois. Valable deux ans, le solde se lit avec un téléphone.',
      'Spend it online, at the till or both, in as many goes as you like. Valid for two years; a phone shows what is left.',
    ],
    material: ['Carton recyclé, enveloppe comprise.', 'Recycled card, envelope included.'],
    tax: 'outside',
    price: 50_00,
    grams: 20,
    draw: ['giftcard'],
    by: amounts,
    tags: ['favori', 'cadeau', 'carte-cadeau'],
    days: 500,
  },
  {
    code: 'COF-BEA',
    name: ['Coffret Gratte-Ciel', 'Gratte-Ciel gift box'],
    text: [
      'Un rouge terre cuite, un vernis assorti, une trousse de toile. La boîte part telle quelle, avec votre mot écrit à la main.',
      'A terracotta lipstick, a matching polish, a canvas pouch. The box leaves as it is, with your note written by hand.',
    ],
    brand: CARMINETTE,
    in: ['cadeaux', 'maquillage'],
    price: 49_00,
    grams: 310,
    draw: ['parcel'],
    palette: 'brique',
    days: 16,
  },
  {
    code: 'COF-HIV',
    name: ['Coffret Premier froid', 'First Cold gift box'],
    text: [
      "Une écharpe, une crème mains, une bougie : de quoi tenir jusqu'en mars. Choisi par l'équipe de Nantes.",
      'A scarf, a hand cream, a candle: enough to last until March. Chosen by the Nantes team.',
    ],
    brand: VERNAY,
    price: 82_00,
    grams: 980,
    draw: ['parcel'],
    palette: 'cresson',
    days: 20,
  },
  {
    code: 'COF-TAB',
    name: ['Coffret Café du matin', 'Morning Coffee gift box'],
    text: [
      'Deux tasses Halles et un carnet de poche, calés dans la paille. Pour une crémaillère, ou pour se faire pardonner.',
      'Two Halles mugs and a pocket notebook, packed in straw. For a house-warming, or to be forgiven.',
    ],
    brand: LOYES,
    in: ['cadeaux', 'vaisselle'],
    price: 39_00,
    grams: 1_250,
    draw: ['parcel'],
    palette: 'bleu',
    days: 78,
  },
  {
    code: 'COF-SOI',
    name: ['Coffret Dimanche soir', 'Sunday Evening gift box'],
    text: [
      'Un masque, une huile, une brume d’oreiller. Le téléphone reste dans l’entrée.',
      'A mask, an oil, a pillow mist. The phone stays in the hall.',
    ],
    brand: AUBEPINE,
    in: ['cadeaux', 'soin'],
    price: 64_00,
    grams: 720,
    draw: ['parcel'],
    palette: 'rose',
    days: 31,
  },
  {
    code: 'MIE-LYO',
    name: ['Miel des monts du Lyonnais', 'Lyonnais hills honey'],
    text: [
      'Un miel de châtaignier, foncé, presque amer, récolté par une seule famille à Saint-Martin-en-Haut. Il cristallise en janvier, c’est bon signe.',
      'A dark, almost bitter chestnut honey, gathered by one family in Saint-Martin-en-Haut. It crystallises in January, which is a good sign.',
    ],
    material: ['Pot de verre, 250 g.', 'Glass jar, 250 g.'],
    tax: 'reduced',
    price: 9_80,
    grams: 430,
    draw: ['cream'],
    palette: 'chene',
    days: 69,
  },
]);
