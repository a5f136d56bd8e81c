/** Goods of a return: what came, and in which condition it is and where it goes. Each form is one act, however often it is sent. */
import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { newId } from '#base/ids';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { returnWords } from '../words/returns.ts';
import { SiteSelect } from '../parts/site-select.tsx';
import {
  conditions,
  dispositions,
  suggested,
  useReturnAct,
  type Condition,
  type Disposition,
  type ReturnItem,
  type ReturnRecordData,
} from './data.ts';
import { useItemName } from './record.tsx';

const count = (value: string | number): number => Math.max(0, Math.floor(Number(value) || 0));

function Failed({ error }: { error: unknown }) {
  const c = useWords(common);
  if (!error) return null;
  return (
    <p className="bad" role="alert">
      {sentenceOf(error, c('error.network'))}
    </p>
  );
}

/** A return that is over waits for nothing; what comes all the same is taken in after a press. */
export function Receive({ data }: { data: ReturnRecordData }) {
  const t = useWords(returnWords);
  const over = data.state === 'resolved' || data.state === 'refused' || data.state === 'cancelled';
  const [open, setOpen] = useState(!over);
  if (data.source === 'kindness') return null;
  if (open) return <Receiving data={data} />;
  return (
    <p>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('receiveMore')}
      </Button>
    </p>
  );
}

type Counts = ReadonlyMap<number, number>;

function LineCounts({ data, said, onSay }: { data: ReturnRecordData; said: Counts; onSay: (said: Counts) => void }) {
  const { text } = useFormat();
  return data.lines
    .filter((line) => line.shipped > 0)
    .map((line) => (
      <NumberInput
        key={line.lineNo}
        label={[text(line.name), text(line.optionText)].filter(Boolean).join(', ')}
        value={said.get(line.lineNo) ?? 0}
        min={0}
        max={9_999}
        allowDecimal={false}
        onChange={(value) => onSay(new Map(said).set(line.lineNo, count(value)))}
      />
    ));
}

/** What really came. Begins with what was announced and has not come. */
function Receiving({ data }: { data: ReturnRecordData }) {
  const t = useWords(returnWords);
  const sites = useSites();
  const act = useReturnAct(data.returnId);
  const [receiptId] = useState(() => newId('rtc'));
  const expected = new Map(data.lines.map((line) => [line.lineNo, Math.max(0, line.announced - line.came)]));
  const [said, setSaid] = useState<Counts>(expected);
  const [other, setOther] = useState({ label: '', quantity: 1 });
  const [siteId, setSite] = useState('');
  const chosen = siteId || data.siteId || sites.items[0]?.siteId || '';
  const items = [...said].filter(([, quantity]) => quantity > 0).map(([lineNo, quantity]) => ({ lineNo, quantity }));
  const foreign = other.label.trim() === '' ? [] : [{ label: other.label.trim(), quantity: other.quantity }];
  const n = [...items, ...foreign].reduce((sum, item) => sum + item.quantity, 0);
  const take = async () => {
    await act.mutateAsync({ path: '/receipts', body: { receiptId, siteId: chosen, items: [...items, ...foreign] } });
    notifications.show({ message: t('taken'), color: 'cresson' });
  };
  return (
    <Panel title={t('receive')} note={t('receiveHint')}>
      <form
        className="return-form"
        onSubmit={(event) => {
          event.preventDefault();
          void take().catch(() => undefined);
        }}
      >
        <SiteSelect label={t('site')} value={chosen} onChange={setSite} />
        <LineCounts data={data} said={said} onSay={setSaid} />
        <div className="return-row">
          <TextInput
            label={t('other')}
            value={other.label}
            maxLength={120}
            onChange={(event) => setOther({ ...other, label: event.currentTarget.value })}
          />
          <NumberInput
            label={t('otherCount')}
            value={other.quantity}
            min={1}
            max={9_999}
            allowDecimal={false}
            onChange={(value) => setOther({ ...other, quantity: Math.max(1, count(value)) })}
          />
        </div>
        <Failed error={act.error} />
        <Button
          type="submit"
          variant={n > 0 ? 'filled' : 'default'}
          disabled={n === 0 || chosen === ''}
          loading={act.isPending}
        >
          {t('take', { n })}
        </Button>
      </form>
    </Panel>
  );
}

/** Units that nobody has looked at: each with its condition, and the place it goes to. */
export function Inspect({ data }: { data: ReturnRecordData }) {
  const t = useWords(returnWords);
  const waiting = data.items.flatMap((item) => {
    const left = item.quantity - item.parts.reduce((sum, part) => sum + part.quantity, 0);
    return left > 0 ? [{ item, left }] : [];
  });
  return (
    <Panel title={t('inspect')} note={t('inspectHint')}>
      <ul className="returns">
        {waiting.map(({ item, left }) => (
          <li key={item.itemId}>
            <InspectItem data={data} item={item} left={left} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function InspectItem({ data, item, left }: { data: ReturnRecordData; item: ReturnItem; left: number }) {
  const t = useWords(returnWords);
  const act = useReturnAct(data.returnId);
  const name = useItemName(data);
  const [partId] = useState(() => newId('rtp'));
  const [quantity, setQuantity] = useState(left);
  const [condition, setCondition] = useState<Condition>('new');
  const [place, setPlace] = useState<Disposition>();
  const disposition = place ?? suggested[condition];
  const foreign = item.skuId === null;
  const put = async () => {
    const part = { partId, itemId: item.itemId, quantity, condition, ...(foreign ? {} : { disposition }) };
    await act.mutateAsync({ path: '/inspections', body: { parts: [part] } });
    notifications.show({ message: t('putDone'), color: 'cresson' });
  };
  return (
    <form
      className="return-form"
      aria-label={name(item)}
      onSubmit={(event) => {
        event.preventDefault();
        void put().catch(() => undefined);
      }}
    >
      <p>
        <b>
          {left} × {name(item)}
        </b>
      </p>
      <div className="return-row">
        <NumberInput
          label={t('quantity')}
          value={quantity}
          min={1}
          max={left}
          allowDecimal={false}
          onChange={(value) => setQuantity(Math.min(left, Math.max(1, count(value))))}
        />
        <NativeSelect
          label={t('condition')}
          value={condition}
          onChange={(event) => setCondition(event.currentTarget.value as Condition)}
          data={conditions.map((value) => ({ value, label: t(`condition.${value}`) }))}
        />
        {!foreign && (
          <NativeSelect
            label={t('disposition')}
            value={disposition}
            onChange={(event) => setPlace(event.currentTarget.value as Disposition)}
            data={dispositions.map((value) => ({ value, label: t(`disposition.${value}`) }))}
          />
        )}
      </div>
      <Failed error={act.error} />
      <Button type="submit" loading={act.isPending}>
        {t('put')}
      </Button>
    </form>
  );
}
