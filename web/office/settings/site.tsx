/** One place: address, hours, pickup, and whether it trades. */
import { ActionIcon, Button, NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type SubmitEvent } from 'react';
import { Empty } from '../parts/empty.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { Icon } from '../parts/icon.tsx';
import { Facts, Panel } from '../parts/panel.tsx';
import { RecordStory } from '../parts/record-story.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useLang, useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { useSiteRecords, type Hours, type Site } from './data.ts';
import { AddressFields, Refused, Verbs } from './form-parts.tsx';
import { siteWords } from './site-words.ts';
import { SpecialDaysPanel } from './special-days.tsx';
import { settingsWords } from './words.ts';
import { useWrite } from './write.ts';

export function SiteRecord({ siteId }: { siteId: string }) {
  const t = useWords(settingsWords);
  const sites = useSiteRecords();
  if (sites.isPending) return <PageSkeleton record />;
  if (!sites.data) return <ErrorBox error={sites.error} retry={() => void sites.refetch()} page />;
  const site = sites.data.find((one) => one.siteId === siteId);
  if (!site) return <Empty icon="store" title={t('unknownSite')} />;
  return <Loaded key={site.version} site={site} />;
}

type SiteEdit = Pick<
  Site,
  | 'name'
  | 'siret'
  | 'phone'
  | 'address'
  | 'hours'
  | 'specialDays'
  | 'pickup'
  | 'pickupMinutes'
  | 'priority'
  | 'latitude'
  | 'longitude'
  | 'open'
>;
type EditProps = {
  readonly edit: SiteEdit;
  readonly set: (next: Partial<SiteEdit>) => void;
  readonly readOnly: boolean;
};

function Loaded({ site }: { site: Site }) {
  const t = useWords(settingsWords);
  const mayWrite = useCan('settings.write');
  const write = useWrite();
  const {
    name,
    siret,
    phone,
    address,
    hours,
    specialDays,
    pickup,
    pickupMinutes,
    priority,
    latitude,
    longitude,
    open,
  } = site;
  const [edit, setEdit] = useState<SiteEdit>({
    ...{ name, siret, phone, address, hours, specialDays, pickup, pickupMinutes, priority, latitude, longitude, open },
  });
  const set = (next: Partial<SiteEdit>) => setEdit({ ...edit, ...next });
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const body = { ...edit, version: site.version };
    await write.mutateAsync({ method: 'PATCH', path: `/api/sites/${site.siteId}`, body });
    notifications.show({ message: t('savedSite'), color: 'cresson' });
  };
  return (
    <form onSubmit={(event) => void save(event).catch(() => undefined)}>
      <Record
        back={{ href: '/settings/sites', label: t('sites') }}
        title={site.name}
        tags={
          <>
            <Tag>{t(site.kind)}</Tag>
            <Tag tone={site.open ? 'ok' : 'plain'}>{t(site.open ? 'open' : 'closed')}</Tag>
          </>
        }
        actions={mayWrite && <Verbs busy={write.isPending} />}
        main={
          <>
            <Refused error={write.error} />
            <Where edit={edit} set={set} readOnly={!mayWrite} />
            <HoursPanel edit={edit} set={set} readOnly={!mayWrite} />
            <SpecialDaysPanel days={edit.specialDays} set={(days) => set({ specialDays: days })} readOnly={!mayWrite} />
          </>
        }
        side={
          <>
            <Service edit={edit} set={set} readOnly={!mayWrite} />
            <OnMap edit={edit} set={set} readOnly={!mayWrite} />
            <Panel>
              <Facts
                items={[
                  [t('code'), site.code],
                  [t('timeZone'), site.timeZone],
                ]}
              />
            </Panel>
            <RecordStory id={site.siteId} />
          </>
        }
      />
    </form>
  );
}

