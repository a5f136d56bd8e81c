/** How money is taken: where transfers go, who takes cards and when, the key of Stripe, what gives back first. */
import { ActionIcon, Button, Checkbox, NativeSelect, NumberInput, PasswordInput, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { api, ApiProblem } from '#kit/api';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { Icon } from '../parts/icon.tsx';
import { useChannels } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import type { Method } from '../payments/data.ts';
import { paymentWords } from '../payments/words.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { Deposits, type Deposit } from './deposits.tsx';
import { Verbs } from './form-parts.tsx';
import { GiftCardSettings } from './gift-cards.tsx';
import { paymentSettingWords } from './payment-words.ts';
import { settingsWords } from './words.ts';

type Settings = Deposit & {
  readonly captureOn: 'order' | 'shipment';
  readonly refundOrder: readonly Method[];
  readonly cardProvider: 'pretend' | 'stripe';
  readonly transferHolder: string;
  readonly transferIban: string;
  readonly transferBic: string;
  readonly transferDays: number;
  readonly transferChannels: readonly string[];
  readonly version: number;
  readonly stripe: { readonly hint: string } | null;
};
type Typed = Omit<Settings, 'stripe' | 'version'>;
type FieldsProps = {
  readonly typed: Typed;
  readonly set: (next: Partial<Typed>) => void;
  readonly readOnly: boolean;
};

const key = ['settings', 'payments'];

export function PaymentSettings() {
  const found = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api<Settings>('GET', '/api/payments/settings', { signal }),
  });
  if (found.isPending) return <RowsSkeleton />;
  if (!found.data) return <ErrorBox error={found.error} retry={() => void found.refetch()} />;
  return <Loaded key={found.data.version} settings={found.data} />;
}

