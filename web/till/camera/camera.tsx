/** The camera as a scanner, in the place of the tiles. It stays open from piece to piece; what it read is said beneath. */
import { useState } from 'react';
import { Icon } from '../parts/icon.tsx';
import { useWords } from '../words.ts';
import { useCamera } from './use-camera.ts';

type Props = {
  /** Takes a code to where it belongs; answers with what it was, or undefined when nothing has it. */
  onCode: (code: string) => Promise<string | undefined>;
  onClose: () => void;
};

type Told = { readonly code: string; readonly name: string | undefined };

export function Camera({ onCode, onClose }: Props) {
  const { w } = useWords();
  const [round, setRound] = useState(0);
  const [told, setTold] = useState<Told>();
  const { video, state } = useCamera(round, (code) => {
    void onCode(code).then((name) => setTold({ code, name }));
  });
  const sees = state === 'seeing' || state === 'starting';
  return (
    <section className="camera" aria-label={w('camera.title')}>
      <div className="camera-view" hidden={!sees}>
        <video ref={video} muted playsInline aria-label={w('camera.title')} />
        {state === 'seeing' && <span className="camera-frame" aria-hidden="true" />}
      </div>
      {!sees && (
        <div className="nothing" role="alert">
          <Icon name="alert" size={28} />
          <b>{w(`camera.${state}`)}</b>
          <span>{w(`camera.${state}_help`)}</span>
          <button type="button" className="side-button" onClick={() => setRound(round + 1)}>
            {w('retry')}
          </button>
        </div>
      )}
      <div className="camera-foot">
        <p className={told && told.name === undefined ? 'low' : 'muted'} role="status">
          {told === undefined && w(state === 'starting' ? 'camera.starting' : sees ? 'camera.help' : 'camera.by_hand')}
          {told !== undefined &&
            (told.name === undefined
              ? w('search.unknown_code', { q: told.code })
              : w('camera.read', { name: told.name }))}
        </p>
        <button type="button" className="side-button" onClick={onClose}>
          {w('close')} <kbd>{w('pay.escape')}</kbd>
        </button>
      </div>
    </section>
  );
}
