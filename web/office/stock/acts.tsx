/** Receive, count, move, allot: four short forms, one shown at a time. Each press of a filled form is one act, however often it is sent. */
import { Button, NativeSelect, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type SubmitEvent } from 'react';
import { Link } from 'wouter';
import { newId } from '#base/ids';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { useLevels, type ChannelLine } from '../channels/data.ts';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { placeKinds, useStockAct, type PlaceKind, type StockAct } from './data.ts';
import { stockWords } from './words.ts';

const kinds = ['receive', 'count', 'move', 'allot'] as const;
type Kind = (typeof kinds)[number];
type Form = {
  readonly kind: Kind;
  readonly quantity: number | string;
  readonly siteId: string;
  readonly toSiteId: string;
  readonly fromKind: PlaceKind;
  readonly toKind: PlaceKind;
  readonly document: string;
  readonly reason: string;
  readonly channelId: string;
};

function actOf(form: Form, skuId: string): StockAct {
  const { siteId, document } = form;
  const quantity = Number(form.quantity);
  if (form.kind === 'allot') return { act: 'leases', skuId, siteId, quantity, channelId: form.channelId };
  if (form.kind !== 'move')
    return { act: form.kind === 'receive' ? 'receipts' : 'counts', skuId, siteId, quantity, document };
  const from = { siteId, kind: form.fromKind };
  const to = { siteId: form.toSiteId, kind: form.toKind };
  return { act: 'moves', skuId, document, reason: form.reason, from, to, quantity };
}

/** The form, its key, and the sending of it; after success both are fresh. */
function useForm(skuId: string) {
  const t = useWords(stockWords);
  const sites = useSites();
  const channels = useLevels().data;
  const send = useStockAct();
  // Only who sells from its own stock has an allotment; the others sell from the common stock (LEVELS, stock).
  const ownStock = (channels ?? []).filter(({ levels }) => levels.stock === 'isolated' || levels.stock === 'bridged');
  const pooled = (channels ?? []).filter((channel) => !ownStock.includes(channel));
  const [key, setKey] = useState(() => newId('act'));
  const [typed, setTyped] = useState<Partial<Form>>({});
  const form: Form = {
    kind: 'receive',
    quantity: '',
    siteId: sites.items[0]?.siteId ?? '',
    toSiteId: sites.items[1]?.siteId ?? '',
    fromKind: 'sellable',
    toKind: 'sellable',
    document: '',
    reason: t('reasonMove'),
    channelId: ownStock[0]?.channelId ?? '',
    ...typed,
  };
  const set = (change: Partial<Form>) => {
    setTyped({ ...typed, ...change });
    setKey(newId('act'));
    send.reset();
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    // The word offered stands for the house's own reason; what a person writes is kept as written.
    const reason = form.reason === t('reasonMove') ? 'transfer' : form.reason;
    await send.mutateAsync({ act: actOf({ ...form, reason }, skuId), key });
    const site = sites.name(form.kind === 'move' ? form.toSiteId : form.siteId);
    notifications.show({ message: t(`${form.kind}Done`, { quantity: Number(form.quantity), site }), color: 'cresson' });
    set({ quantity: '' });
  };
  return { form, set, submit, send, sites, ownStock, pooled };
}

export function Acts({ skuId }: { skuId: string }) {
  const t = useWords(stockWords);
  const c = useWords(common);
  const { form, set, submit, send, sites, ownStock, pooled } = useForm(skuId);
  const siteOptions = sites.items.map((site) => ({ value: site.siteId, label: site.name }));
  const hint = form.kind === 'receive' ? undefined : t(`${form.kind}Hint`);
  return (
    <Panel title={t('acts')}>
      <form className="column acts" onSubmit={(event) => void submit(event).catch(() => undefined)}>
        <SegmentedControl
          fullWidth
          value={form.kind}
          onChange={(kind) => set({ kind: kind as Kind })}
          data={kinds.map((value) => ({ value, label: t(value) }))}
          aria-label={t('acts')}
        />
        {hint && <p className="help">{hint}</p>}
        {form.kind === 'allot' && <Common channels={pooled} alone={ownStock.length === 0} />}
        {(form.kind !== 'allot' || ownStock.length > 0) && (
          <>
            <Fields form={form} set={set} siteOptions={siteOptions} ownStock={ownStock} />
            {send.error && (
              <p className="bad" role="alert">
                {sentenceOf(send.error, c('error.network'))}
              </p>
            )}
            <Button type="submit" loading={send.isPending}>
              {t(form.kind)}
            </Button>
          </>
        )}
      </form>
    </Panel>
  );
}

