// Home: decoration, plants, linen, tableware.
import { LOYES, OURCEL, SILLAGE, VERNAY } from './brands.ts';
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
  NUIT,
  ROSE,
  SAUGE,
  ZINC,
} from './build.ts';
import { products } from './build.ts';
import type { Axis, Pair } from './build.ts';

const BRESSE: Pair = ['Tourné et cuit dans la Bresse.', 'Thrown and fired in the Bresse.'];
const STONE: Pair = ['Lave-vaisselle, micro-ondes.', 'Dishwasher and microwave safe.'];
const WIPE: Pair = ['Chiffon humide.', 'Damp cloth.'];

export const vases = products(
  { in: ['decoration'], brand: LOYES, origin: BRESSE, care: WIPE, grams: 1200, tags: ['cadeau'] },
  [
    {
      code: 'VAS-HAL',
      name: ['Vase Halles', 'Halles vase'],
      text: [
        "Un grès émaillé à l'intérieur seulement : dehors, la main sent la terre. Il tient cinq tiges ou un gros bouquet. Étanche, nous les essayons un par un.",
        'Stoneware glazed on the inside only: outside, the hand feels the clay. It holds five stems or one large bunch. Watertight; we test them one by one.',
      ],
      material: ['Grès émaillé. Hauteur 24 cm.', 'Glazed stoneware. Height 24 cm.'],
      price: 39_90,
      prior: 49_90,
      draw: ['vase'],
      colours: [BLEU, BRIQUE, SAUGE],
      tags: ['favori', 'cadeau'],
      days: 4,
    },
    {
      code: 'VAS-BOU',
      name: ['Soliflore Bouffay', 'Bouffay bud vase'],
      text: [
        'Un ventre rond, un col étroit : une branche suffit. L’émail change à chaque cuisson, le vôtre ne sera pas celui de la photo, ni tout à fait un autre.',
        'A round belly and a narrow neck: one branch is enough. The glaze changes with each firing; yours will not be the one in the picture, nor quite another.',
      ],
      material: ['Grès. Hauteur 17 cm.', 'Stoneware. Height 17 cm.'],
      price: 27_50,
      grams: 640,
      draw: ['vase', 1],
      colours: [MIRABELLE, ROSE, NUIT],
      days: 105,
    },
    {
      code: 'VAS-VOS',
      name: ['Vase des Vosges', 'Vosges vase'],
      text: [
        'Un grand vase à poser au sol, pour des branches de cerisier ou des parapluies. Le fond est lesté, un chien peut passer.',
        'A tall vase to stand on the floor, for cherry branches or for umbrellas. The base is weighted; a dog may pass.',
      ],
      material: ['Grès brut. Hauteur 42 cm.', 'Raw stoneware. Height 42 cm.'],
      price: 85_00,
      grams: 4200,
      draw: ['vase'],
      colours: [CRAIE, ENCRE],
      days: 255,
    },
  ],
);

const SCENTS: Axis = {
  name: ['Senteur', 'Scent'],
  values: [
    { code: 'BOI', name: ['Bois de métier', 'Loom wood'], palette: 'chene' },
    { code: 'FIG', name: ['Figuier', 'Fig tree'], palette: 'figue' },
    { code: 'TIL', name: ['Tilleul', 'Lime blossom'], palette: 'sauge' },
  ],
};
const WAX: Pair = [
  'Cire de soja et de colza, mèche de coton. 180 g, 45 h.',
  'Soy and rapeseed wax, cotton wick. 180 g, 45 h.',
];
const LYON: Pair = ['Coulée à Lyon.', 'Poured in Lyon.'];
const WICK: Pair = ['Couper la mèche à 5 mm. Deux heures à la fois.', 'Trim the wick to 5 mm. Two hours at a time.'];

