/** My account: password, second factor, where I am signed in. */
import { Button, PasswordInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type SubmitEvent } from 'react';
import { useFormat } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { Refused } from '../settings/form-parts.tsx';
import { useWrite } from '../settings/write.ts';
import { useWords } from '../shell/lang.tsx';
import { useSessions, type SessionLine } from './data.ts';
import { SecondFactor } from './factor.tsx';
import { peopleWords } from './words.ts';

export function Me() {
  return (
    <div className="me">
      <Password />
      <SecondFactor />
      <Sessions />
    </div>
  );
}

function Password() {
  const t = useWords(peopleWords);
  const write = useWrite();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    await write.mutateAsync({ method: 'PUT', path: '/api/session/password', body: { current, next } });
    notifications.show({ message: t('passwordChanged'), color: 'cresson' });
    setCurrent('');
    setNext('');
  };
  return (
    <Panel title={t('changePassword')}>
      <form className="column fields-tight" onSubmit={(event) => void save(event).catch(() => undefined)}>
        <PasswordInput
          label={t('current')}
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          autoComplete="current-password"
          required
        />
        <PasswordInput
          label={t('next')}
          description={t('passwordHint')}
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
          autoComplete="new-password"
          minLength={8}
          maxLength={200}
          required
        />
        <Refused error={write.error} />
        <Button type="submit" loading={write.isPending} style={{ justifySelf: 'start' }}>
          {t('save')}
        </Button>
      </form>
    </Panel>
  );
}

const how = { password: 'byPassword', pin: 'byPin', oidc: 'byOidc', invitation: 'byInvitation' } as const;

function Sessions() {
  const t = useWords(peopleWords);
  const write = useWrite();
  const sessions = useSessions().data?.items ?? [];
  const end = async (session: SessionLine) => {
    await write.mutateAsync({ method: 'DELETE', path: `/api/session/sessions/${session.sessionId}` });
    notifications.show({ message: t('ended'), color: 'cresson' });
  };
  return (
    <Panel title={t('sessions')} flush>
      <ul className="sessions">
        {sessions.map((session) => (
          <SessionItem
            key={session.sessionId}
            session={session}
            onEnd={() => void end(session).catch(() => undefined)}
          />
        ))}
      </ul>
    </Panel>
  );
}

function SessionItem({ session, onEnd }: { session: SessionLine; onEnd: () => void }) {
  const t = useWords(peopleWords);
  const { when } = useFormat();
  const way = how[session.openedBy as keyof typeof how] ?? 'byPassword';
  const name = browserOf(session.agent) ?? t('unknownAgent');
  return (
    <li>
      <div>
        <strong>{name}</strong> {session.mine && <span className="muted">({t('thisOne')})</span>}
        <div className="help">
          {t(way)} · {t('opened')} {when(session.openedAt)} · {t('seen')} {when(session.seenAt)}
        </div>
      </div>
      {!session.mine && (
        <Button size="xs" variant="default" onClick={onEnd}>
          {t('end')}
          <span className="unseen"> {name}</span>
        </Button>
      )}
    </li>
  );
}

/** `Firefox, Windows`: enough to tell one's devices apart. */
function browserOf(agent: string | null): string | undefined {
  if (agent === null || agent === '') return undefined;
  const browser = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'].find((name) => agent.includes(`${name}/`));
  const system = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux'].find((name) => agent.includes(name));
  const known = browser === 'Edg' ? 'Edge' : browser === 'OPR' ? 'Opera' : browser;
  return [known, system].filter(Boolean).join(', ') || agent.slice(0, 40);
}
