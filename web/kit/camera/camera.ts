/** The camera while its panel is open: asked for, looked through, given back. */
import { elapsed } from '#base/time';
import { nextSight, type Sight } from './codes.ts';
import type { Reader } from './reader.ts';

/** `seeing`, or why not: not allowed, none there, taken by another program, a page that is not secure, or a reader that did not load. */
export type CameraState = 'starting' | 'seeing' | 'refused' | 'none' | 'busy' | 'insecure' | 'broken';

/** Between two looks: a code is seen at once, and the page stays quick. */
const LOOK_MS = 120;

const reasons: Readonly<Record<string, CameraState>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

export type Watching = {
  /** The element the camera is shown in, once there is one. */
  readonly video: () => HTMLVideoElement | null;
  readonly onState: (state: CameraState) => void;
  /** Each code, once a piece. */
  readonly onCode: (code: string) => void;
};

/** Opens the camera and tells what it reads, until the function that comes back is called. */
export function watchCamera({ video, onState, onCode }: Watching): () => void {
  let left = false;
  let stream: MediaStream | undefined;
  const show = (next: CameraState): void => {
    if (!left) onState(next);
  };
  const begin = async (): Promise<void> => {
    show('starting');
    try {
      stream = await openCamera();
    } catch (error) {
      return show(reasons[(error as Error).name] ?? 'none');
    }
    const element = video();
    if (left || !element) return stopped(stream);
    element.srcObject = stream;
    // A camera that is pulled out, or taken away by the system.
    stream.getVideoTracks()[0]?.addEventListener('ended', () => show('busy'));
    await element.play().catch(() => undefined);
    try {
      // The reader is fetched when a camera is there to be read.
      const { codeReader } = await import('./reader.ts');
      const reader = await codeReader();
      show('seeing');
      await look(reader, element, () => left, onCode);
    } catch {
      show('broken');
    }
  };
  if (navigator.mediaDevices === undefined) show('insecure');
  else void begin();
  return () => {
    left = true;
    if (stream) stopped(stream);
  };
}

const openCamera = (): Promise<MediaStream> =>
  navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: 'environment', width: { ideal: 1_280 }, height: { ideal: 720 } },
  });

const stopped = (stream: MediaStream): void => {
  for (const track of stream.getTracks()) track.stop();
};

async function look(
  read: Reader,
  video: HTMLVideoElement,
  over: () => boolean,
  tell: (code: string) => void,
): Promise<void> {
  let sight: Sight;
  while (!over()) {
    const code = document.hidden ? undefined : await read(video);
    const next = nextSight(sight, code === '' ? undefined : code, elapsed());
    sight = next.sight;
    if (next.scanned !== undefined && !over()) tell(next.scanned);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