export const candles = products(
  {
    in: ['decoration', 'cadeaux'],
    brand: SILLAGE,
    material: WAX,
    origin: LYON,
    care: WICK,
    grams: 420,
    draw: ['candle'],
  },
  [
    {
      code: 'BOU-CRO',
      name: ['Bougie Croix-Rousse', 'Croix-Rousse candle'],
      text: [
        'Le bois des métiers à tisser, la cire, un peu de suie : une pièce haute de plafond, rue des Tables-Claudiennes. Le verre se garde, il sert de gobelet.',
        'The wood of the looms, wax, a little soot: a high-ceilinged room in rue des Tables-Claudiennes. Keep the glass; it makes a good tumbler.',
      ],
      price: 32_00,
      by: SCENTS,
      tags: ['favori', 'cadeau'],
      days: 160,
    },
    {
      code: 'BOU-BAR',
      name: ['Bougie Île-Barbe', 'Île-Barbe candle'],
      text: [
        'Herbe haute, eau lente, un feu de l’autre côté du bras de rivière. Pour les dimanches qui ne finissent pas.',
        'Tall grass, slow water, a fire on the other bank. For Sundays that do not end.',
      ],
      price: 32_00,
      palette: 'cresson',
      tags: ['cadeau'],
      days: 73,
    },
    {
      code: 'BOU-NOE',
      name: ['Bougie Huit-Décembre', 'Huit-Décembre candle'],
      text: [
        "Pour les rebords de fenêtre du 8 décembre : orange amère, cannelle, cire d'abeille. Elle revient chaque année, et s'épuise chaque année.",
        'For the window sills of the eighth of December: bitter orange, cinnamon, beeswax. It comes back each year, and sells out each year.',
      ],
      price: 28_00,
      palette: 'groseille',
      tags: ['fête', 'cadeau'],
      days: 11,
    },
  ],
);

const WATER: Pair = [
  'Lumière sans soleil direct, un verre d’eau par semaine.',
  'Light without direct sun, a glass of water a week.',
];
const FARM: Pair = ['Cultivé à Orléans.', 'Grown in Orléans.'];
const NURSERY: Pair = [
  'Plante vivante en pot de culture ; cache-pot à part.',
  'Living plant in its nursery pot; planter sold separately.',
];

/** Plants that have undergone no transformation bear the intermediate rate (CGI, article 278 bis). */
export const plants = products(
  {
    in: ['decoration'],
    brand: OURCEL,
    tax: 'intermediate',
    material: NURSERY,
    origin: FARM,
    care: WATER,
    tags: ['plante'],
  },
  [
    {
      code: 'PLA-SAN',
      name: ['Sansevière Parilly', 'Parilly snake plant'],
      text: [
        'Elle pousse droit et pardonne tout, même trois semaines de vacances. Hauteur 40 cm environ.',
        'It grows upright and forgives everything, even three weeks of holiday. About 40 cm tall.',
      ],
      price: 19_90,
      grams: 1500,
      draw: ['plant', 1],
      palette: 'zinc',
      days: 215,
    },
    {
      code: 'PLA-CAO',
      name: ['Caoutchouc Parc Blandan', 'Parc Blandan rubber plant'],
      text: [
        'De grandes feuilles qui prennent bien la lumière. Il demande un coup de chiffon de temps en temps, et qu’on ne le déplace pas.',
        'Large leaves that take the light well. It asks for a wipe now and then, and not to be moved.',
      ],
      price: 34_90,
      grams: 3200,
      draw: ['plant'],
      palette: 'brique',
      days: 87,
    },
    {
      code: 'PLA-FIC',
      name: ['Figuier lyre Serin', 'Serin fiddle-leaf fig'],
      text: [
        'Un petit arbre d’intérieur, trois feuilles de plus par an. Il aime une fenêtre à l’est et la compagnie.',
        'A small indoor tree, three more leaves a year. It likes an east window and company.',
      ],
      price: 44_90,
      grams: 4800,
      draw: ['plant'],
      palette: 'lin',
      tags: ['plante', 'cadeau'],
      days: 8,
    },
    {
      code: 'PLA-ASP',
      name: ['Aspidistra Traboule', 'Traboule aspidistra'],
      text: [
        "La plante des couloirs et des cours intérieures. Elle vit où d'autres renoncent.",
        'The plant of corridors and inner courts. It lives where others give up.',
      ],
      price: 29_90,
      grams: 2600,
      draw: ['plant', 1],
      palette: 'figue',
      days: 39,
    },
  ],
);

