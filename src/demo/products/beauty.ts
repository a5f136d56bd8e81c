// Beauty: make-up, fragrance, skincare.
import { AUBEPINE, CARMINETTE, SILLAGE } from './brands.ts';
import { products, shade } from './build.ts';
import type { Axis, Pair } from './build.ts';

const LORRAINE: Pair = ['Conditionné à Pont-à-Mousson.', 'Filled in Pont-à-Mousson.'];
const GRASSE: Pair = ['Composée et macérée à Grasse.', 'Composed and macerated in Grasse.'];
const DROME: Pair = ['Fabriqué dans la Drôme.', 'Made in the Drôme.'];

/** Bottles by content, each with its price. */
const content = (...sizes: [ml: number, price: number][]): Axis => ({
  name: ['Contenance', 'Content'],
  values: sizes.map(([ml, price]) => ({ code: String(ml), name: [`${ml} ml`, `${ml} ml`], price, grams: 90 + ml * 3 })),
});

export const makeup = products({ in: ['maquillage'], brand: CARMINETTE, origin: LORRAINE, tags: ['cadeau'] }, [
  {
    code: 'ROU-GRA',
    name: ['Rouge Gratte-Ciel', 'Gratte-Ciel lipstick'],
    text: [
      "Un rouge satiné qui s'applique sans miroir et tient jusqu'au déjeuner. La teinte sèche une nuance plus claire que dans l'étui. Étui de métal rechargeable, 3,5 g.",
      'A satin lipstick that goes on without a mirror and lasts until lunch. The shade dries a touch lighter than in the case. Refillable metal case, 3.5 g.',
    ],
    material: [
      'Huile de ricin, cire de riz, pigments minéraux. Sans parfum.',
      'Castor oil, rice wax, mineral pigments. Unscented.',
    ],
    price: 29_00,
    grams: 48,
    draw: ['lipstick'],
    colours: [
      shade('TER', ['Terre cuite', 'Terracotta'], 'brique'),
      shade('GRO', ['Groseille', 'Redcurrant'], 'groseille'),
      shade('FIG', ['Figue', 'Fig'], 'figue'),
      shade('ROS', ['Rose des Halles', 'Halles rose'], 'rose'),
      shade('CAR', ['Caramel', 'Caramel'], 'chene'),
      shade('NOI', ['Cerise noire', 'Black cherry'], 'nuit'),
    ],
    tags: ['favori', 'cadeau'],
    days: 150,
  },
  {
    code: 'ROU-VEL',
    name: ['Rouge Garance', 'Garance lipstick'],
    text: [
      "Un mat velouté, sans l'effet papier. On l'estompe au doigt pour le jour, on repasse deux fois pour le soir.",
      'A velvety matt without the papery feel. Smudge it with a finger for the day, go over it twice for the evening.',
    ],
    material: ['Beurre de karité, silice, pigments minéraux.', 'Shea butter, silica, mineral pigments.'],
    price: 26_00,
    grams: 42,
    draw: ['lipstick', 1],
    colours: [
      shade('BRI', ['Brique', 'Brick'], 'brique'),
      shade('GRO', ['Carmin', 'Carmine'], 'groseille'),
      shade('ROS', ['Vieux rose', 'Old rose'], 'rose'),
      shade('FIG', ['Prune', 'Plum'], 'figue'),
    ],
    days: 62,
  },
  {
    code: 'BAU-TEI',
    name: ['Baume teinté Terreaux', 'Terreaux tinted balm'],
    text: [
      "Entre le soin et le rouge : une teinte légère, une brillance d'eau. Il se met dans le métro.",
      'Between care and colour: a light tint, a watery shine. It can be put on in the metro.',
    ],
    material: ["Cire d'abeille, huile de prune.", 'Beeswax, plum oil.'],
    price: 18_00,
    grams: 30,
    draw: ['lipstick', 1],
    colours: [
      shade('PEC', ['Pêche', 'Peach'], 'mirabelle'),
      shade('FRA', ['Framboise', 'Raspberry'], 'groseille'),
      shade('NUD', ['Nu', 'Nude'], 'lin'),
    ],
    days: 205,
  },
  {
    code: 'VER-CHA',
    name: ['Vernis Charpennes', 'Charpennes nail polish'],
    text: [
      'Un vernis à quatre-vingts pour cent végétal, sec en cinq minutes. Le pinceau large couvre un ongle en deux passages. Flacon de 11 ml.',
      'An eighty per cent plant-based polish, dry in five minutes. The wide brush covers a nail in two strokes. 11 ml bottle.',
    ],
    material: ['Coton, manioc, canne à sucre.', 'Cotton, cassava, sugar cane.'],
    price: 14_50,
    grams: 62,
    draw: ['nailpolish'],
    colours: [
      shade('GRO', ['Groseille', 'Redcurrant'], 'groseille'),
      shade('MIR', ['Mirabelle', 'Mirabelle'], 'mirabelle'),
      shade('BLE', ['Bleu de travail', 'Workwear blue'], 'bleu'),
      shade('SAU', ['Tilleul', 'Lime blossom'], 'sauge'),
      shade('ROS', ['Dragée', 'Sugared almond'], 'rose'),
      shade('ENC', ['Encre', 'Ink'], 'encre'),
    ],
    days: 135,
  },
  {
    code: 'VER-LUM',
    name: ['Vernis soin Lumière', 'Lumière nail care'],
    text: [
      "Une base lissante et un voile de couleur, pour les ongles qui se dédoublent. À garder deux semaines, puis laisser respirer l'ongle.",
      'A smoothing base and a veil of colour, for nails that split. Wear it for two weeks, then let the nail breathe.',
    ],
    material: ["Huile d'argan, kératine végétale.", 'Argan oil, plant keratin.'],
    price: 16_00,
    grams: 60,
    draw: ['nailpolish', 1],
    colours: [shade('CRA', ['Lait', 'Milk'], 'craie'), shade('ROS', ['Pétale', 'Petal'], 'rose')],
    days: 80,
  },
  {
    code: 'POU-COR',
    name: ['Poudre libre Cordeliers', 'Cordeliers loose powder'],
    text: [
      'Une poudre de riz tamisée fin, qui matifie sans blanchir. La houppette est en coton, elle se lave.',
      'A finely sifted rice powder that takes off the shine without turning white. The puff is cotton and washes.',
    ],
    material: ['Amidon de riz, mica. 20 g.', 'Rice starch, mica. 20 g.'],
    price: 27_00,
    grams: 80,
    draw: ['cream'],
    colours: [
      shade('IVO', ['Ivoire', 'Ivory'], 'craie'),
      shade('SAB', ['Sable', 'Sand'], 'lin'),
      shade('AMB', ['Ambre', 'Amber'], 'chene'),
    ],
    days: 92,
  },
  {
    code: 'BLU-PAR',
    name: ['Blush crème Jacobins', 'Jacobins cream blush'],
    text: [
      "Une crème à poser au doigt sur le haut de la joue, puis à tirer vers la tempe. Peu de matière suffit : le pot dure l'année.",
      'A cream to dab high on the cheek and draw towards the temple. A little is enough: the pot lasts a year.',
    ],
    material: ['Huile de jojoba, mica, oxydes de fer.', 'Jojoba oil, mica, iron oxides.'],
    price: 24_00,
    grams: 55,
    draw: ['cream', 1],
    colours: [
      shade('ABR', ['Abricot', 'Apricot'], 'mirabelle'),
      shade('PIV', ['Pivoine', 'Peony'], 'rose'),
      shade('MUR', ['Mûre', 'Blackberry'], 'figue'),
    ],
    days: 30,
  },
]);

