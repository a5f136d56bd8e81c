/** How a site prepares: for how long it keeps what is to be collected, and who carries its parcels. */
import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { newId } from '#base/ids';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { useAct, useSetting, type Setting } from './data.ts';
import { fulfilmentWords } from './words.ts';

export function SettingPage({ siteId }: { siteId: string }) {
  const t = useWords(fulfilmentWords);
  const sites = useSites();
  const setting = useSetting(siteId);
  if (setting.isPending) return <PageSkeleton record />;
  if (setting.error) return <ErrorBox error={setting.error} retry={() => void setting.refetch()} page />;
  return (
    <Record
      back={{ href: `/fulfilment?siteId=${siteId}`, label: t('title') }}
      title={`${t('settings')} · ${sites.name(siteId)}`}
      main={<Form key={setting.data.version} setting={setting.data} />}
    />
  );
}

function Form({ setting }: { setting: Setting }) {
  const t = useWords(fulfilmentWords);
  const c = useWords(common);
  const act = useAct();
  const [draft, change] = useState(setting);
  const [key] = useState(() => newId('key'));
  const save = async () => {
    const { siteId, ...body } = draft;
    await act.mutateAsync({ method: 'PUT', path: `/settings/${siteId}`, body, key });
    notifications.show({ message: t('saved'), color: 'cresson' });
  };
  return (
    <Panel>
      <form
        className="column"
        onSubmit={(event) => {
          event.preventDefault();
          void save().catch(() => undefined);
        }}
      >
        <NumberInput
          label={t('collectDays')}
          min={1}
          max={60}
          allowDecimal={false}
          value={draft.collectDays}
          onChange={(value) => change({ ...draft, collectDays: Number(value) })}
        />
        <NumberInput
          label={t('remindDays')}
          min={0}
          max={30}
          allowDecimal={false}
          value={draft.remindDays}
          onChange={(value) => change({ ...draft, remindDays: Number(value) })}
        />
        <NativeSelect
          label={t('carrier')}
          value={draft.carrier}
          onChange={(event) => change({ ...draft, carrier: event.currentTarget.value as Setting['carrier'] })}
          data={(['pretend', 'sscc', 'none'] as const).map((value) => ({ value, label: t(`carrier.${value}`) }))}
        />
        <TextInput
          label={t('gs1Prefix')}
          description={t('gs1Hint')}
          inputMode="numeric"
          pattern="[0-9]{7,10}"
          required={draft.carrier === 'sscc'}
          value={draft.gs1Prefix ?? ''}
          onChange={(event) =>
            change({ ...draft, gs1Prefix: event.currentTarget.value.replaceAll(/\D/g, '').slice(0, 10) || null })
          }
        />
        {act.error && (
          <p className="bad" role="alert">
            {sentenceOf(act.error, c('error.network'))}
          </p>
        )}
        <Button type="submit" loading={act.isPending}>
          {t('save')}
        </Button>
      </form>
    </Panel>
  );
}
