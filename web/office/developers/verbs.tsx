/** What one can do about an endpoint; each says before what will happen. */
import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { clock, DAY, plus } from '#base/time';
import { Confirm } from '../parts/confirm.tsx';
import { useFormat } from '../parts/format.ts';
import { useWords } from '../shell/lang.tsx';
import { pathOf, useEventTypes, useWrite, type Endpoint } from './data.ts';
import { EndpointForm, Secret } from './form.tsx';
import { developerWords } from './words.ts';

export type Verb = 'edit' | 'test' | 'replay' | 'rotate' | 'switchOff' | 'switchOn' | 'remove';
type VerbProps = { readonly endpoint: Endpoint; readonly onClose: () => void };

const tell = (message: string) => notifications.show({ message, color: 'cresson' });

export function EndpointVerb({ verb, ...props }: VerbProps & { verb: Verb }) {
  if (verb === 'edit') return <EndpointForm {...props} />;
  if (verb === 'test') return <Test {...props} />;
  if (verb === 'replay') return <Replay {...props} />;
  if (verb === 'rotate') return <Rotate {...props} />;
  if (verb === 'remove') return <Remove {...props} />;
  return <Switch {...props} on={verb === 'switchOn'} />;
}

function Test({ endpoint, onClose }: VerbProps) {
  const t = useWords(developerWords);
  const { text } = useFormat();
  const types = useEventTypes();
  const write = useWrite();
  const [type, setType] = useState(endpoint.eventTypes[0] ?? 'orders.placed');
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('test')}
      verb={t('test')}
      run={async () => {
        await write.mutateAsync({ method: 'POST', path: `${pathOf(endpoint.endpointId)}/test`, body: { type } });
        tell(t('testSent'));
      }}
    >
      <p>{t('testText')}</p>
      <NativeSelect
        label={t('event')}
        value={type}
        onChange={(event) => setType(event.currentTarget.value)}
        data={(types.data ?? []).map((one) => ({ value: one.type, label: `${text(one.title)} (${one.type})` }))}
      />
    </Confirm>
  );
}

/** `2026-11-22T09:30`, as the field writes it; it means the time here. */
const fieldOf = (at: string): string => {
  const local = new Date(new Date(at).getTime() - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
};
const momentOf = (field: string): string => new Date(field).toISOString();

function Replay({ endpoint, onClose }: VerbProps) {
  const t = useWords(developerWords);
  const write = useWrite();
  const [from, setFrom] = useState(() => fieldOf(plus(clock(), -DAY)));
  const [to, setTo] = useState(() => fieldOf(clock()));
  const [all, setAll] = useState(false);
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('replay')}
      verb={t('replay')}
      disabled={from === '' || to === ''}
      run={async () => {
        const body = { from: momentOf(from), to: momentOf(to), all };
        await write.mutateAsync({ method: 'POST', path: `${pathOf(endpoint.endpointId)}/replay`, body });
        tell(t('replayStarted'));
      }}
    >
      <div className="column">
        <p>{t('replayText')}</p>
        <TextInput
          type="datetime-local"
          label={t('from')}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label={t('to')}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Checkbox label={t('replayAll')} checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
      </div>
    </Confirm>
  );
}

function Rotate({ endpoint, onClose }: VerbProps) {
  const t = useWords(developerWords);
  const write = useWrite<{ secret: string | null }>();
  const [secret, setSecret] = useState<string>();
  const made = useRef(false);
  if (secret !== undefined) return <Secret secret={secret} onClose={onClose} />;
  return (
    <Confirm
      opened
      // Asking ends when the secret is there to be shown; only giving up closes all.
      onClose={() => made.current || onClose()}
      title={t('rotate')}
      verb={t('rotate')}
      run={async () => {
        const fresh = await write.mutateAsync({ method: 'POST', path: `${pathOf(endpoint.endpointId)}/secret` });
        made.current = true;
        setSecret(fresh.secret ?? '');
      }}
    >
      <p>{t('rotateText')}</p>
    </Confirm>
  );
}

function Switch({ endpoint, onClose, on }: VerbProps & { on: boolean }) {
  const t = useWords(developerWords);
  const write = useWrite();
  const verb = t(on ? 'switchOn' : 'switchOff');
  return (
    <Confirm
      opened
      onClose={onClose}
      title={verb}
      verb={verb}
      run={async () => {
        const body = { state: on ? 'active' : 'off', version: endpoint.version };
        await write.mutateAsync({ method: 'PATCH', path: pathOf(endpoint.endpointId), body });
        tell(t('saved'));
      }}
    >
      <p>{on ? endpoint.url : t('switchOffText')}</p>
    </Confirm>
  );
}

function Remove({ endpoint, onClose }: VerbProps) {
  const t = useWords(developerWords);
  const write = useWrite();
  const [, go] = useLocation();
  return (
    <Confirm
      opened
      danger
      onClose={onClose}
      title={t('remove')}
      verb={t('remove')}
      run={async () => {
        await write.mutateAsync({ method: 'DELETE', path: pathOf(endpoint.endpointId) });
        go('/developers/webhooks');
      }}
    >
      <p>{t('removeText')}</p>
    </Confirm>
  );
}
