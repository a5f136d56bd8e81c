/** Values as they are while somebody types. Pure. */
import type { Place, RawValue, Value, ValueEdit } from './data.ts';

export type Edits = ReadonlyMap<string, ValueEdit>;

export const placeKey = ({ attribute, skuId, language, channelId }: Place): string =>
  [attribute, skuId ?? '', language ?? '', channelId ?? ''].join('|');

export const editsOf = (edits: Edits): ValueEdit[] => [...edits.values()];

/** What stands at a place now: what was typed, else what is stored; undefined where nothing is said. */
export function valueAt(values: readonly Value[], edits: Edits, place: Place): RawValue | undefined {
  const key = placeKey(place);
  const edit = edits.get(key);
  if (edit) return edit.value ?? undefined;
  return values.find((one) => placeKey(one) === key)?.value;
}

/** What holds at a place where nothing is said: the whole product's, then all channels'. */
export function inheritedAt(values: readonly Value[], edits: Edits, place: Place): RawValue | undefined {
  const wider: Place[] = [
    { ...place, channelId: null },
    { ...place, skuId: null },
    { ...place, skuId: null, channelId: null },
  ];
  const own = placeKey(place);
  for (const one of wider) {
    const value = placeKey(one) === own ? undefined : valueAt(values, edits, one);
    if (value !== undefined) return value;
  }
  return undefined;
}
