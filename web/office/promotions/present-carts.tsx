/** Carts that lie there now, to try a promotion on: those staff may see, the last changed first. */
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { api } from '#kit/api';
import type { Cart, CartHead } from '../carts/data.ts';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useWords } from '../shell/lang.tsx';
import type { BasketLine } from './data.ts';
import { editorWords } from './editor-words.ts';

/** A basket of the preview holds no more. */
const MOST_LINES = 50;

type Props = { readonly onPick: (lines: readonly BasketLine[], channelId: string) => void };

export function PresentCarts({ onPick }: Props) {
  const t = useWords(editorWords);
  const { when } = useFormat();
  const [wanted, want] = useState('');
  const carts = useQuery({
    queryKey: ['carts', 'to-try'],
    queryFn: async ({ signal }) => {
      const query = { status: 'open', sort: 'changed', limit: 50 };
      return (await api<{ items: readonly CartHead[] }>('GET', '/api/carts', { query, signal })).items;
    },
  });
  const open = (carts.data ?? []).filter((cart) => cart.canSee && cart.units > 0);
  const cartId = open.find((cart) => cart.cartId === wanted)?.cartId ?? open[0]?.cartId;
  const cart = useQuery({
    queryKey: ['carts', cartId],
    queryFn: ({ signal }) => api<Cart>('GET', `/api/carts/${cartId}/assisted`, { signal }),
    enabled: cartId !== undefined,
    retry: false,
  });
  const pick = useEffectEvent(onPick);
  const { data } = cart;
  useEffect(() => {
    if (data)
      pick(
        data.lines.slice(0, MOST_LINES).map(({ skuId, quantity }) => ({ skuId, quantity })),
        data.channelId,
      );
  }, [data]);
  if (carts.isError) return <ErrorBox error={carts.error} retry={() => void carts.refetch()} />;
  if (carts.isPending) return null;
  if (open.length === 0) return <p className="muted">{t('noCart')}</p>;
  return (
    <>
      <NativeSelect
        label={t('whichCart')}
        value={cartId ?? ''}
        onChange={(event) => want(event.currentTarget.value)}
        data={open.map(({ cartId: value, units, customer, updatedAt }) => ({
          value,
          label: t('cartOf', { n: units, name: customer?.name ?? t('visitor'), when: when(updatedAt) }),
        }))}
      />
      {cart.isError && <ErrorBox error={cart.error} retry={() => void cart.refetch()} />}
    </>
  );
}
