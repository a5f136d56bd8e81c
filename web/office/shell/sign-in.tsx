/** The door of the office. */
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api, ApiProblem } from '#kit/api';
import { Mark } from '../parts/icon.tsx';
import { passwordWords } from '../people/password-words.ts';
import { common } from '../words/common.ts';
import { useWords } from './lang.tsx';
import { LangSwitch, ThemeSwitch } from './switches.tsx';

function whatWasWrong(status: number, code: string) {
  if (status === 0) return 'error.network';
  if (status === 429) return 'signIn.often';
  return code === 'identity.wrong_code' ? 'signIn.wrongCode' : 'signIn.wrong';
}

/** E-mail and password, and the code of whoever has a second factor; what was wrong is said beneath the field. */
export function SignIn({ ended, onDone }: { ended: boolean; onDone: () => void }) {
  const t = useWords(common);
  const p = useWords(passwordWords);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  const [asksCode, setAsksCode] = useState(false);
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setWrong('');
    try {
      const code = form.get('code');
      const secret = { password: String(form.get('password')), ...(code ? { code: String(code) } : {}) };
      const body = { email: String(form.get('email')).trim(), ...secret };
      await api('POST', '/api/session', { body });
      onDone();
    } catch (error) {
      const { status, code } = error instanceof ApiProblem ? error : { status: 0, code: '' };
      const aboutCode = code === 'identity.code_needed' || code === 'identity.wrong_code';
      if (aboutCode) setAsksCode(true);
      if (code !== 'identity.code_needed') setWrong(t(whatWasWrong(status, code)));
      setTimeout(() => document.getElementById(aboutCode ? 'code' : 'password')?.focus());
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
          error={wrong === '' || asksCode ? undefined : wrong}
          required
        />
        {asksCode && (
          <TextInput
            id="code"
            name="code"
            label={t('signIn.code')}
            description={t('signIn.codeHint')}
            autoComplete="one-time-code"
            error={wrong === '' ? undefined : wrong}
            required
          />
        )}
        <Button type="submit" loading={busy} fullWidth>
          {t('signIn.do')}
        </Button>
        <a className="link" href="/office/forgotten">
          {p('forgotten')}
        </a>
        <CompanyDoor />
      </form>
      <div className="door-foot">
        <LangSwitch />
        <ThemeSwitch />
      </div>
    </main>
  );
}

/** The company's own sign-in, where one is set up. */
function CompanyDoor() {
  const t = useWords(common);
  const ways = useQuery({
    queryKey: ['ways'],
    queryFn: () => api<{ company: string | null }>('GET', '/api/session/ways'),
    staleTime: Infinity,
  });
  const company = ways.data?.company ?? null;
  if (company === null) return null;
  const refused = new URLSearchParams(globalThis.location.search).get('company') === 'refused';
  return (
    <>
      <Button component="a" href="/api/session/oidc" variant="default" fullWidth>
        {t('signIn.company')}
      </Button>
      {refused && (
        <p className="bad" role="alert">
          {t('signIn.refused')}
        </p>
      )}
    </>
  );
}
