/** The door of the office. */
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { api, ApiProblem } from '#kit/api';
import { Mark } from '../parts/icon.tsx';
import { common } from '../words/common.ts';
import { useWords } from './lang.tsx';
import { LangSwitch, ThemeSwitch } from './switches.tsx';

/** E-mail and password; what was wrong is said beneath the field. */
export function SignIn({ ended, onDone }: { ended: boolean; onDone: () => void }) {
  const t = useWords(common);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setWrong('');
    try {
      const body = { email: String(form.get('email')).trim(), password: String(form.get('password')) };
      await api('POST', '/api/session', { body });
      onDone();
    } catch (error) {
      const status = error instanceof ApiProblem ? error.status : 0;
      setWrong(status === 0 ? t('error.network') : status === 429 ? t('signIn.often') : t('signIn.wrong'));
      document.getElementById('password')?.focus();
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="door">
      <form className="door-box" onSubmit={(event) => void send(event)}>
        <span className="door-mark">
          <Mark size={40} />
        </span>
        <h1>{t('signIn.title')}</h1>
        <p className="muted">{t(ended ? 'signIn.ended' : 'signIn.text')}</p>
        <TextInput id="email" name="email" type="email" label={t('signIn.email')} autoComplete="username" required />
        <PasswordInput
          id="password"
          name="password"
          label={t('signIn.password')}
          autoComplete="current-password"
          error={wrong === '' ? undefined : wrong}
          required
        />
        <Button type="submit" loading={busy} fullWidth>
          {t('signIn.do')}
        </Button>
      </form>
      <div className="door-foot">
        <LangSwitch />
        <ThemeSwitch />
      </div>
    </main>
  );
}
