/** A field for a hand scanner or fingers, and the camera beside it. */
import { Button, TextInput } from '@mantine/core';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { watchCamera, type CameraState } from '#kit/camera/camera';
import { readLabel } from '#kit/camera/labels';
import { Icon } from '../parts/icon.tsx';
import { useWords } from '../shell/lang.tsx';
import { buying } from './words.ts';

type ScannerProps = {
  readonly onCode: (code: string) => void;
  /** What the last code was. */
  readonly said: string;
};

/** Codes as an article bears them: a label's link is its code. */
export function Scanner({ onCode, said }: ScannerProps) {
  const t = useWords(buying);
  const [typed, setTyped] = useState('');
  const [seeing, see] = useState(false);
  const take = (text: string) => {
    if (text.trim() !== '') onCode(readLabel(text.trim())?.code ?? text.trim());
  };
  return (
    <div className="column">
      <div className="buy-scan">
        <TextInput
          aria-label={t('scan')}
          placeholder={t('scan')}
          leftSection={<Icon name="scan" size={16} />}
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            take(typed);
            setTyped('');
          }}
        />
        <Button variant="default" leftSection={<Icon name="qr" size={16} />} onClick={() => see(!seeing)}>
          {seeing ? t('cameraOff') : t('camera')}
        </Button>
      </div>
      {seeing && <Camera onCode={take} />}
      <p className="buy-said" role="status">
        {said}
      </p>
    </div>
  );
}

function Camera({ onCode }: { onCode: (code: string) => void }) {
  const t = useWords(buying);
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<CameraState>('starting');
  const tell = useEffectEvent(onCode);
  useEffect(() => watchCamera({ video: () => video.current, onState: setState, onCode: (code) => tell(code) }), []);
  return (
    <div className="buy-camera">
      <video ref={video} playsInline muted />
      <p className="help">{t(`camera.${state}`)}</p>
    </div>
  );
}
