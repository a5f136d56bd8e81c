/** The shop as shoppers know it: its name, its languages, what delivery costs. */
import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type SubmitEvent } from 'react';
import { ErrorBox } from '../parts/failed.tsx';
import { Facts, Panel } from '../parts/panel.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { minorOf, typedOf } from '../prices/amount.ts';
import { useLang, useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { useSettings, type Settings } from './data.ts';
import { Refused, Verbs } from './form-parts.tsx';
import { settingsWords } from './words.ts';
import { useWrite } from './write.ts';

export function ShopForm() {
  const settings = useSettings();
  if (settings.isPending) return <RowsSkeleton />;
  if (!settings.data) return <ErrorBox error={settings.error} retry={() => void settings.refetch()} />;
  return <Loaded key={settings.data.version} settings={settings.data} />;
}

type Typed = Pick<Settings, 'shopName' | 'shopText' | 'email' | 'phone' | 'languages' | 'defaultLanguage'> & {
  readonly flat: string;
  readonly freeFrom: string;
};
type FieldsProps = {
  readonly typed: Typed;
  readonly set: (next: Partial<Typed>) => void;
  readonly readOnly: boolean;
};

function Loaded({ settings }: { settings: Settings }) {
  const t = useWords(settingsWords);
  const { lang } = useLang();
  const mayWrite = useCan('settings.write');
  const write = useWrite();
  const { currency } = settings;
  const { shopName, shopText, email, phone, languages, defaultLanguage } = settings;
  const [typed, setTyped] = useState<Typed>({
    ...{ shopName, shopText, email, phone, languages, defaultLanguage },
    flat: typedOf(settings.deliveryFlatMinor, currency, lang),
    freeFrom: typedOf(settings.freeDeliveryFromMinor, currency, lang),
  });
  const flatMinor = minorOf(typed.flat, currency);
  const freeMinor = minorOf(typed.freeFrom, currency);
  const bad = flatMinor === undefined || flatMinor === null || freeMinor === undefined;
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const { flat: _flat, freeFrom: _free, ...told } = typed;
    const body = { ...told, deliveryFlatMinor: flatMinor, freeDeliveryFromMinor: freeMinor, version: settings.version };
    await write.mutateAsync({ method: 'PATCH', path: '/api/settings', body });
    notifications.show({ message: t('saved'), color: 'cresson' });
  };
  const set = (next: Partial<Typed>) => setTyped({ ...typed, ...next });
  return (
    <form className="record" onSubmit={(event) => void save(event).catch(() => undefined)}>
      <div className="column">
        <Identity typed={typed} set={set} readOnly={!mayWrite} />
        <Panel title={t('delivery')}>
          <div className="settings-fields">
            <TextInput
              label={`${t('deliveryFlat')} (${currency})`}
              value={typed.flat}
              onChange={(event) => set({ flat: event.currentTarget.value })}
              inputMode="decimal"
              error={(flatMinor === undefined || flatMinor === null) && t('badAmount')}
              readOnly={!mayWrite}
            />
            <TextInput
              label={`${t('freeFrom')} (${currency})`}
              value={typed.freeFrom}
              onChange={(event) => set({ freeFrom: event.currentTarget.value })}
              inputMode="decimal"
              placeholder={t('freeHint')}
              error={freeMinor === undefined && t('badAmount')}
              readOnly={!mayWrite}
            />
          </div>
        </Panel>
        <Refused error={write.error} />
        {mayWrite ? <Verbs busy={write.isPending} disabled={bad} /> : <p className="muted">{t('readOnly')}</p>}
      </div>
      <Panel title={t('selling')}>
        <Facts
          items={[
            [t('currency'), currency],
            [t('country'), settings.country],
            [t('timeZone'), settings.timeZone],
          ]}
        />
        <p className="help settings-note">{t('fixed')}</p>
      </Panel>
    </form>
  );
}

function Identity({ typed, set, readOnly }: FieldsProps) {
  const t = useWords(settingsWords);
  const { shopText } = typed;
  return (
    <Panel title={t('identity')}>
      <div className="settings-fields">
        <TextInput
          label={t('shopName')}
          value={typed.shopName}
          onChange={(event) => set({ shopName: event.currentTarget.value })}
          required
          maxLength={80}
          readOnly={readOnly}
        />
        <TextInput
          label={t('email')}
          type="email"
          value={typed.email ?? ''}
          onChange={(event) => set({ email: event.currentTarget.value || null })}
          maxLength={254}
          readOnly={readOnly}
        />
        <Textarea
          label={t('textFr')}
          value={shopText.fr}
          onChange={(event) => set({ shopText: { ...shopText, fr: event.currentTarget.value } })}
          autosize
          maxLength={500}
          lang="fr"
          readOnly={readOnly}
        />
        <Textarea
          label={t('textEn')}
          value={shopText.en}
          onChange={(event) => set({ shopText: { ...shopText, en: event.currentTarget.value } })}
          autosize
          maxLength={500}
          lang="en"
          readOnly={readOnly}
        />
        <TextInput
          label={t('phone')}
          type="tel"
          value={typed.phone ?? ''}
          onChange={(event) => set({ phone: event.currentTarget.value || null })}
          maxLength={30}
          readOnly={readOnly}
        />
        <NativeSelect
          label={t('defaultLanguage')}
          value={typed.defaultLanguage}
          onChange={(event) => set({ defaultLanguage: event.currentTarget.value === 'en' ? 'en' : 'fr' })}
          disabled={readOnly}
          data={[
            { value: 'fr', label: t('french') },
            { value: 'en', label: t('english') },
          ]}
        />
        <Languages typed={typed} set={set} readOnly={readOnly} />
      </div>
    </Panel>
  );
}

function Languages({ typed, set, readOnly }: FieldsProps) {
  const t = useWords(settingsWords);
  return (
    <Checkbox.Group
      label={t('languages')}
      value={[...typed.languages]}
      onChange={(value) => value.length > 0 && set({ languages: value as ('fr' | 'en')[] })}
    >
      <span className="settings-checks">
        <Checkbox value="fr" label={t('french')} disabled={readOnly} />
        <Checkbox value="en" label={t('english')} disabled={readOnly} />
      </span>
    </Checkbox.Group>
  );
}
