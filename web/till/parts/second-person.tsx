/** What one person may not do alone: somebody else agrees where both stand, by their PIN. In the office they can agree too. */
import { useEffect, useState } from 'react';
import { agreeByPin, ApiProblem, knownDevice, type Person } from '../api.ts';
import { useWords } from '../words.ts';
import { Icon } from './icon.tsx';

/** The request that another person must agree to, where that is why something was refused. */
export const approvalOf = (error: unknown): string | undefined =>
  error instanceof ApiProblem && error.code === 'identity.approval_needed' ? error.detail : undefined;

type Props = { readonly approvalId: string; readonly onAgreed: () => void };

/** Who may agree here, and their doing so. */
function useAgreement({ approvalId, onAgreed }: Props) {
  const [people, setPeople] = useState<readonly Person[]>([]);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    let left = false;
    knownDevice().then(
      (known) => !left && setPeople(known.people),
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, []);
  const agree = async (staffId: string, pin: string): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await agreeByPin(approvalId, staffId, pin);
      onAgreed();
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error.title : String(error));
    } finally {
      setBusy(false);
    }
  };
  return { people, problem, busy, agree };
}

export function SecondPerson(props: Props) {
  const { w } = useWords();
  const { people, problem, busy, agree } = useAgreement(props);
  const [staffId, setStaff] = useState('');
  const [pin, setPin] = useState('');
  return (
    <form
      className="second-person"
      aria-label={w('second.title')}
      onSubmit={(event) => {
        event.preventDefault();
        if (staffId === '' || pin.length < 4) return;
        setPin('');
        void agree(staffId, pin);
      }}
    >
      <h3>{w('second.title')}</h3>
      <p>{w('second.text')}</p>
      <div className="sold-head">
        <label>
          {w('second.who')}
          <select value={staffId} onChange={(event) => setStaff(event.currentTarget.value)}>
            <option value="" />
            {people.map((person) => (
              <option key={person.staffId} value={person.staffId}>
                {person.name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {w('second.pin')}
          <input
            type="password"
            inputMode="numeric"
            autoComplete="off"
            maxLength={8}
            value={pin}
            onChange={(event) => setPin(event.currentTarget.value.replace(/\D/g, ''))}
          />
        </label>
        <button type="submit" className="side-button" disabled={busy || staffId === '' || pin.length < 4}>
          <Icon name="check" /> {w('second.agree')}
        </button>
      </div>
      {problem !== undefined && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
