/** A ticket of this till did not follow: it sells nothing until somebody has looked in the office. */
import type { Device } from '../api.ts';
import { useWords } from '../words.ts';
import { Frame } from './frame.tsx';

type Props = { readonly device: Device; readonly onRetry: () => void; readonly onLeave: () => void };

export function Blocked({ device, onRetry, onLeave }: Props) {
  const { w } = useWords();
  return (
    <Frame>
      <h1 className="title">{w('blocked.title')}</h1>
      <p role="alert">
        <b>{device.name}</b> <span className="muted">{device.code}</span>
      </p>
      <p className="muted">{w('blocked.help')}</p>
      <button type="button" className="main-button" onClick={onRetry}>
        {w('blocked.retry')}
      </button>
      <button type="button" className="plain-button" onClick={onLeave}>
        {w('menu.leave')}
      </button>
    </Frame>
  );
}