export const fragrance = products({ in: ['parfum'], brand: SILLAGE, origin: GRASSE, grams: 240, tags: ['cadeau'] }, [
  {
    code: 'EAU-FOU',
    name: ['Eau de Fourvière', 'Eau de Fourvière'],
    text: [
      "L'air d'en haut, un matin après la pluie : rose de mai, poivre blanc, pierre mouillée. Elle se fait discrète au bout d'une heure et reste jusqu'au soir.",
      'The air from up there, one morning after rain: May rose, white pepper, wet stone. It grows quiet after an hour and stays until evening.',
    ],
    material: ['Eau de parfum. Alcool de betterave, sans colorant.', 'Eau de parfum. Beet alcohol, no colouring.'],
    price: 68_00,
    draw: ['perfume', 1],
    palette: 'rose',
    by: content([50, 68_00], [100, 98_00]),
    tags: ['favori', 'cadeau'],
    days: 5,
  },
  {
    code: 'EAU-SAO',
    name: ['Eau de Saône', 'Eau de Saône'],
    text: [
      'Menthe aquatique, saule et une note de corde mouillée. Une eau fraîche qui ne sent pas le citron, elle convient à tout le monde.',
      'Water mint, willow and a note of wet rope. A fresh scent that does not smell of lemon; it suits everybody.',
    ],
    material: ['Eau de toilette. Alcool de blé.', 'Eau de toilette. Wheat alcohol.'],
    price: 58_00,
    draw: ['perfume'],
    palette: 'sauge',
    by: content([50, 58_00], [100, 82_00]),
    days: 300,
  },
  {
    code: 'NUI-CEL',
    name: ['Nuit des Célestins', 'Nuit des Célestins'],
    text: [
      'Figue mûre, velours, fumée de bois : le rideau tombe et la salle se lève. Pour le soir et le froid.',
      'Ripe fig, velvet, wood smoke: the curtain falls and the audience rises. For evenings and cold weather.',
    ],
    material: ['Eau de parfum.', 'Eau de parfum.'],
    price: 74_00,
    draw: ['perfume', 1],
    palette: 'figue',
    by: content([30, 49_00], [50, 74_00]),
    days: 57,
  },
  {
    code: 'EAU-ERD',
    name: ["Eau de l'Erdre", 'Eau de l’Erdre'],
    text: [
      "Roseau, thé vert, planche de bateau au soleil. Composée pour l'ouverture de la boutique de Nantes, gardée depuis.",
      'Reed, green tea, a boat plank in the sun. Composed for the opening of the Nantes shop and kept ever since.',
    ],
    material: ['Eau de toilette.', 'Eau de toilette.'],
    price: 56_00,
    draw: ['perfume'],
    palette: 'bleu',
    by: content([50, 56_00], [100, 79_00]),
    days: 158,
  },
  {
    code: 'COL-BRO',
    name: ['Cologne Brotteaux', 'Brotteaux cologne'],
    text: [
      "Une cologne à l'ancienne, bergamote et romarin, que l'on verse dans la main. Le flacon d'un quart de litre se remplit à la fontaine de nos boutiques.",
      'A cologne of the old kind, bergamot and rosemary, poured into the palm. The quarter-litre bottle is refilled at the fountain in our shops.',
    ],
    material: ['Eau de Cologne. Rechargeable.', 'Eau de Cologne. Refillable.'],
    price: 36_00,
    draw: ['perfume'],
    palette: 'mirabelle',
    by: content([100, 36_00], [250, 62_00]),
    days: 410,
  },
  {
    code: 'BRU-ANT',
    name: ['Brume Antiquaille', 'Antiquaille mist'],
    text: [
      "Pour l'oreiller, le linge, les rideaux : lavande fine, foin coupé, un peu de miel. Elle ne tache pas le coton blanc.",
      'For pillow, linen and curtains: fine lavender, cut hay, a little honey. It does not stain white cotton.',
    ],
    material: ['Hydrolat de lavande, alcool végétal.', 'Lavender water, plant alcohol.'],
    price: 22_00,
    draw: ['perfume'],
    palette: 'craie',
    grams: 310,
    in: ['parfum', 'linge'],
    days: 115,
  },
]);

