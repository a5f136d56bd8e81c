/** Arrow keys among the buttons of a place: left and right to the neighbour, up and down to the nearest of the next row. */

/** Moves the focus; says whether it did. Above the first row, and before the first button, it goes `back`. */
export function stepThrough(place: HTMLElement, from: HTMLElement, key: string, back: () => void): boolean {
  const buttons = [...place.querySelectorAll<HTMLElement>('button:not(:disabled), a[href], input:not(:disabled)')];
  const at = buttons.indexOf(from);
  if (at < 0) {
    // From the field only downwards: left and right are for its text.
    if (key !== 'ArrowDown' || place.contains(from)) return false;
    buttons[0]?.focus();
    return buttons.length > 0;
  }
  const next = nextOf(
    buttons.map((button) => button.getBoundingClientRect()),
    at,
    key,
  );
  if (next === undefined) return false;
  if (next < 0) back();
  else buttons[next]?.focus();
  return true;
}

type Box = Pick<DOMRect, 'top' | 'bottom' | 'left' | 'right'>;

/** The index that a key leads to from `at`; −1 is out at the top or the beginning, undefined nowhere. */
export function nextOf(boxes: readonly Box[], at: number, key: string): number | undefined {
  const here = boxes[at];
  if (!here) return undefined;
  if (key === 'ArrowLeft') return at - 1;
  if (key === 'ArrowRight') return at + 1 < boxes.length ? at + 1 : undefined;
  const down = key === 'ArrowDown';
  const beyond = boxes.flatMap((box, i) =>
    (down ? box.top >= here.bottom : box.bottom <= here.top) ? [{ box, i }] : [],
  );
  const [first] = down ? beyond : beyond.slice(-1);
  if (!first) return down ? undefined : -1;
  const row = beyond.filter(({ box }) => Math.abs(box.top - first.box.top) < 4);
  const middle = (box: Box): number => (box.left + box.right) / 2;
  const away = (box: Box): number => Math.abs(middle(box) - middle(here));
  return row.reduce((best, one) => (away(one.box) < away(best.box) ? one : best)).i;
}
