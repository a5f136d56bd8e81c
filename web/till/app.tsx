/** The till from the door to the sale: open the device, sign in by code, sell. */
import { useCallback, useEffect, useState } from 'react';
import type { Lang } from '#kit/format';
import {
  ApiProblem,
  SIGNED_OUT,
  knownDevice,
  signOut,
  thisTill,
  whoIsIn,
  type Device,
  type Person,
  type Staff,
} from './api.ts';
import { Blocked } from './door/blocked.tsx';
import { Elsewhere } from './door/elsewhere.tsx';
import { Enrol } from './door/enrol.tsx';
import { Failed, Waiting } from './door/frame.tsx';
import { Moved } from './door/moved.tsx';
import { Pin } from './door/pin.tsx';
import { Sell } from './sell.tsx';
import { TILL_MOVED } from './live.ts';
import { forgetTill, keepLanguage, keepTill, language, showTheme, theme, wasTill } from './store.ts';
import { useHold } from './use-hold.ts';
import { LangContext } from './words.ts';

type Stage =
  | { readonly at: 'waiting' }
  | { readonly at: 'failed' }
  | { readonly at: 'moved'; readonly name: string }
  | { readonly at: 'enrol'; readonly staff: Staff | null }
  | { readonly at: 'pin'; readonly people: readonly Person[]; readonly device: string }
  | { readonly at: 'blocked'; readonly device: Device }
  | { readonly at: 'sell'; readonly staff: Staff; readonly device: Device };

/** Where this device stands: not a till yet, a till without anybody, somebody at it, or held back until a person has looked. */
async function stageNow(): Promise<Stage> {
  try {
    const [staff, { device, people }] = await Promise.all([whoIsIn(), knownDevice()]);
    const was = wasTill();
    if (!device) return was === null ? { at: 'enrol', staff } : { at: 'moved', name: was };
    if (!staff) return { at: 'pin', people, device: device.name };
    const till = await thisTill();
    keepTill(till.name);
    return till.blocked ? { at: 'blocked', device: till } : { at: 'sell', staff, device: till };
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'till.unknown_device')
      return { at: 'enrol', staff: await whoIsIn() };
    return { at: 'failed' };
  }
}

export function App() {
  const [lang, setLang] = useState<Lang>(language);
  const [stage, setStage] = useState<Stage>({ at: 'waiting' });
  const { hold, takeOver } = useHold();
  const look = useCallback(() => void stageNow().then(setStage), []);
  useEffect(() => showTheme(theme()), []);
  useEffect(() => {
    if (hold !== 'held') return;
    look();
    addEventListener(SIGNED_OUT, look);
    addEventListener(TILL_MOVED, look);
    return () => {
      removeEventListener(SIGNED_OUT, look);
      removeEventListener(TILL_MOVED, look);
      // Whoever comes back to the till asks anew where its chain stands.
      setStage({ at: 'waiting' });
    };
  }, [look, hold]);
  useEffect(() => {
    document.documentElement.lang = lang;
  }, [lang]);
  const speak = (chosen: Lang): void => {
    keepLanguage(chosen);
    setLang(chosen);
  };
  const leave = (): void => void signOut().finally(look);
  if (hold !== 'held')
    return <LangContext value={lang}>{hold === 'asking' ? <Waiting /> : <Elsewhere onTake={takeOver} />}</LangContext>;
  return (
    <LangContext value={lang}>
      {stage.at === 'waiting' && <Waiting />}
      {stage.at === 'failed' && <Failed onRetry={look} />}
      {stage.at === 'moved' && (
        <Moved
          name={stage.name}
          onOpen={() => {
            forgetTill();
            look();
          }}
        />
      )}
      {stage.at === 'enrol' && <Enrol staff={stage.staff} onDone={look} onLanguage={speak} />}
      {stage.at === 'pin' && (
        <Pin
          people={stage.people}
          device={stage.device}
          onDone={look}
          onLanguage={speak}
          onPassword={() => setStage({ at: 'enrol', staff: null })}
        />
      )}
      {stage.at === 'blocked' && <Blocked device={stage.device} onRetry={look} onLeave={leave} />}
      {stage.at === 'sell' && <Sell device={stage.device} staff={stage.staff} onLeave={leave} onLanguage={speak} />}
    </LangContext>
  );
}
