/** The journal, live: what changed in stock, prices and assortment is read again; carts tell when to look. */
import { startTransition, useEffect, useEffectEvent, useState } from 'react';
import { clock } from '#base/time';
import { cataloguePart, someItems } from './api.ts';
import type { Pricing } from './price.ts';
import { useBasePricing } from './use-pricing.ts';
import {
  catalogueOfPrepared,
  emptyCatalogue,
  prepared,
  withItems,
  type Catalogue,
  type Prepared,
} from './catalogue.ts';

/** On `globalThis`: this till may be another device’s now; it is looked at again. */
export const TILL_MOVED = 'halle:till-moved';

/** Many events in a moment lead to one reading. */
const TOGETHER_MS = 25;
const AT_ONCE = 200;

const articles = ['inventory.changed', 'pricing.changed', 'catalog.product_changed', 'catalog.published'];
const promotions = ['pricing.promotion_saved', 'pricing.codes_added'];
const carts = ['carts.opened', 'carts.changed', 'carts.merged', 'carts.ordered', 'carts.reopened', 'carts.brought'];

export type LiveState = {
  readonly catalogue: Catalogue;
  readonly ready: boolean;
  readonly failed: boolean;
  /** When the connection broke; undefined while it stands. */
  readonly lostAt: string | undefined;
  /** Grows with each change of a shopper's cart. */
  readonly cartsChanged: number;
  /** What tickets of nobody in particular are priced with; there once it is `ready`. */
  readonly pricing: Pricing;
  /** Grows each time promotions are to be asked for again. */
  readonly priced: number;
  readonly reprice: () => void;
  readonly refresh: (skuIds: readonly string[]) => Promise<void>;
  readonly reload: () => void;
};

async function wholeCatalogue(): Promise<Catalogue> {
  const parts: Prepared[] = [];
  for (let after: string | undefined; ;) {
    const part = await cataloguePart(after);
    parts.push(prepared(part));
    if (part.next === null) return catalogueOfPrepared(parts);
    after = part.next;
  }
}

/** The catalogue, loaded once and kept current. */
export function useLive(): Omit<LiveState, 'pricing'> & { readonly pricing: Pricing | undefined } {
  const { catalogue, ready, failed, refresh, reload } = useCatalogue();
  const { base, failed: unpriced, round, reprice } = useBasePricing(reload);
  const [lostAt, setLostAt] = useState<string>();
  const [cartsChanged, setCartsChanged] = useState(0);
  useStream({
    onArticles: (skuIds) => void refresh(skuIds).catch(() => undefined),
    onCart: () => setCartsChanged((n) => n + 1),
    onTouch: (inTouch) => setLostAt((was) => (inTouch ? undefined : (was ?? clock()))),
    onPromotions: reprice,
    onReload: () => (reprice(), reload()),
  });
  return {
    ...{ catalogue, lostAt, cartsChanged, refresh, reprice, pricing: base, priced: round },
    ready: ready && base !== undefined,
    failed: failed || (unpriced && !base),
    reload: () => (reprice(), reload()),
  };
}

function useCatalogue() {
  const [catalogue, setCatalogue] = useState(emptyCatalogue);
  const [ready, setReady] = useState(false);
  const [failed, setFailed] = useState(false);
  const [round, setRound] = useState(0);
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
    // Who types goes first.
    startTransition(() => setCatalogue((before) => withItems(before, asked, items)));
  };
  return { catalogue, ready, failed, refresh, reload: () => setRound((n) => n + 1) };
}

type Hearing = {
  readonly onArticles: (skuIds: readonly string[]) => void;
  readonly onCart: () => void;
  readonly onTouch: (inTouch: boolean) => void;
  readonly onPromotions: () => void;
  readonly onReload: () => void;
};

/** Listens while the till is open. After a gap everything is read again. */
function useStream(hearing: Hearing): void {
  const onArticles = useEffectEvent(hearing.onArticles);
  const onCart = useEffectEvent(hearing.onCart);
  const onTouch = useEffectEvent(hearing.onTouch);
  const onPromotions = useEffectEvent(hearing.onPromotions);
  const onReload = useEffectEvent(hearing.onReload);
  useEffect(() => {
    const waiting = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const readSoon = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        const asked = [...waiting].slice(0, AT_ONCE);
        for (const skuId of asked) waiting.delete(skuId);
        onArticles(asked);
        if (waiting.size > 0) readSoon();
      }, TOGETHER_MS);
    };
    const stream = new EventSource('/api/events');
    let lost = false;
    stream.addEventListener('open', () => {
      onTouch(true);
      if (lost) onReload();
      lost = false;
    });
    stream.addEventListener('error', () => {
      lost = true;
      onTouch(false);
    });
    for (const name of articles)
      stream.addEventListener(name, (event) => {
        const skuIds = skuIdsOf(event.data as string);
        if (!skuIds) return onReload();
        for (const skuId of skuIds) waiting.add(skuId);
        readSoon();
      });
    for (const name of promotions) stream.addEventListener(name, () => onPromotions());
    for (const name of carts) stream.addEventListener(name, () => onCart());
    stream.addEventListener('till.taken_over', () => dispatchEvent(new Event(TILL_MOVED)));
    stream.addEventListener('reload', () => onReload());
    return () => {
      clearTimeout(timer);
      stream.close();
    };
  }, []);
}

function skuIdsOf(data: string): readonly string[] | undefined {
  const { body } = JSON.parse(data) as { body?: { skuIds?: readonly string[] } };
  return body?.skuIds;
}
