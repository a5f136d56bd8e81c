/** The camera while its panel is open, as a hook. */
import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react';
import { watchCamera, type CameraState } from '#kit/camera/camera';

export type Camera = { readonly video: RefObject<HTMLVideoElement | null>; readonly state: CameraState };

/** Shows the camera in `video` and tells each code once. `round` grows to try again. */
export function useCamera(round: number, onCode: (code: string) => void): Camera {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<CameraState>('starting');
  const tell = useEffectEvent(onCode);
  useEffect(
    () => watchCamera({ video: () => video.current, onState: setState, onCode: (code) => tell(code) }),
    [round],
  );
  return { video, state };
}
