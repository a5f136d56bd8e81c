/** Choices as text, one a line: `wool = Laine / Wool`. Pure. */
import type { Attribute } from './data.ts';

type Choice = Attribute['choices'][number];

export const linesOf = (choices: readonly Choice[]): string =>
  choices.map(({ code, name }) => `${code} = ${name.fr} / ${name.en}`).join('\n');

const LINE = /^([a-z][a-z0-9_]{0,39})\s*=\s*([^/]+?)(?:\s*\/\s*(.+))?$/;

/** The choices, or the first line that is none. French stands for English where only one name is given. */
export function choicesIn(text: string): { readonly choices: Choice[] } | { readonly wrong: string } {
  const choices: Choice[] = [];
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '') continue;
    const [, code, fr, en] = LINE.exec(line) ?? [];
    if (code === undefined || fr === undefined || choices.some((one) => one.code === code)) return { wrong: line };
    choices.push({ code, name: { fr: fr.trim(), en: (en ?? fr).trim() } });
  }
  return { choices };
}
