/** The colours a drawing can be made in. `base` is the material, `accent` its trimming, `stage` the wall behind it in daylight. */
export type Palette = { readonly base: string; readonly accent: string; readonly stage: string };

const colours = (base: string, accent: string, stage: string): Palette => ({ base, accent, stage });

export const palettes = {
  bleu: colours('#3F62C4', '#F0B63A', '#E7ECF4'),
  nuit: colours('#2A3350', '#D9A441', '#E6E9F0'),
  groseille: colours('#C0304F', '#F3C9B0', '#F6E4E4'),
  figue: colours('#7E4377', '#E5B54A', '#EFE6F0'),
  mirabelle: colours('#E9AE35', '#2F50B5', '#F7EDD8'),
  brique: colours('#C8603A', '#F2D3A6', '#F6E7DD'),
  cresson: colours('#3C8A66', '#EFC25A', '#E2EEE6'),
  sauge: colours('#9DB39F', '#C8603A', '#EAF0E8'),
  lin: colours('#D8C7A8', '#8A5A3C', '#F3EDE2'),
  craie: colours('#EFECE4', '#B08D57', '#E5E8E6'),
  rose: colours('#E4A6A0', '#A9473F', '#F7E9E6'),
  zinc: colours('#8C9A9C', '#2F50B5', '#E9EDEC'),
  encre: colours('#2B3432', '#C9A24B', '#E8EBEA'),
  chene: colours('#C79A66', '#3C8A66', '#F2EADF'),
} as const satisfies Record<string, Palette>;

export type PaletteName = keyof typeof palettes;
export const paletteNames = Object.keys(palettes) as PaletteName[];

/** A numbered wall, `--stage-1` … `--stage-6`, which dark mode can dim. */
export type Stage = 1 | 2 | 3 | 4 | 5 | 6;

/** The wall on which a drawing of this palette stands when it is drawn without its own. */
export const stageOf: Readonly<Record<PaletteName, Stage>> = {
  bleu: 1,
  nuit: 1,
  groseille: 4,
  figue: 5,
  mirabelle: 2,
  brique: 2,
  cresson: 3,
  sauge: 3,
  lin: 2,
  craie: 6,
  rose: 4,
  zinc: 6,
  encre: 6,
  chene: 2,
};

export const patterns = ['plain', 'stripe', 'check', 'dots', 'herringbone'] as const;
export type Pattern = (typeof patterns)[number];

/** The wall for a picture's address when it is one of our drawings (`drawingPath`); undefined for any other picture. */
export function stageOfPath(src: string): Stage | undefined {
  const name = /^\/assets\/drawings\/[a-z]+-([a-z]+)-[a-z]+-\d\.svg$/.exec(src)?.[1];
  return paletteNames.includes(name as PaletteName) ? stageOf[name as PaletteName] : undefined;
}
