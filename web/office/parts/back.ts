/** Lists remember their filters, so that the way back from a record leads to the list as it was left. */
const left = new Map<string, string>();

export function rememberList(path: string, search: string): void {
  left.set(path, search);
}

/** The address of a list with the filters it was left with. */
export function backTo(path: string): string {
  const search = left.get(path);
  return search ? `${path}?${search}` : path;
}
