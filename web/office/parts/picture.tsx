/** A product's picture on its stage. */
import { stageOfPath } from '#kit/drawings/palettes';
import { pictureMarkup } from '#kit/pictures';

/** `size` in CSS pixels. `alt` is empty where the name stands beside it. */
export function Picture({ src, alt = '', size = 40 }: { src: string | null | undefined; alt?: string; size?: number }) {
  const stage = src ? stageOfPath(src) : undefined;
  const background = stage === undefined ? 'var(--sunken)' : `var(--stage-${stage})`;
  const known = src ? pictureMarkup(src) : undefined;
  const sizes = `${size}px`;
  const image = { width: size, height: size, loading: 'lazy' } as const;
  return (
    <span className="picture" style={{ width: size, height: size, background }}>
      {known ? (
        <picture>
          {known.sources.map((source) => (
            <source key={source.type} type={source.type} srcSet={source.srcset} sizes={sizes} />
          ))}
          <img
            alt={alt}
            {...image}
            src={known.src}
            srcSet={known.srcset}
            sizes={sizes}
            style={{ objectFit: 'cover', objectPosition: known.position }}
          />
        </picture>
      ) : (
        src && <img alt={alt} {...image} src={src} />
      )}
    </span>
  );
}
