/** The second factor: set up with an app, confirmed by a code, done without. */
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Panel } from '../parts/panel.tsx';
import { Refused } from '../settings/form-parts.tsx';
import { useWrite } from '../settings/write.ts';
import { useWords } from '../shell/lang.tsx';
import { useFactor } from './data.ts';
import { peopleWords } from './words.ts';

const path = '/api/session/second-factor';
type Begun = { readonly secret: string; readonly qr: string };

export function SecondFactor() {
  const t = useWords(peopleWords);
  const client = useQueryClient();
  const factor = useFactor().data;
  const [begun, setBegun] = useState<Begun | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const kept = () => {
    setCodes(null);
    setBegun(null);
    void client.invalidateQueries({ queryKey: ['session'] });
  };
  return (
    <Panel title={t('factor')}>
      {codes ? (
        <Recovery codes={codes} onKept={kept} />
      ) : begun ? (
        <Confirm begun={begun} onCodes={setCodes} />
      ) : (
        <div className="column fields-tight">
          <p className="help">{factor?.on ? t('factorIsOn', { n: factor.codesLeft }) : t('factorText')}</p>
          {factor && (factor.on ? <TurnOff /> : <Begin onBegun={setBegun} />)}
        </div>
      )}
    </Panel>
  );
}

function Begin({ onBegun }: { onBegun: (begun: Begun) => void }) {
  const t = useWords(peopleWords);
  const write = useWrite();
  const [current, setCurrent] = useState('');
  const begin = async (event: SubmitEvent) => {
    event.preventDefault();
    onBegun((await write.mutateAsync({ method: 'POST', path, body: { current } })) as Begun);
  };
  return (
    <form className="column fields-tight" onSubmit={(event) => void begin(event).catch(() => undefined)}>
      <PasswordInput
        label={t('current')}
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
        autoComplete="current-password"
        required
      />
      <Refused error={write.error} />
      <Button type="submit" loading={write.isPending} style={{ justifySelf: 'start' }}>
        {t('setUp')}
      </Button>
    </form>
  );
}

function CodeField({ value, onChange }: { value: string; onChange: (code: string) => void }) {
  const t = useWords(peopleWords);
  return (
    <TextInput
      label={t('code')}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.trim())}
      inputMode="numeric"
      autoComplete="one-time-code"
      required
    />
  );
}

function Confirm({ begun, onCodes }: { begun: Begun; onCodes: (codes: readonly string[]) => void }) {
  const t = useWords(peopleWords);
  const write = useWrite();
  const [code, setCode] = useState('');
  const confirm = async (event: SubmitEvent) => {
    event.preventDefault();
    const made = (await write.mutateAsync({ method: 'PUT', path, body: { code } })) as { codes: string[] };
    onCodes(made.codes);
  };
  return (
    <form className="column fields-tight" onSubmit={(event) => void confirm(event).catch(() => undefined)}>
      <p>{t('scan')}</p>
      <img className="qr" src={`data:image/svg+xml,${encodeURIComponent(begun.qr)}`} alt="" width={200} height={200} />
      <div>
        {t('secret')} <code className="key-shown">{begun.secret.replaceAll(/(.{4})/g, '$1 ').trim()}</code>
      </div>
      <CodeField value={code} onChange={setCode} />
      <Refused error={write.error} />
      <Button type="submit" loading={write.isPending} style={{ justifySelf: 'start' }}>
        {t('confirm')}
      </Button>
    </form>
  );
}

function Recovery({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const t = useWords(peopleWords);
  return (
    <div className="column fields-tight">
      <h3>{t('recovery')}</h3>
      <p className="help">{t('recoveryText')}</p>
      <ol className="recovery">
        {codes.map((code) => (
          <li key={code}>{code.replaceAll(/(.{4})/g, '$1 ').trim()}</li>
        ))}
      </ol>
      <Button onClick={onKept} style={{ justifySelf: 'start' }}>
        {t('kept')}
      </Button>
    </div>
  );
}

function TurnOff() {
  const t = useWords(peopleWords);
  const write = useWrite();
  const [current, setCurrent] = useState('');
  const [code, setCode] = useState('');
  const off = async (event: SubmitEvent) => {
    event.preventDefault();
    await write.mutateAsync({ method: 'DELETE', path, body: { current, code } });
  };
  return (
    <form className="column fields-tight" onSubmit={(event) => void off(event).catch(() => undefined)}>
      <PasswordInput
        label={t('current')}
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
        autoComplete="current-password"
        required
      />
      <CodeField value={code} onChange={setCode} />
      <Refused error={write.error} />
      <Button type="submit" variant="default" loading={write.isPending} style={{ justifySelf: 'start' }}>
        {t('turnOff')}
      </Button>
    </form>
  );
}
