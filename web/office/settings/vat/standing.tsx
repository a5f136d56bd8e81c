/** How a legal entity stands with VAT: schemes, registrations, and how near the threshold of distance sales is. */
import { Checkbox, Select, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type SubmitEvent } from 'react';
import { useFormat } from '../../parts/format.ts';
import { Panel } from '../../parts/panel.tsx';
import { Tag } from '../../parts/tag.tsx';
import { useWords } from '../../shell/lang.tsx';
import { useCan } from '../../shell/session.tsx';
import { Refused, Verbs } from '../form-parts.tsx';
import { useTaxWrite, type Seller, type Standing } from './data.ts';
import { vatWords } from './words.ts';

const codes = (text: string): string[] => text.toUpperCase().match(/[A-Z]{2}|\*/g) ?? [];

export function SellerForm({ seller }: { seller: Seller }) {
  const t = useWords(vatWords);
  const mayWrite = useCan('tax.write');
  const write = useTaxWrite();
  const { oss, always, franchise, onNet, register, whenClosed } = seller;
  const [edit, setEdit] = useState({
    ...{ oss, always, franchise, onNet, register, whenClosed },
    registrations: seller.registrations.map((one) => one.vatNumber).join('\n'),
    sendsTo: seller.sendsTo.join(' '),
    netStays: seller.netStays.join(' '),
  });
  const set = (change: Partial<typeof edit>) => setEdit({ ...edit, ...change });
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const registrations = edit.registrations.split(/[\s,;]+/).flatMap((number) => {
      const vatNumber = number.toUpperCase();
      return vatNumber === '' ? [] : [{ country: countryOf(vatNumber), vatNumber }];
    });
    const lists = { registrations, sendsTo: codes(edit.sendsTo), netStays: codes(edit.netStays) };
    const body = { ...edit, ...lists, version: seller.version };
    await write.mutateAsync({ method: 'PATCH', path: `/api/tax/sellers/${seller.entityId}`, body });
    notifications.show({ message: t('saved'), color: 'cresson' });
  };
  const check = (name: 'oss' | 'always' | 'franchise') => (
    <Checkbox
      label={t(name)}
      description={t(`${name}Hint`)}
      checked={edit[name]}
      disabled={!mayWrite}
      onChange={(event) => set({ [name]: event.currentTarget.checked })}
    />
  );
  return (
    <Panel title={t('standing')} note={seller.name}>
      <form className="column" onSubmit={(event) => void save(event).catch(() => undefined)}>
        <div className="settings-fields">
          {check('oss')}
          {check('always')}
          {check('franchise')}
          <Select
            label={t('onNet')}
            data={[
              { value: 'global', label: t('global') },
              { value: 'per_line', label: t('per_line') },
            ]}
            value={edit.onNet}
            allowDeselect={false}
            readOnly={!mayWrite}
            onChange={(value) => set({ onNet: value === 'per_line' ? 'per_line' : 'global' })}
          />
          <SellerLists edit={edit} set={set} mayWrite={mayWrite} />
        </div>
        <Refused error={write.error} />
        {mayWrite && <Verbs busy={write.isPending} />}
      </form>
    </Panel>
  );
}

type Lists = Pick<Seller, 'register' | 'whenClosed'> & { registrations: string; sendsTo: string; netStays: string };
type ListsProps = {
  readonly edit: Lists;
  readonly set: (change: Partial<Lists>) => void;
  readonly mayWrite: boolean;
};

function SellerLists({ edit, set, mayWrite }: ListsProps) {
  const t = useWords(vatWords);
  return (
    <>
      <TextInput
        label={t('sendsTo')}
        description={t('sendsToHint')}
        value={edit.sendsTo}
        readOnly={!mayWrite}
        onChange={(event) => set({ sendsTo: event.currentTarget.value })}
      />
      <TextInput
        label={t('netStays')}
        description={t('netStaysHint')}
        value={edit.netStays}
        readOnly={!mayWrite}
        onChange={(event) => set({ netStays: event.currentTarget.value })}
      />
      <Textarea
        label={t('registrations')}
        description={t('registrationsHint')}
        value={edit.registrations}
        minRows={2}
        autosize
        readOnly={!mayWrite}
        onChange={(event) => set({ registrations: event.currentTarget.value })}
      />
      <Select
        label={t('register')}
        data={[
          { value: '', label: t('person') },
          { value: 'pretend', label: t('pretend') },
        ]}
        value={edit.register ?? ''}
        allowDeselect={false}
        readOnly={!mayWrite}
        onChange={(value) => set({ register: value === 'pretend' ? 'pretend' : null })}
      />
      <Select
        label={t('whenClosed')}
        description={t('whenClosedHint')}
        data={[
          { value: 'tax', label: t('closedTax') },
          { value: 'accept', label: t('closedAccept') },
        ]}
        value={edit.whenClosed}
        allowDeselect={false}
        readOnly={!mayWrite}
        onChange={(value) => set({ whenClosed: value === 'accept' ? 'accept' : 'tax' })}
      />
    </>
  );
}

const countryOf = (vatNumber: string): string =>
  vatNumber.startsWith('CHE') ? 'CH' : vatNumber.startsWith('EL') ? 'GR' : vatNumber.slice(0, 2);

/** How far the year is from the threshold; it switches by itself, and is told before it does. */
export function Meter({ seller, limitMinor }: { seller: Seller; limitMinor: number }) {
  const t = useWords(vatWords);
  const { money } = useFormat();
  const most = Math.max(seller.distanceMinor, seller.distanceBeforeMinor);
  const state = most > limitMinor ? 'over' : most > limitMinor * 0.8 ? 'near' : 'under';
  const eur = (minor: number) => money({ minor, currency: 'EUR' });
  return (
    <Panel
      title={t('meter')}
      aside={<Tag tone={state === 'over' ? 'bad' : state === 'near' ? 'warn' : 'ok'}>{t(state)}</Tag>}
    >
      <p>{t('meterText', { done: eur(seller.distanceMinor), limit: eur(limitMinor) })}</p>
      <meter
        className="vat-meter"
        aria-label={t('meter')}
        min={0}
        max={limitMinor}
        high={limitMinor * 0.8}
        value={Math.min(Math.max(0, seller.distanceMinor), limitMinor)}
      />
      {state === 'over' && <p className="help">{t('overText')}</p>}
    </Panel>
  );
}

export function ChannelBases({ channels }: Pick<Standing, 'channels'>) {
  const t = useWords(vatWords);
  const { text } = useFormat();
  const mayWrite = useCan('tax.write');
  const write = useTaxWrite();
  return (
    <Panel title={t('channels')} note={t('channelsNote')}>
      <ul className="vat-channels">
        {channels.map(({ channelId, name, basis }) => (
          <li key={channelId} className="between">
            <span>{text(name)}</span>
            <Select
              aria-label={text(name)}
              size="xs"
              data={[
                { value: 'gross', label: t('gross') },
                { value: 'net', label: t('net') },
              ]}
              value={basis}
              allowDeselect={false}
              readOnly={!mayWrite}
              onChange={(value) =>
                value !== null &&
                write.mutate({ method: 'PUT', path: `/api/tax/channels/${channelId}`, body: { basis: value } })
              }
            />
          </li>
        ))}
      </ul>
      <Refused error={write.error} />
    </Panel>
  );
}