const LINEN: Pair = ['Tissé dans les Vosges.', 'Woven in the Vosges.'];
const WASH: Pair = ['40 °C, housse amovible.', '40 °C, removable cover.'];
const formats: Axis = {
  name: ['Format', 'Size'],
  values: [
    { code: '45', name: ['45 × 45 cm', '45 × 45 cm'] },
    { code: '60', name: ['60 × 60 cm', '60 × 60 cm'], price: 55_00, grams: 1150 },
  ],
};

export const linen = products({ in: ['linge'], brand: VERNAY, origin: LINEN, care: WASH, grams: 680 }, [
  {
    code: 'COU-MON',
    name: ['Coussin Monplaisir', 'Monplaisir cushion'],
    text: [
      'Un coussin de lin lavé, passepoil cousu main. Le garnissage se retire par une fermeture cachée. Deux côte à côte font un dossier.',
      'A washed linen cushion with hand-sewn piping. The filling comes out through a hidden zip. Two side by side make a backrest.',
    ],
    material: ['Lin lavé, garnissage de plumes.', 'Washed linen, feather filling.'],
    price: 39_00,
    draw: ['cushion'],
    colours: [NUIT, SAUGE, BRIQUE],
    by: formats,
    tags: ['favori', 'cadeau'],
    days: 240,
  },
  {
    code: 'COU-HER',
    name: ['Coussin Hénon', 'Hénon cushion'],
    text: [
      "Un chevron de laine, chaud l'hiver, que les chats reconnaissent. Le bouton du milieu est cousu deux fois.",
      'A wool herringbone, warm in winter; cats can tell. The button in the middle is sewn on twice.',
    ],
    material: ['Laine vierge, fibres recyclées. 45 × 45 cm.', 'Virgin wool, recycled fibres. 45 × 45 cm.'],
    care: ['Nettoyage à sec.', 'Dry clean.'],
    price: 45_00,
    draw: ['cushion', 1, 'herringbone'],
    colours: [ZINC, CHENE],
    days: 50,
  },
  {
    code: 'COU-RAY',
    name: ['Coussin Transat Trentemoult', 'Trentemoult deckchair cushion'],
    text: [
      'La toile rayée des transats, épaisse, qui supporte une averse. Dedans comme dehors.',
      'The striped canvas of deckchairs, thick, not worried by a shower. Indoors or out.',
    ],
    material: ['Toile de coton 400 g/m². 50 × 50 cm.', 'Cotton canvas 400 g/m². 50 × 50 cm.'],
    price: 35_00,
    prior: 42_00,
    draw: ['cushion', 0, 'stripe'],
    colours: [BLEU, MIRABELLE],
    days: 172,
  },
  {
    code: 'TRA-SAO',
    name: ['Traversin Quais de Saône', 'Quais de Saône bolster'],
    text: [
      'Un grand appui de lecture, ferme, que l’on cale contre le mur. La housse à carreaux se retire d’un geste.',
      'A large firm reading rest to set against the wall. The checked cover comes off in one go.',
    ],
    material: ['Coton et lin, 80 × 40 cm.', 'Cotton and linen, 80 × 40 cm.'],
    price: 59_00,
    grams: 1400,
    draw: ['cushion', 0, 'check'],
    colours: [GROSEILLE, ENCRE],
    days: 83,
  },
  {
    code: 'ORE-SAI',
    name: ['Oreiller Saint-Jean', 'Saint-Jean pillow'],
    text: [
      'Un oreiller ferme, en laine du Forez, qui ne chauffe pas. Il se regonfle au soleil.',
      'A firm pillow in Forez wool that does not get hot. It plumps up again in the sun.',
    ],
    material: ['Laine du Forez, enveloppe percale.', 'Forez wool, percale cover.'],
    price: 49_00,
    grams: 900,
    draw: ['cushion', 1],
    palette: 'craie',
    by: {
      name: ['Format', 'Size'],
      values: [
        { code: '60', name: ['60 × 60 cm', '60 × 60 cm'] },
        { code: '5070', name: ['50 × 70 cm', '50 × 70 cm'] },
      ],
    },
    days: 320,
  },
  {
    code: 'COU-POI',
    name: ['Coussin Minimes', 'Minimes cushion'],
    text: [
      'Des pois brodés, irréguliers, comme on les fait à la main. Pour une chambre d’enfant ou un bureau trop sérieux.',
      'Embroidered dots, uneven as handwork is. For a child’s room or an office that takes itself too seriously.',
    ],
    material: ['Coton biologique, 40 × 40 cm.', 'Organic cotton, 40 × 40 cm.'],
    price: 32_00,
    draw: ['cushion', 0, 'dots'],
    colours: [ROSE, CRESSON],
    tags: ['cadeau'],
    days: 29,
  },
]);

