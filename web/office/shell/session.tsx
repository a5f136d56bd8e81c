/** Who is signed in. Without a session nothing but the sign-in screen is shown; the address is kept for afterwards. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { api, SIGNED_OUT } from '#kit/api';
import { Button } from '@mantine/core';
import { ErrorBox } from '../parts/failed.tsx';
import { SecondFactor } from '../people/factor.tsx';
import '../people/people.css';
import { peopleWords } from '../people/words.ts';
import { common } from '../words/common.ts';
import { useWords } from './lang.tsx';
import { SignIn } from './sign-in.tsx';

export type Staff = {
  readonly staffId: string;
  readonly name: string;
  readonly role: string;
  readonly rights: readonly string[];
  readonly siteId: string | null;
  /** What must be done before anything else. */
  readonly needs: 'second_factor' | null;
};
type Session = { readonly staff: Staff; readonly signOut: () => Promise<void> };
const SessionContext = createContext<Session | undefined>(undefined);

/** Shows the office to staff, and the sign-in screen to everybody else. */
export function SessionGate({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [ended, setEnded] = useState(false);
  const session = useQuery({
    queryKey: ['session'],
    queryFn: () => api<{ staff: Staff | null }>('GET', '/api/session'),
    staleTime: 60_000,
  });
  const staff = session.data?.staff ?? undefined;
  useEffect(() => {
    const hear = () => {
      setEnded(true);
      client.setQueryData(['session'], { staff: null });
    };
    window.addEventListener(SIGNED_OUT, hear);
    return () => window.removeEventListener(SIGNED_OUT, hear);
  }, [client]);
  const held = useMemo<Session | undefined>(
    () =>
      staff && {
        staff,
        signOut: async () => {
          await api('DELETE', '/api/session');
          setEnded(false);
          client.clear();
          client.setQueryData(['session'], { staff: null });
        },
      },
    [staff, client],
  );
  if (session.isPending) return null;
  if (session.isError) return <ErrorBox error={session.error} retry={() => void session.refetch()} page />;
  if (!held) return <SignIn ended={ended} onDone={() => void session.refetch()} />;
  return (
    <SessionContext value={held}>
      {held.staff.needs === null ? children : <FactorDoor onOut={held.signOut} />}
    </SessionContext>
  );
}

/** Whoever must have a second factor sets it up here; nothing else is open to them yet. */
function FactorDoor({ onOut }: { onOut: () => Promise<void> }) {
  const t = useWords(peopleWords);
  const c = useWords(common);
  return (
    <main className="door">
      <div className="column" style={{ width: 'min(420px, 92vw)' }}>
        <h1>{t('factor')}</h1>
        <p>{t('factorNeeded')}</p>
        <SecondFactor />
        <Button variant="subtle" onClick={() => void onOut()}>
          {c('signOut')}
        </Button>
      </div>
    </main>
  );
}

/** The session; only below the gate. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('no session here');
  return session;
}

/** Whether this person holds a right, as `orders.write`. The server decides; this only hides what would be refused. */
export function useCan(right: string): boolean {
  return useSession().staff.rights.includes(right);
}
