/** The journal, live: what changed in stock, prices and assortment is read again; carts tell when to look. */
import { useEffect, useRef, useState } from 'react';
import { clock } from '#base/time';
import { cataloguePart, someItems, type CataloguePart } from './api.ts';
import { catalogueOf, emptyCatalogue, withItems, type Catalogue } from './catalogue.ts';

/** Many events in a moment lead to one reading. */
const TOGETHER_MS = 60;
const AT_ONCE = 200;

const articles = ['inventory.changed', 'pricing.changed', 'catalog.product_changed', 'catalog.published'];
const carts = ['carts.opened', 'carts.changed', 'carts.merged', 'carts.ordered', 'carts.reopened', 'carts.brought'];

export type LiveState = {
  readonly catalogue: Catalogue;
  readonly ready: boolean;
  readonly failed: boolean;
  /** When the connection broke; undefined while it stands. */
  readonly lostAt: string | undefined;
  /** Grows with each change of a shopper's cart. */
  readonly cartsChanged: number;
  readonly refresh: (skuIds: readonly string[]) => Promise<void>;
  readonly reload: () => void;
};

async function wholeCatalogue(): Promise<Catalogue> {
  const parts: CataloguePart[] = [];
  for (let after: string | undefined; ;) {
    const part = await cataloguePart(after);
    parts.push(part);
    if (part.next === null) return catalogueOf(parts);
    after = part.next;
  }
}

/** The catalogue, loaded once and kept current. */
export function useLive(): LiveState {
  const [catalogue, setCatalogue] = useState(emptyCatalogue);
  const [ready, setReady] = useState(false);
  const [failed, setFailed] = useState(false);
  const [round, setRound] = useState(0);
  const [lostAt, setLostAt] = useState<string>();
  const [cartsChanged, setCartsChanged] = useState(0);
  const waiting = useRef(new Set<string>());
  useEffect(() => {
    let left = false;
    wholeCatalogue().then(
      (whole) => {
        if (left) return;
        setCatalogue(whole);
        setReady(true);
        setFailed(false);
      },
      () => !left && setFailed(true),
    );
    return () => {
      left = true;
    };
  }, [round]);
  const refresh = async (skuIds: readonly string[]): Promise<void> => {
    const asked = [...new Set(skuIds)].slice(0, AT_ONCE);
    if (asked.length === 0) return;
    const { items } = await someItems(asked);
    setCatalogue((before) => withItems(before, asked, items));
  };
  const later = useRef(refresh);
  useEffect(() => {
    later.current = refresh;
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const readSoon = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        const asked = [...waiting.current].slice(0, AT_ONCE);
        for (const skuId of asked) waiting.current.delete(skuId);
        void later.current(asked).catch(() => undefined);
        if (waiting.current.size > 0) readSoon();
      }, TOGETHER_MS);
    };
    const reload = (): void => setRound((n) => n + 1);
    const stream = new EventSource('/api/events');
    let lost = false;
    stream.addEventListener('open', () => {
      setLostAt(undefined);
      if (lost) reload();
      lost = false;
    });
    stream.addEventListener('error', () => {
      lost = true;
      setLostAt((was) => was ?? clock());
    });
    for (const name of articles)
      stream.addEventListener(name, (event) => {
        const skuIds = skuIdsOf(event.data as string);
        if (!skuIds) return reload();
        for (const skuId of skuIds) waiting.current.add(skuId);
        readSoon();
      });
    for (const name of carts) stream.addEventListener(name, () => setCartsChanged((n) => n + 1));
    stream.addEventListener('reload', reload);
    return () => {
      clearTimeout(timer);
      stream.close();
    };
  }, []);
  return { catalogue, ready, failed, lostAt, cartsChanged, refresh, reload: () => setRound((n) => n + 1) };
}

function skuIdsOf(data: string): readonly string[] | undefined {
  const { body } = JSON.parse(data) as { body?: { skuIds?: readonly string[] } };
  return body?.skuIds;
}
