/** A product's picture on its stage. */
import { stageOfPath } from '#kit/drawings/palettes';

/** `size` in CSS pixels. `alt` is empty where the name stands beside it. */
export function Picture({ src, alt = '', size = 40 }: { src: string | null | undefined; alt?: string; size?: number }) {
  const stage = src ? stageOfPath(src) : undefined;
  const background = stage === undefined ? 'var(--sunken)' : `var(--stage-${stage})`;
  return (
    <span className="picture" style={{ width: size, height: size, background }}>
      {src && <img src={src} alt={alt} width={size} height={size} loading="lazy" />}
    </span>
  );
}