/** Says which channels have no allotment, and why; `alone`: no channel has one. */
function Common({ channels, alone }: { channels: readonly ChannelLine[]; alone: boolean }) {
  const t = useWords(stockWords);
  const { text, list } = useFormat();
  if (channels.length === 0) return null;
  return (
    <p className={alone ? undefined : 'help'}>
      {alone
        ? t('allCommon')
        : t('someCommon', { n: channels.length, names: list(channels.map((one) => text(one.name))) })}{' '}
      <Link href="/channels" className="link">
        {t('seeLevels')}
      </Link>
    </p>
  );
}

type FieldProps = MoveProps & { readonly ownStock: readonly ChannelLine[] };

function Fields({ form, set, siteOptions, ownStock }: FieldProps) {
  const t = useWords(stockWords);
  const { text } = useFormat();
  return (
    <>
      {form.kind === 'move' ? (
        <MoveFields form={form} set={set} siteOptions={siteOptions} />
      ) : (
        <NativeSelect
          label={t('site')}
          value={form.siteId}
          onChange={(event) => set({ siteId: event.currentTarget.value })}
          data={siteOptions}
        />
      )}
      {form.kind === 'allot' && (
        <NativeSelect
          label={t('channel')}
          value={form.channelId}
          onChange={(event) => set({ channelId: event.currentTarget.value })}
          data={ownStock.map((one) => ({ value: one.channelId, label: text(one.name) }))}
        />
      )}
      <NumberInput
        label={t('quantity')}
        value={form.quantity}
        onChange={(quantity) => set({ quantity })}
        min={form.kind === 'count' ? 0 : 1}
        max={1_000_000}
        allowDecimal={false}
        required
      />
      {form.kind !== 'allot' && (
        <TextInput
          label={t('document')}
          placeholder={t('documentHint')}
          value={form.document}
          onChange={(event) => set({ document: event.currentTarget.value })}
          maxLength={120}
          required
        />
      )}
    </>
  );
}

type MoveProps = {
  readonly form: Form;
  readonly set: (change: Partial<Form>) => void;
  readonly siteOptions: { value: string; label: string }[];
};

function MoveFields({ form, set, siteOptions }: MoveProps) {
  const t = useWords(stockWords);
  const kindOptions = placeKinds.map((value) => ({ value, label: t(value) }));
  return (
    <>
      <div className="act-place">
        <NativeSelect
          label={t('fromPlace')}
          value={form.siteId}
          onChange={(event) => set({ siteId: event.currentTarget.value })}
          data={siteOptions}
        />
        <NativeSelect
          label={t('kind')}
          value={form.fromKind}
          onChange={(event) => set({ fromKind: event.currentTarget.value as PlaceKind })}
          data={kindOptions}
        />
      </div>
      <div className="act-place">
        <NativeSelect
          label={t('toPlace')}
          value={form.toSiteId}
          onChange={(event) => set({ toSiteId: event.currentTarget.value })}
          data={siteOptions}
        />
        <NativeSelect
          label={t('kind')}
          value={form.toKind}
          onChange={(event) => set({ toKind: event.currentTarget.value as PlaceKind })}
          data={kindOptions}
        />
      </div>
      <TextInput
        label={t('reason')}
        value={form.reason}
        onChange={(event) => set({ reason: event.currentTarget.value })}
        maxLength={120}
        required
      />
    </>
  );
}
