/** The rules of a channel or of the house: changed, tried on a past order and on the last days, then put in force. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { newId } from '#base/ids';
import { clock } from '#base/time';
import { api } from '#kit/api';
import type { SourcingPolicy } from '#sourcing/model';
import { Confirm } from '../parts/confirm.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useChannels } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { rulesOf, usePolicies, versionsOf, type Policies } from './data.ts';
import { LimitsPanel, WeightsPanel } from './points.tsx';
import { PromisePanel } from './promise.tsx';
import { SimulationPanel } from './simulation.tsx';
import { SitesPanel } from './sites.tsx';
import { TrialPanel } from './trial.tsx';
import { sourcingWords } from './words.ts';

export function RulesPage() {
  const t = useWords(sourcingWords);
  const { text } = useFormat();
  const channels = useChannels();
  const policies = usePolicies();
  const [whose, choose] = useState('');
  if (policies.isError) return <ErrorBox error={policies.error} retry={() => void policies.refetch()} page />;
  if (!policies.data) return <PageSkeleton />;
  const channelId = whose === '' ? null : whose;
  const { last } = versionsOf(policies.data, channelId, clock());
  return (
    <>
      <p className="muted">{t('intro')}</p>
      <NativeSelect
        className="sourcing-whose"
        label={t('whose')}
        value={whose}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[
          { value: '', label: t('house') },
          ...channels.items.map((channel) => ({ value: channel.channelId, label: text(channel.name) })),
        ]}
      />
      <Editor key={`${whose}|${last}`} policies={policies.data} channelId={channelId} />
    </>
  );
}

function Editor({ policies, channelId }: { policies: Policies; channelId: string | null }) {
  const mayWrite = useCan('sourcing.write');
  const [rules, setRules] = useState<SourcingPolicy>(() => rulesOf(policies, channelId, clock()));
  const set = (next: Partial<SourcingPolicy>) => setRules({ ...rules, ...next });
  const props = { rules, set, readOnly: !mayWrite };
  return (
    <div className="record">
      <div className="column">
        <Standing policies={policies} channelId={channelId} rules={rules} />
        <WeightsPanel {...props} />
        <LimitsPanel {...props} />
        <SitesPanel {...props} />
        <PromisePanel {...props} />
        {mayWrite && <SimulationPanel rules={rules} channelId={channelId} />}
      </div>
      <div className="column">
        <TrialPanel rules={rules} channelId={channelId} />
        <HistoryPanel policies={policies} channelId={channelId} />
      </div>
    </div>
  );
}

type StandingProps = { policies: Policies; channelId: string | null; rules: SourcingPolicy };

/** Which version holds, and putting the next one in force. */
function Standing({ policies, channelId, rules }: StandingProps) {
  const t = useWords(sourcingWords);
  const { date } = useFormat();
  const mayWrite = useCan('sourcing.write');
  const [asking, ask] = useState(false);
  const now = clock();
  const { inForce, mine } = versionsOf(policies, channelId, now);
  const planned = mine.find((one) => one.validFrom > now);
  return (
    <Panel>
      <div className="sourcing-standing">
        <div>
          <b>
            {inForce?.rules
              ? t('inForce', { n: inForce.version, day: date(inForce.validFrom) })
              : t(channelId === null ? 'begun' : 'followsHouse')}
          </b>
          {inForce && inForce.note !== '' && <p className="muted">{inForce.note}</p>}
          {planned && <p className="muted">{t('planned', { n: planned.version, day: date(planned.validFrom) })}</p>}
        </div>
        {mayWrite && <Button onClick={() => ask(true)}>{t('save')}</Button>}
      </div>
      <PutInForce policies={policies} channelId={channelId} rules={rules} opened={asking} onClose={() => ask(false)} />
    </Panel>
  );
}

type PutProps = StandingProps & { opened: boolean; onClose: () => void };

function PutInForce({ policies, channelId, rules, opened, onClose }: PutProps) {
  const t = useWords(sourcingWords);
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const [from, setFrom] = useState('');
  const [policyId] = useState(() => newId('srp'));
  const save = async () => {
    const { last } = versionsOf(policies, channelId, clock());
    const validFrom = from === '' ? clock() : new Date(from).toISOString();
    const body = { policyId, channelId, version: last, rules, validFrom, note };
    await api('POST', '/api/sourcing/policies', { body });
    await client.invalidateQueries({ queryKey: ['sourcing'] });
    notifications.show({ message: t('done'), color: 'cresson' });
  };
  return (
    <Confirm opened={opened} onClose={onClose} title={t('saveTitle')} verb={t('saveTitle')} run={save}>
      <div className="column">
        <p>{t('saveText')}</p>
        <TextInput
          label={t('note')}
          placeholder={t('noteHint')}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          maxLength={200}
        />
        <TextInput
          label={t('validFrom')}
          description={t('nowHint')}
          type="datetime-local"
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
      </div>
    </Confirm>
  );
}

function HistoryPanel({ policies, channelId }: { policies: Policies; channelId: string | null }) {
  const t = useWords(sourcingWords);
  const { dateTime, number } = useFormat();
  const { mine } = versionsOf(policies, channelId, clock());
  if (mine.length === 0) return null;
  return (
    <Panel title={t('history')} flush>
      <table className="table" aria-label={t('history')}>
        <thead>
          <tr>
            <th scope="col">{t('version')}</th>
            <th scope="col">{t('since')}</th>
          </tr>
        </thead>
        <tbody>
          {mine.map((one) => (
            <tr key={one.policyId}>
              <td>
                <b>{number(one.version)}</b>
                <div className="help">{[one.note, one.madeByName].filter(Boolean).join(' · ')}</div>
              </td>
              <td>{dateTime(one.validFrom)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