export const tableware = products(
  { in: ['vaisselle'], brand: LOYES, origin: BRESSE, care: STONE, grams: 380, tags: ['cadeau'] },
  [
    {
      code: 'TAS-HAL',
      name: ['Tasse Halles', 'Halles mug'],
      text: [
        'La tasse des cafés de marché : épaisse, stable, chaude longtemps. 30 cl. Le liseré est peint à la main, au tour.',
        'The mug of market cafés: thick, steady, warm for long. 30 cl. The band is painted by hand, on the wheel.',
      ],
      material: ['Grès émaillé.', 'Glazed stoneware.'],
      price: 18_00,
      draw: ['mug'],
      colours: [BLEU, ROSE, MIRABELLE, SAUGE],
      tags: ['favori', 'cadeau'],
      days: 400,
    },
    {
      code: 'TAS-DEU',
      name: ['Tasse Deux-Rives', 'Deux-Rives mug'],
      text: [
        'Trempée à moitié dans l’émail : le bas reste brut et ne glisse pas. 35 cl.',
        'Half dipped in glaze: the lower part stays raw and does not slip. 35 cl.',
      ],
      material: ['Grès à demi émaillé.', 'Half-glazed stoneware.'],
      price: 22_00,
      draw: ['mug', 1],
      colours: [LIN, ENCRE, BRIQUE],
      days: 76,
    },
    {
      code: 'TAS-GRA',
      name: ['Tasse Graslin', 'Graslin mug'],
      text: [
        'Porcelaine fine, ligne droite, une anse qui laisse passer un doigt. La tasse des thés de l’après-midi, 25 cl.',
        'Thin porcelain, a straight line, a handle for one finger. The mug for afternoon tea, 25 cl.',
      ],
      material: ['Porcelaine de Limoges.', 'Limoges porcelain.'],
      origin: ['Fait à Limoges.', 'Made in Limoges.'],
      price: 21_00,
      grams: 240,
      draw: ['mug'],
      colours: [CHENE, ZINC],
      days: 49,
    },
    {
      code: 'TAS-EXP',
      name: ['Petite tasse Comptoir', 'Comptoir espresso cup'],
      text: [
        'Pour un café serré, debout. 9 cl, des bords fins, une anse pour deux doigts.',
        'For a short coffee, standing up. 9 cl, a thin rim, a handle for two fingers.',
      ],
      material: ['Porcelaine de Limoges.', 'Limoges porcelain.'],
      origin: ['Fait à Limoges.', 'Made in Limoges.'],
      price: 14_00,
      grams: 160,
      draw: ['mug', 0],
      colours: [CRAIE, GROSEILLE, NUIT],
      days: 133,
    },
    {
      code: 'TAS-BOL',
      name: ['Grande tasse Dimanche', 'Dimanche large mug'],
      text: [
        'Un demi-litre, pour le chocolat ou la soupe. L’anse est posée bas, on la tient à pleine main.',
        'Half a litre, for chocolate or for soup. The handle sits low; hold it with the whole hand.',
      ],
      material: ['Grès émaillé.', 'Glazed stoneware.'],
      price: 26_00,
      grams: 520,
      draw: ['mug', 1],
      colours: [FIGUE, CRESSON],
      days: 21,
    },
  ],
);
