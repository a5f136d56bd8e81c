/** Somebody comes to the till: who, then their code. */
import { useState } from 'react';
import type { Lang } from '#kit/format';
import { ApiProblem, signInByPin, type Person } from '../api.ts';
import { Icon, Initials } from '../parts/icon.tsx';
import { useKeyDown } from '../keys.ts';
import { useWords } from '../words.ts';
import { Frame, Problem } from './frame.tsx';

type Props = {
  people: readonly Person[];
  device: string;
  onDone: () => void;
  onPassword: () => void;
  onLanguage: (lang: Lang) => void;
};

export function Pin({ people, device, onDone, onPassword, onLanguage }: Props) {
  const { w } = useWords();
  const [who, setWho] = useState<Person | undefined>(people.length === 1 ? people[0] : undefined);
  return (
    <Frame onLanguage={onLanguage}>
      <p className="muted">{device}</p>
      {who ? (
        <Code key={who.staffId} who={who} onDone={onDone} />
      ) : (
        <>
          <h1 className="title">{w('door.who')}</h1>
          {people.length === 0 && <p className="muted">{w('door.nobody')}</p>}
          <ul className="people">
            {people.map((person) => (
              <li key={person.staffId}>
                <button type="button" onClick={() => setWho(person)}>
                  <Initials name={person.name} />
                  {person.name}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <div className="door-more">
        {who && people.length > 1 && (
          <button type="button" className="plain-button" onClick={() => setWho(undefined)}>
            {w('door.others')}
          </button>
        )}
        <button type="button" className="plain-button" onClick={onPassword}>
          {w('door.with_password')}
        </button>
      </div>
    </Frame>
  );
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

function Code({ who, onDone }: { who: Person; onDone: () => void }) {
  const { w } = useWords();
  const [pin, setPin] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const enter = async (): Promise<void> => {
    if (pin.length < 4 || busy) return;
    setBusy(true);
    try {
      await signInByPin(who.staffId, pin);
      onDone();
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error.title : String(error));
      setPin('');
      setBusy(false);
    }
  };
  const press = (key: string): void => {
    if (/^\d$/.test(key)) setPin((before) => (before + key).slice(0, 8));
    else if (key === 'Backspace') setPin((before) => before.slice(0, -1));
    else if (key === 'Enter') void enter();
  };
  useKeyDown(
    (event) => {
      // A focused button already acts on Enter.
      if (event.key === 'Enter' && event.target instanceof HTMLButtonElement) return;
      press(event.key);
    },
    { scanners: false },
  );
  return (
    <>
      <h1 className="title">{w('door.pin', { name: who.name })}</h1>
      <p className="dots" role="status" aria-label={w('door.pin_digits', { n: pin.length })}>
        {Array.from({ length: Math.max(4, pin.length) }, (_, i) => (
          <span key={i} className={i < pin.length ? 'dot on' : 'dot'} />
        ))}
      </p>
      <Problem text={problem} />
      <div className="pin-pad">
        {digits.map((digit) => (
          <button key={digit} type="button" onClick={() => press(digit)}>
            {digit}
          </button>
        ))}
        <button type="button" aria-label={w('erase')} onClick={() => press('Backspace')}>
          <Icon name="left" size={24} />
        </button>
        <button type="button" onClick={() => press('0')}>
          0
        </button>
        <button
          type="button"
          className="go"
          aria-label={w('enter')}
          disabled={pin.length < 4 || busy}
          onClick={() => void enter()}
        >
          <Icon name="check" size={26} />
        </button>
      </div>
    </>
  );
}
