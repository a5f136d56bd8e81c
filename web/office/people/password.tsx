/** For who forgot their password: asking for a link, and what the link opens. Its token stands behind #, which no server is sent. */
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { api, ApiProblem } from '#kit/api';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { Mark } from '../parts/icon.tsx';
import { useLang, useWords } from '../shell/lang.tsx';
import { LangSwitch, ThemeSwitch } from '../shell/switches.tsx';
import { common } from '../words/common.ts';
import { passwordWords } from './password-words.ts';

function Door({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="door">
      <div className="door-box">
        <span className="door-mark">
          <Mark size={40} />
        </span>
        <h1>{title}</h1>
        {children}
      </div>
      <div className="door-foot">
        <LangSwitch />
        <ThemeSwitch />
      </div>
    </main>
  );
}

const ToSignIn = ({ words }: { words: string }) => (
  <Button component="a" href="/office/" variant="default" fullWidth>
    {words}
  </Button>
);

/** Asks for the link. What is said afterwards is the same for everybody. */
export function Forgotten() {
  const t = useWords(passwordWords);
  const c = useWords(common);
  const { lang: language } = useLang();
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState(false);
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const ask = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setWrong('');
    try {
      await api('POST', '/api/password/forgotten', { body: { email: email.trim(), language } });
      setSent(true);
    } catch (error) {
      const often = error instanceof ApiProblem && error.status === 429;
      setWrong(often ? t('often') : sentenceOf(error, c('error.network')));
    } finally {
      setBusy(false);
    }
  };
  if (sent)
    return (
      <Door title={t('sentTitle')}>
        <p role="status">{t('sentText', { email: email.trim() })}</p>
        <p className="muted">{t('nobody')}</p>
        <ToSignIn words={t('toSignIn')} />
      </Door>
    );
  return (
    <Door title={t('askTitle')}>
      <form className="column fields-tight" onSubmit={(event) => void ask(event)}>
        <p className="muted">{t('askText')}</p>
        <TextInput
          type="email"
          label={t('email')}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          autoComplete="username"
          error={wrong === '' ? undefined : wrong}
          maxLength={254}
          required
        />
        <Button type="submit" loading={busy} fullWidth>
          {t('ask')}
        </Button>
        <ToSignIn words={t('toSignIn')} />
      </form>
    </Door>
  );
}

/** Behind the link of the mail. */
export function NewPassword() {
  const t = useWords(passwordWords);
  const [token] = useState(() => globalThis.location.hash.slice(1));
  const [done, setDone] = useState(false);
  const found = useQuery({
    queryKey: ['reset', token],
    queryFn: () => api<{ email: string }>('POST', '/api/password/look', { body: { token } }),
    retry: false,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    enabled: !done,
  });
  const over = found.error instanceof ApiProblem && found.error.status === 404;
  if (done)
    return (
      <Door title={t('doneTitle')}>
        <p role="status">{t('doneText')}</p>
        <ToSignIn words={t('toSignIn')} />
      </Door>
    );
  return (
    <Door title={t('newTitle')}>
      {over && (
        <>
          <p role="alert">{t('over')}</p>
          <Button component="a" href="/office/forgotten" fullWidth>
            {t('askAgain')}
          </Button>
        </>
      )}
      {found.isError && !over && <ErrorBox error={found.error} retry={() => void found.refetch()} />}
      {found.data && <NewPasswordForm token={token} email={found.data.email} onDone={() => setDone(true)} />}
    </Door>
  );
}

function NewPasswordForm({ token, email, onDone }: { token: string; email: string; onDone: () => void }) {
  const t = useWords(passwordWords);
  const c = useWords(common);
  const [password, setPassword] = useState('');
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setWrong('');
    try {
      await api('POST', '/api/password/reset', { body: { token, password } });
      onDone();
    } catch (error) {
      setWrong(sentenceOf(error, c('error.network')));
      setBusy(false);
    }
  };
  return (
    <form className="column fields-tight" onSubmit={(event) => void save(event)}>
      <p className="muted">{t('newText', { email })}</p>
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <PasswordInput
        label={t('password')}
        description={t('hint')}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="new-password"
        error={wrong === '' ? undefined : wrong}
        minLength={8}
        maxLength={200}
        required
      />
      <Button type="submit" loading={busy} fullWidth>
        {t('save')}
      </Button>
    </form>
  );
}
