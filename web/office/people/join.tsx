/** Behind the link of an invitation: a name, a password, and in. The token stands behind #, which no server is sent. */
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { api } from '#kit/api';
import { newId } from '#base/ids';
import { sentenceOf } from '../parts/failed.tsx';
import { Mark } from '../parts/icon.tsx';
import { useWords } from '../shell/lang.tsx';
import { LangSwitch, ThemeSwitch } from '../shell/switches.tsx';
import { common } from '../words/common.ts';
import { peopleWords } from './words.ts';

type Invited = { readonly email: string; readonly name: string };

export function Join() {
  const t = useWords(peopleWords);
  const [token] = useState(() => globalThis.location.hash.slice(1));
  const invited = useQuery({
    queryKey: ['invited', token],
    queryFn: () => api<Invited>('POST', '/api/invitations/look', { body: { token } }),
    retry: false,
    staleTime: Infinity,
  });
  return (
    <main className="door">
      <div className="door-box">
        <span className="door-mark">
          <Mark size={40} />
        </span>
        <h1>{t('joinTitle')}</h1>
        {invited.isError && (
          <>
            <p role="alert">{t('joinOver')}</p>
            <Button component="a" href="/office/" variant="default">
              {t('toSignIn')}
            </Button>
          </>
        )}
        {invited.data && <JoinForm token={token} invited={invited.data} />}
      </div>
      <div className="door-foot">
        <LangSwitch />
        <ThemeSwitch />
      </div>
    </main>
  );
}

function JoinForm({ token, invited }: { token: string; invited: Invited }) {
  const t = useWords(peopleWords);
  const c = useWords(common);
  const [staffId] = useState(() => newId('stf'));
  const [name, setName] = useState(invited.name);
  const [password, setPassword] = useState('');
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const join = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await api('POST', '/api/invitations/accept', { body: { token, staffId, name, password } });
      globalThis.location.assign('/office/');
    } catch (error) {
      setWrong(sentenceOf(error, c('error.network')));
      setBusy(false);
    }
  };
  return (
    <form className="column fields-tight" onSubmit={(event) => void join(event)}>
      <p className="muted">{t('joinText', { email: invited.email })}</p>
      <TextInput
        label={t('name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        autoComplete="name"
        required
        maxLength={120}
      />
      <PasswordInput
        label={t('password')}
        description={t('passwordHint')}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="new-password"
        error={wrong === '' ? undefined : wrong}
        minLength={8}
        maxLength={200}
        required
      />
      <Button type="submit" loading={busy} fullWidth>
        {t('joinDo')}
      </Button>
    </form>
  );
}
