/** Opens a device as a till: somebody's password, then which till it is. */
import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { Lang } from '#kit/format';
import { ApiProblem, enrol, signIn, tillChannels, type Staff, type TillChannel } from '../api.ts';
import { ownDeviceId } from '../store.ts';
import { useWords } from '../words.ts';
import { Frame, Problem } from './frame.tsx';

type Props = { staff: Staff | null; onDone: () => void; onLanguage: (lang: Lang) => void };

export function Enrol({ staff, onDone, onLanguage }: Props) {
  const { w } = useWords();
  return (
    <Frame onLanguage={onLanguage}>
      <h1 className="title">{w('door.enrol')}</h1>
      <p className="muted">{w('door.enrol_help')}</p>
      {staff ? <Which staff={staff} onDone={onDone} /> : <Password onDone={onDone} />}
    </Frame>
  );
}

const words = (error: unknown): string => (error instanceof ApiProblem ? error.title : String(error));

function Password({ onDone }: { onDone: () => void }) {
  const { w } = useWords();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    try {
      await signIn(String(form.get('email')), String(form.get('password')));
      onDone();
    } catch (error) {
      setProblem(words(error));
      setBusy(false);
    }
  };
  return (
    <form className="door-form" onSubmit={(event) => void submit(event)}>
      <label>
        {w('email')}
        <input ref={first} name="email" type="email" autoComplete="username" required />
      </label>
      <label>
        {w('password')}
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <Problem text={problem} />
      <button type="submit" className="main-button" disabled={busy}>
        {w('door.sign_in')}
      </button>
    </form>
  );
}

function Which({ staff, onDone }: { staff: Staff; onDone: () => void }) {
  const { w, name } = useWords();
  const [channels, setChannels] = useState<readonly TillChannel[]>();
  const [chosen, setChosen] = useState<string>();
  const [label, setLabel] = useState(w('door.default_name', { n: '1' }));
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    tillChannels().then(
      (all) => {
        const mine = all.filter((channel) => staff.siteId === null || channel.siteId === staff.siteId);
        setChannels(mine);
        setChosen(mine[0]?.channelId);
      },
      (error: unknown) => setProblem(words(error)),
    );
  }, [staff.siteId]);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (chosen === undefined) return;
    try {
      await enrol({ deviceId: ownDeviceId(), channelId: chosen, name: label.trim() || 'Caisse' });
      onDone();
    } catch (error) {
      setProblem(words(error));
    }
  };
  if (channels?.length === 0) return <p>{w('door.no_channel')}</p>;
  return (
    <form className="door-form" onSubmit={(event) => void submit(event)}>
      <fieldset>
        <legend>{w('door.which')}</legend>
        {(channels ?? []).map((channel) => (
          <label key={channel.channelId} className="radio">
            <input
              type="radio"
              name="channel"
              checked={chosen === channel.channelId}
              onChange={() => setChosen(channel.channelId)}
            />
            {name(channel.name)}
          </label>
        ))}
      </fieldset>
      <label>
        {w('door.name')}
        <input value={label} maxLength={60} onChange={(event) => setLabel(event.target.value)} />
      </label>
      <Problem text={problem} />
      <button type="submit" className="main-button" disabled={chosen === undefined}>
        {w('door.open')}
      </button>
    </form>
  );
}