function Where({ edit, set, readOnly }: EditProps) {
  const t = useWords(settingsWords);
  return (
    <Panel title={t('address')}>
      <div className="settings-fields">
        <TextInput
          label={t('name')}
          value={edit.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          required
          maxLength={120}
          readOnly={readOnly}
        />
        <TextInput
          label={t('phone')}
          type="tel"
          value={edit.phone ?? ''}
          onChange={(event) => set({ phone: event.currentTarget.value || null })}
          maxLength={30}
          readOnly={readOnly}
        />
        <AddressFields value={edit.address} onChange={(address) => set({ address })} readOnly={readOnly} />
        <TextInput
          label={t('siret')}
          placeholder={t('siretHint')}
          value={edit.siret ?? ''}
          onChange={(event) => set({ siret: event.currentTarget.value.replaceAll(/\D/g, '').slice(0, 14) || null })}
          inputMode="numeric"
          readOnly={readOnly}
        />
      </div>
    </Panel>
  );
}

function Service({ edit, set, readOnly }: EditProps) {
  const t = useWords(settingsWords);
  return (
    <Panel title={t('selling')}>
      <div className="column fields-tight">
        <Switch
          label={t('trades')}
          checked={edit.open}
          onChange={(event) => set({ open: event.currentTarget.checked })}
          disabled={readOnly}
        />
        <Switch
          label={t('pickupOffered')}
          checked={edit.pickup}
          onChange={(event) => set({ pickup: event.currentTarget.checked })}
          disabled={readOnly}
        />
        {edit.pickup && (
          <NumberInput
            label={t('pickupMinutes')}
            value={edit.pickupMinutes ?? ''}
            onChange={(minutes) => set({ pickupMinutes: minutes === '' ? null : Number(minutes) })}
            min={0}
            max={10_080}
            allowDecimal={false}
            readOnly={readOnly}
          />
        )}
        <NumberInput
          label={t('priority')}
          description={t('priorityHint')}
          value={edit.priority}
          onChange={(priority) => set({ priority: Number(priority) })}
          min={0}
          max={1_000}
          allowDecimal={false}
          readOnly={readOnly}
        />
      </div>
    </Panel>
  );
}

function OnMap({ edit, set, readOnly }: EditProps) {
  const t = useWords(siteWords);
  const field = (name: 'latitude' | 'longitude', most: number) => (
    <NumberInput
      label={t(name)}
      value={edit[name] ?? ''}
      onChange={(degrees) => set({ [name]: degrees === '' ? null : Number(degrees) })}
      min={-most}
      max={most}
      decimalScale={6}
      readOnly={readOnly}
    />
  );
  return (
    <Panel title={t('map')}>
      <div className="column fields-tight">
        <p className="muted">{t('mapText')}</p>
        {field('latitude', 90)}
        {field('longitude', 180)}
      </div>
    </Panel>
  );
}

/** The name of a day of the week, 1 is Monday. 2024 began with one. */
function dayName(day: number, lang: string): string {
  return new Intl.DateTimeFormat(lang, { weekday: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, day)));
}

function HoursPanel({ edit, set, readOnly }: EditProps) {
  const t = useWords(settingsWords);
  const { lang } = useLang();
  const change = (at: number, next: Partial<Hours>) =>
    set({ hours: edit.hours.map((one, i) => (i === at ? { ...one, ...next } : one)) });
  const days = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: dayName(day, lang) }));
  return (
    <Panel
      title={t('hours')}
      aside={
        !readOnly && (
          <Button
            size="xs"
            variant="default"
            onClick={() => set({ hours: [...edit.hours, { day: 1, opens: '10:00', closes: '19:00' }] })}
          >
            {t('addHours')}
          </Button>
        )
      }
    >
      {edit.hours.length === 0 && <p className="muted">{t('noHours')}</p>}
      <ul className="hours">
        {edit.hours.map((one, i) => (
          <li key={i}>
            <NativeSelect
              aria-label={t('day')}
              value={String(one.day)}
              onChange={(event) => change(i, { day: Number(event.currentTarget.value) })}
              data={days}
              disabled={readOnly}
            />
            <TextInput
              type="time"
              aria-label={`${dayName(one.day, lang)}, ${t('from')}`}
              value={one.opens}
              onChange={(event) => change(i, { opens: event.currentTarget.value })}
              readOnly={readOnly}
            />
            <TextInput
              type="time"
              aria-label={`${dayName(one.day, lang)}, ${t('to')}`}
              value={one.closes}
              onChange={(event) => change(i, { closes: event.currentTarget.value })}
              readOnly={readOnly}
            />
            {!readOnly && (
              <ActionIcon
                variant="subtle"
                color="zinc"
                aria-label={t('removeHours', { day: dayName(one.day, lang) })}
                onClick={() => set({ hours: edit.hours.filter((_, at) => at !== i) })}
              >
                <Icon name="x" size={16} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