function Loaded({ settings: { stripe, version, ...settings } }: { settings: Settings }) {
  const t = useWords(settingsWords);
  const p = useWords(paymentSettingWords);
  const c = useWords(common);
  const may = useCan('payments.settings');
  const client = useQueryClient();
  const [typed, setTyped] = useState<Typed>(settings);
  const set = (next: Partial<Typed>) => setTyped({ ...typed, ...next });
  const write = useMutation({
    mutationFn: () => api('PUT', '/api/payments/settings', { body: { ...typed, version } }),
    onSuccess: async () => {
      notifications.show({ message: t('saved'), color: 'cresson' });
      await client.invalidateQueries({ queryKey: key });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    write.mutate();
  };
  const isStale = write.error instanceof ApiProblem && write.error.code === 'payments.changed';
  return (
    <div className="record">
      <div className="column">
        <form className="column" onSubmit={submit}>
          <Transfers typed={typed} set={set} readOnly={!may} />
          <Cards typed={typed} set={set} readOnly={!may} />
          <Deposits typed={typed} set={set} readOnly={!may} />
          <RefundOrder typed={typed} set={set} readOnly={!may} />
          {write.error && (
            <p className="bad" role="alert">
              {isStale ? p('stale') : sentenceOf(write.error, c('error.network'))}
            </p>
          )}
          {may ? <Verbs busy={write.isPending} /> : <p className="muted">{t('readOnly')}</p>}
        </form>
        <GiftCardSettings />
      </div>
      <StripeKey hint={stripe?.hint ?? null} readOnly={!may} />
    </div>
  );
}

function Transfers({ typed, set, readOnly }: FieldsProps) {
  const p = useWords(paymentSettingWords);
  const channels = useChannels();
  const sells = channels.items.filter(({ kind }) => kind === 'web' || kind === 'b2b' || kind === 'app');
  return (
    <Panel title={p('transfers')}>
      <p className="muted settings-lead">{p('transfersText')}</p>
      <div className="settings-fields">
        <TextInput
          label={p('holder')}
          value={typed.transferHolder}
          onChange={(event) => set({ transferHolder: event.currentTarget.value })}
          maxLength={70}
          readOnly={readOnly}
        />
        <TextInput
          label={p('iban')}
          value={typed.transferIban}
          onChange={(event) => set({ transferIban: event.currentTarget.value })}
          maxLength={42}
          readOnly={readOnly}
          autoComplete="off"
          spellCheck={false}
        />
        <TextInput
          label={p('bic')}
          value={typed.transferBic}
          onChange={(event) => set({ transferBic: event.currentTarget.value.toUpperCase() })}
          maxLength={11}
          readOnly={readOnly}
          autoComplete="off"
        />
        <NumberInput
          label={p('days')}
          value={typed.transferDays}
          onChange={(value) => set({ transferDays: Number(value) || 1 })}
          min={1}
          max={60}
          allowDecimal={false}
          readOnly={readOnly}
        />
        <Checkbox.Group
          label={p('channels')}
          value={[...typed.transferChannels]}
          onChange={(value) => set({ transferChannels: value })}
        >
          <span className="settings-checks">
            {sells.map(({ channelId }) => (
              <Checkbox key={channelId} value={channelId} label={channels.name(channelId)} disabled={readOnly} />
            ))}
          </span>
        </Checkbox.Group>
      </div>
    </Panel>
  );
}

function Cards({ typed, set, readOnly }: FieldsProps) {
  const p = useWords(paymentSettingWords);
  return (
    <Panel title={p('cards')}>
      <div className="settings-fields">
        <NativeSelect
          label={p('provider')}
          value={typed.cardProvider}
          onChange={(event) => set({ cardProvider: event.currentTarget.value === 'stripe' ? 'stripe' : 'pretend' })}
          disabled={readOnly}
          data={[
            { value: 'pretend', label: p('pretend') },
            { value: 'stripe', label: p('stripe') },
          ]}
        />
        <NativeSelect
          label={p('captureOn')}
          value={typed.captureOn}
          onChange={(event) => set({ captureOn: event.currentTarget.value === 'shipment' ? 'shipment' : 'order' })}
          disabled={readOnly}
          data={(['order', 'shipment'] as const).map((value) => ({ value, label: p(`captureOn.${value}`) }))}
        />
      </div>
    </Panel>
  );
}

function RefundOrder({ typed, set, readOnly }: FieldsProps) {
  const p = useWords(paymentSettingWords);
  const m = useWords(paymentWords);
  const move = (from: number, by: number) => {
    const order = [...typed.refundOrder];
    const [one] = order.splice(from, 1);
    if (one) order.splice(from + by, 0, one);
    set({ refundOrder: order });
  };
  const last = typed.refundOrder.length - 1;
  return (
    <Panel title={p('refundOrder')}>
      <p className="muted settings-lead">{p('refundOrderText')}</p>
      <ol className="refund-order">
        {typed.refundOrder.map((method, i) => {
          const name = m(`method.${method}`);
          return (
            <li key={method}>
              <span>{name}</span>
              {!readOnly && (
                <span className="row">
                  <ActionIcon
                    variant="default"
                    aria-label={p('moveUp', { name })}
                    disabled={i === 0}
                    onClick={() => move(i, -1)}
                  >
                    <Icon name="up" size={14} />
                  </ActionIcon>
                  <ActionIcon
                    variant="default"
                    aria-label={p('moveDown', { name })}
                    disabled={i === last}
                    onClick={() => move(i, 1)}
                  >
                    <Icon name="down" size={14} />
                  </ActionIcon>
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

/** A key goes in and never comes out again; what is kept of it is told by its end. */
function StripeKey({ hint, readOnly }: { hint: string | null; readOnly: boolean }) {
  const p = useWords(paymentSettingWords);
  const c = useWords(common);
  const client = useQueryClient();
  const [secretKey, setSecretKey] = useState('');
  const [webhookSecret, setWebhookSecret] = useState('');
  const write = useMutation({
    mutationFn: () => api('PUT', '/api/payments/stripe-key', { body: { secretKey, webhookSecret } }),
    onSuccess: async () => {
      setSecretKey('');
      setWebhookSecret('');
      notifications.show({ message: p('keySaved'), color: 'cresson' });
      await client.invalidateQueries({ queryKey: key });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    write.mutate();
  };
  return (
    <Panel title={p('key')}>
      <form className="column" onSubmit={submit}>
        <p>{hint === null ? p('keyNone') : p('keyThere', { hint })}</p>
        <TextInput label={p('webhook')} value={`${globalThis.location.origin}/api/webhooks/stripe`} readOnly />
        {!readOnly && (
          <>
            <PasswordInput
              label={p('secretKey')}
              value={secretKey}
              onChange={(event) => setSecretKey(event.currentTarget.value.trim())}
              placeholder="sk_live_…"
              autoComplete="off"
              required
            />
            <PasswordInput
              label={p('webhookSecret')}
              value={webhookSecret}
              onChange={(event) => setWebhookSecret(event.currentTarget.value.trim())}
              placeholder="whsec_…"
              autoComplete="off"
              required
            />
            <p className="help">{p('keyText')}</p>
            {write.error && (
              <p className="bad" role="alert">
                {sentenceOf(write.error, c('error.network'))}
              </p>
            )}
            <div className="confirm-verbs">
              <Button type="submit" variant="default" loading={write.isPending}>
                {p('saveKey')}
              </Button>
            </div>
          </>
        )}
      </form>
    </Panel>
  );
}
