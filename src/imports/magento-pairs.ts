/**
 * Lists of `name=value`, as Magento writes attributes: a comma ends a value only where another name follows. With “fields enclosure”
 * values stand in quotes, each of several by itself: `care="Wash, dry",activity="Gym"|"Hiking"`.
 */
const NAME = /\s*([A-Za-z][\w-]*)=/y;
const QUOTED = /"((?:[^"]|"")*)"((?:\|"(?:[^"]|"")*")*)\s*(?=,|$)/y;
const WHOLE = /\s*"([A-Za-z][\w-]*)=((?:[^"]|"")*)"\s*(?=,|$)/y;
const NEXT = /,(?=\s*"?[A-Za-z][\w-]*=)/g;

/** `size=XS,color=Black` by name; what is no pair is left out. */
export function readPairs(text: string): Map<string, string> {
  const pairs = new Map<string, string>();
  const at = (pattern: RegExp, from: number): RegExpExecArray | null => {
    pattern.lastIndex = from;
    return pattern.exec(text);
  };
  const endFrom = (from: number): number => at(NEXT, from)?.index ?? text.length;
  for (let from = 0; from < text.length; from++) {
    const whole = at(WHOLE, from);
    const name = whole ? null : at(NAME, from);
    const start = from + (name?.[0].length ?? 0);
    const quoted = name && at(QUOTED, start);
    if (whole) {
      pairs.set(whole[1] ?? '', (whole[2] ?? '').replaceAll('""', '"').trim());
      from += whole[0].length;
    } else if (name && quoted) {
      const parts = quoted[0].trim().slice(1, -1).split('"|"');
      pairs.set(name[1] ?? '', parts.map((part) => part.replaceAll('""', '"')).join('|'));
      from = start + quoted[0].length;
    } else {
      const end = endFrom(start);
      if (name) pairs.set(name[1] ?? '', text.slice(start, end).trim());
      from = end;
    }
  }
  return pairs;
}

export const writePairs = (pairs: ReadonlyMap<string, string>): string =>
  [...pairs].map(([name, value]) => `${name}=${unclear(value) ? `"${value.replaceAll('"', '""')}"` : value}`).join(',');

const unclear = (value: string): boolean =>
  value.startsWith('"') || value !== value.trim() || /,\s*"?[A-Za-z][\w-]*=/.test(value);
