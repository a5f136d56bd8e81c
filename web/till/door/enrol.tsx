/** Opens a device as a till: somebody's password, then which till it is. */
import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { Instant } from '#base/time';
import { dateTime, type Lang } from '#kit/format';
import {
  ApiProblem,
  enrol,
  signIn,
  takeOver,
  tillChannels,
  tillsToTake,
  type Staff,
  type TillChannel,
  type TillToTake,
} from '../api.ts';
import { becomeDevice, ownDeviceId } from '../store.ts';
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

/** Which till this is: a new one of a channel, or one that goes on here. */
function useWhich(staff: Staff) {
  const [channels, setChannels] = useState<readonly TillChannel[]>();
  const [tills, setTills] = useState<readonly TillToTake[]>([]);
  const [chosen, choose] = useState<string>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    tillChannels().then(
      (all) => {
        const mine = all.filter((channel) => staff.siteId === null || channel.siteId === staff.siteId);
        setChannels(mine);
        choose(mine[0]?.channelId);
      },
      (error: unknown) => setProblem(words(error)),
    );
    tillsToTake().then(setTills, () => undefined);
  }, [staff.siteId]);
  return { channels, tills, chosen, choose, problem, setProblem };
}

function Which({ staff, onDone }: { staff: Staff; onDone: () => void }) {
  const { w, name } = useWords();
  const { channels, tills, chosen, choose, problem, setProblem } = useWhich(staff);
  const [taken, take] = useState<string>();
  const [label, setLabel] = useState(w('door.default_name', { n: '1' }));
  const own = ownDeviceId();
  const here = tills.filter((till) => till.channelId === chosen && till.deviceId !== own);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (chosen === undefined) return;
    try {
      if (taken === undefined) await enrol({ deviceId: own, channelId: chosen, name: label.trim() || 'Caisse' });
      else {
        await takeOver(taken);
        becomeDevice(taken);
      }
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
              onChange={() => {
                choose(channel.channelId);
                take(undefined);
              }}
            />
            {name(channel.name)}
          </label>
        ))}
      </fieldset>
      {here.length > 0 && <Continue {...{ taken, take }} tills={here} />}
      {taken === undefined && (
        <label>
          {w('door.name')}
          <input value={label} maxLength={60} onChange={(event) => setLabel(event.target.value)} />
        </label>
      )}
      <Problem text={problem} />
      <button type="submit" className="main-button" disabled={chosen === undefined}>
        {w(taken === undefined ? 'door.open' : 'door.continue')}
      </button>
    </form>
  );
}

type ContinueProps = {
  tills: readonly TillToTake[];
  taken: string | undefined;
  take: (id: string | undefined) => void;
};

/** A device that is lost or broken leaves its till behind: its tickets go on here, and it sells no more. */
function Continue({ tills, taken, take }: ContinueProps) {
  const { w, lang } = useWords();
  return (
    <fieldset>
      <legend>{w('door.new_or_old')}</legend>
      <label className="radio">
        <input type="radio" name="till" checked={taken === undefined} onChange={() => take(undefined)} />
        {w('door.new')}
      </label>
      {tills.map(({ deviceId, name, code, lastSequence, lastAt, blocked }) => (
        <label key={deviceId} className="radio">
          <input type="radio" name="till" checked={taken === deviceId} onChange={() => take(deviceId)} />
          <span>
            {w('door.go_on', { name })}
            <small className="muted num">
              {code} ·{' '}
              {lastAt === null
                ? w('door.no_ticket')
                : w('door.last_ticket', { n: lastSequence, at: dateTime(lang, lastAt as Instant) })}
              {blocked && ` · ${w('door.waits')}`}
            </small>
          </span>
        </label>
      ))}
      {taken !== undefined && <p className="muted">{w('door.continue_help')}</p>}
    </fieldset>
  );
}
