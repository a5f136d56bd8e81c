/** Several carts at once: left to their shoppers by the till, or set aside. */
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#kit/api';
import { BulkBox } from '../parts/bulk.tsx';
import { ChoiceBar } from '../parts/choice-bar.tsx';
import type { Choice } from '../parts/choice.ts';
import { useFormat } from '../parts/format.ts';
import { useChannels } from '../parts/names.ts';
import { useWords } from '../shell/lang.tsx';
import { carts as cartWords } from '../words/carts.ts';
import type { CartHead } from './data.ts';

type Act = 'leave' | 'aside';

/** A cart at a till is left to its shopper; a visitor's is set aside. */
const may: Readonly<Record<Act, (cart: CartHead) => boolean>> = {
  leave: (cart) => cart.status === 'open' && cart.till !== null,
  aside: (cart) => cart.status === 'open' && cart.till === null && cart.customer === null && cart.canWork,
};
const setStatus = (cartId: string, status: 'open' | 'abandoned') =>
  api('PUT', `/api/carts/${cartId}/status`, { body: { status } });

export function CartVerbs({ carts, choice }: { carts: readonly CartHead[]; choice: Choice }) {
  const t = useWords(cartWords);
  const [act, setAct] = useState<Act>();
  return (
    <ChoiceBar count={choice.chosen.size} onClear={choice.clear}>
      {(['leave', 'aside'] as const).map((one) => (
        <Button key={one} size="xs" variant="white" onClick={() => setAct(one)}>
          {t(`bulk.${one}`)}
        </Button>
      ))}
      {act && <CartBox act={act} carts={carts} onClose={() => setAct(undefined)} onDone={choice.clear} />}
    </ChoiceBar>
  );
}

type BoxProps = {
  readonly act: Act;
  readonly carts: readonly CartHead[];
  readonly onClose: () => void;
  readonly onDone: () => void;
};

function CartBox({ act, carts, onClose, onDone }: BoxProps) {
  const t = useWords(cartWords);
  const { when } = useFormat();
  const channels = useChannels();
  const client = useQueryClient();
  return (
    <BulkBox
      title={t(`bulk.${act}`)}
      verb={t(`bulk.${act}`)}
      rows={carts.map((cart) => ({
        id: cart.cartId,
        name: (
          <>
            {cart.customer?.name ?? t('visitor')}{' '}
            <span className="muted">
              {channels.name(cart.channelId)} · {t('unitsOf', { n: cart.units })} · {when(cart.updatedAt)}
            </span>
          </>
        ),
        goes: may[act](cart),
        says: <span className="muted">{t(may[act](cart) ? `bulk.${act}.goes` : whyNot(act, cart))}</span>,
      }))}
      run={(cartId) => (act === 'leave' ? api('DELETE', `/api/carts/${cartId}/bring`) : setStatus(cartId, 'abandoned'))}
      {...(act === 'aside' ? { undo: (cartId: string) => setStatus(cartId, 'open') } : {})}
      done={(n) => t(`bulk.${act}.done`, { n })}
      again={() => client.invalidateQueries({ queryKey: ['carts'] })}
      onClose={onClose}
      onDone={onDone}
    >
      <p className="muted">{t(`bulk.${act}.text`)}</p>
    </BulkBox>
  );
}

function whyNot(act: Act, cart: CartHead) {
  if (cart.status !== 'open') return 'bulk.closed';
  if (act === 'leave') return 'bulk.noTill';
  return cart.till !== null ? 'bulk.atTill' : cart.customer !== null ? 'bulk.known' : 'bulk.level';
}
