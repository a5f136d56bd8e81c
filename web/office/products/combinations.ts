/** Variants of a new product: one for each combination of its options' values. */
export type Option = { readonly name: string; readonly values: string };

/** The values of an option as typed with commas between; each once. */
export const valuesOf = (option: Option): string[] => [
  ...new Set(
    option.values
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean),
  ),
];

/** Options that have a name and a value. */
export const filled = (options: readonly Option[]): Option[] =>
  options.filter((option) => option.name.trim() !== '' && valuesOf(option).length > 0);

/** All combinations, in the order of the values; one empty combination without options. */
export function combinations(options: readonly Option[]): string[][] {
  return filled(options).reduce<string[][]>(
    (all, option) => all.flatMap((one) => valuesOf(option).map((value) => [...one, value])),
    [[]],
  );
}
