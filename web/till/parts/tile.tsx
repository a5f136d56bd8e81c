/** A product as a tile: picture, name, price, and what is left here, or where else it is. */
import { memo, useEffect, useRef, type KeyboardEvent, type MouseEvent, type PointerEvent } from 'react';
import type { Catalogue, Tile } from '../catalogue.ts';
import { useWords } from '../words.ts';
import { Picture } from './icon.tsx';

type Props = {
  tile: Tile;
  cities: Catalogue['cities'];
  currency: string;
  variant: boolean;
  onTake: (tile: Tile) => void;
  /** Asked why it costs that: held down, by the other mouse button, or by the key `?` on it. */
  onWhy: (tile: Tile) => void;
};

const FEW = 2;
/** A tap is over long before; a thumb that rests asks. */
const HELD_MS = 500;
const MOVED_PX = 10;

/** Hears a button held down, the other mouse button and the key `?`; `wasHeld`: the click that ends it is none. */
function useHeld(ask: () => void) {
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number }>(undefined);
  const held = useRef(false);
  const drop = (): void => {
    clearTimeout(press.current?.timer);
    press.current = undefined;
  };
  const asked = (): void => {
    drop();
    if (held.current) return;
    held.current = true;
    ask();
  };
  useEffect(() => drop, []);
  return {
    wasHeld: () => held.current,
    on: {
      onPointerDown: ({ clientX: x, clientY: y, button }: PointerEvent<HTMLButtonElement>): void => {
        drop();
        held.current = false;
        if (button === 0) press.current = { timer: setTimeout(asked, HELD_MS), x, y };
      },
      onPointerMove: ({ clientX, clientY }: PointerEvent<HTMLButtonElement>): void => {
        const at = press.current;
        if (at && Math.hypot(clientX - at.x, clientY - at.y) > MOVED_PX) drop();
      },
      onPointerUp: drop,
      onPointerLeave: drop,
      onPointerCancel: drop,
      onContextMenu: (event: MouseEvent<HTMLButtonElement>): void => {
        event.preventDefault();
        asked();
      },
      onKeyDown: (event: KeyboardEvent<HTMLButtonElement>): void => {
        held.current = false;
        if (event.key !== '?') return;
        // Anywhere else it opens the list of keys.
        event.preventDefault();
        event.nativeEvent.stopPropagation();
        ask();
      },
    },
  };
}

/** Drawn again only when one of its articles is another: stock changes all day, and mostly that of others. */
export const TileButton = memo(DrawnTile, (before, after) => {
  const [was, is] = [before.tile.items, after.tile.items];
  return (
    was.length === is.length &&
    was.every((item, i) => item === is[i]) &&
    before.cities === after.cities &&
    before.currency === after.currency &&
    before.variant === after.variant &&
    before.onTake === after.onTake &&
    before.onWhy === after.onWhy
  );
});

function DrawnTile({ tile, cities, currency, variant, onTake, onWhy }: Props) {
  const held = useHeld(() => onWhy(tile));
  const { w, name, amount } = useWords();
  const { face, here, minor } = tile;
  const title = (variant && name(face.option)) || name(face.name);
  const price = minor === null ? w('stock.unpriced') : amount(minor, currency);
  const shownPrice = tile.varies ? w('from', { price }) : price;
  const away = here > 0 ? undefined : awayOf(tile, cities);
  const stock =
    here > FEW ? String(here) : here > 0 ? w('stock.left', { n: here }) : away ? w('stock.at', away) : w('stock.none');
  return (
    <button
      type="button"
      className={`tile ${here > 0 ? '' : 'zero'}`}
      disabled={minor === null}
      aria-keyshortcuts="?"
      {...held.on}
      onClick={() => !held.wasHeld() && onTake(tile)}
    >
      <Picture src={face.image} />
      <span className="tile-text">
        <b>{title}</b>
        <span className="num">
          <span className="price">{shownPrice}</span>
          <span className={here > FEW ? '' : 'low'}>
            {stock}
            {here > FEW && <span className="sr-only"> {w('tile.here')}</span>}
          </span>
        </span>
      </span>
    </button>
  );
}

/** The place that has most of it. */
function awayOf(tile: Tile, cities: Catalogue['cities']): { city: string; n: number } | undefined {
  const free = new Map<string, number>();
  for (const item of tile.items)
    for (const place of item.elsewhere) free.set(place.siteId, (free.get(place.siteId) ?? 0) + place.free);
  const [most] = [...free].sort((a, b) => b[1] - a[1]);
  return most && { city: cities.get(most[0]) ?? '', n: most[1] };
}