const POT = (...sizes: [ml: number, price: number][]): Axis => content(...sizes);

export const skincare = products({ in: ['soin'], brand: AUBEPINE, origin: DROME, grams: 180, tags: [] }, [
  {
    code: 'CRE-TET',
    name: ["Crème de jour Tête d'Or", "Tête d'Or day cream"],
    text: [
      "Une crème fine qui disparaît en la posant. Elle protège du froid et de l'air sec des bureaux, sans briller. Convient aux peaux sensibles.",
      'A fine cream that vanishes as you apply it. It guards against cold and dry office air, without shine. Suits sensitive skin.',
    ],
    material: [
      "Eau d'hamamélis, huile de noisette, 98 % d'origine naturelle.",
      'Witch hazel water, hazelnut oil, 98% of natural origin.',
    ],
    price: 32_00,
    draw: ['cream'],
    palette: 'sauge',
    by: POT([50, 32_00], [100, 54_00]),
    days: 340,
  },
  {
    code: 'CRE-NUI',
    name: ['Crème de nuit Chartreux', 'Chartreux night cream'],
    text: [
      'Plus riche que celle de jour, elle se pose en couche, la lampe éteinte. Au matin il ne reste rien, que le confort.',
      'Richer than the day cream; put it on in a layer, with the lamp out. In the morning nothing is left but comfort.',
    ],
    material: ["Beurre de karité, huile d'églantier.", 'Shea butter, rosehip oil.'],
    price: 38_00,
    draw: ['cream', 1],
    palette: 'nuit',
    days: 220,
  },
  {
    code: 'CRE-MAI',
    name: ['Crème mains Croix-Rousse', 'Croix-Rousse hand cream'],
    text: [
      'Faite à la demande de tisseurs, qui ne pouvaient pas graisser leur fil. Elle pénètre en une minute et ne laisse pas de trace sur le papier.',
      'Made at the request of weavers, who could not get grease on their thread. It sinks in within a minute and leaves no mark on paper.',
    ],
    material: ["Cire d'abeille, huile d'amande douce.", 'Beeswax, sweet almond oil.'],
    price: 14_00,
    draw: ['cream', 1],
    by: {
      name: ['Senteur', 'Scent'],
      values: [
        { code: 'AMA', name: ['Amande', 'Almond'], palette: 'lin' },
        { code: 'VER', name: ['Verveine', 'Verbena'], palette: 'cresson' },
        { code: 'SAN', name: ['Sans parfum', 'Unscented'], palette: 'craie' },
      ],
    },
    tags: ['cadeau'],
    days: 270,
  },
  {
    code: 'HUI-ROS',
    name: ['Huile Rose de mai', 'Rose de mai oil'],
    text: [
      'Une huile sèche pour le visage, le corps et les pointes. Trois gouttes suffisent, réchauffées dans la paume.',
      'A dry oil for face, body and the ends of the hair. Three drops are enough, warmed in the palm.',
    ],
    material: ['Huiles de pépins de raisin et de rose.', 'Grape seed and rose oils.'],
    price: 29_50,
    grams: 160,
    draw: ['perfume'],
    palette: 'brique',
    tags: ['cadeau'],
    days: 98,
  },
  {
    code: 'LOT-BLE',
    name: ['Lotion Bleuet', 'Cornflower lotion'],
    text: [
      "Une eau florale distillée au printemps, qui défatigue les yeux d'écran. À garder au frais.",
      'A floral water distilled in spring that rests eyes tired by screens. Keep it cool.',
    ],
    material: ['Hydrolat de bleuet 99 %.', 'Cornflower water 99%.'],
    price: 16_50,
    draw: ['perfume', 1],
    palette: 'bleu',
    by: POT([100, 16_50], [200, 27_00]),
    days: 175,
  },
  {
    code: 'MAS-ARG',
    name: ['Masque argile Puisaye', 'Puisaye clay mask'],
    text: [
      'Une argile ocre, séchée au soleil et tamisée trois fois. Dix minutes, une fois par semaine, pas davantage.',
      'An ochre clay, dried in the sun and sifted three times. Ten minutes, once a week, no longer.',
    ],
    material: ['Argile, glycérine végétale.', 'Clay, plant glycerine.'],
    price: 21_00,
    grams: 210,
    draw: ['cream'],
    palette: 'brique',
    days: 126,
  },
  {
    code: 'GOM-NOI',
    name: ['Gommage noyau de prune', 'Plum stone scrub'],
    text: [
      'De la poudre de noyaux, récupérée chez les pruneauteurs du Lot-et-Garonne. Elle lisse sans griffer.',
      'Powdered stones, saved from the prune growers of Lot-et-Garonne. It smooths without scratching.',
    ],
    material: ['Poudre de noyau, huile de prune.', 'Stone powder, plum oil.'],
    price: 19_00,
    grams: 230,
    draw: ['cream'],
    palette: 'figue',
    days: 46,
  },
]);
