/** Icons, the mark, and a product's picture on its stage. Always decoration: the word beside them says it. */
import { stageOfPath } from '#kit/drawings/palettes';
import { pictureMarkup } from '#kit/pictures';
import { toText } from '#kit/html';
import { icon, type IconName } from '#kit/icons';
import { mark } from '#kit/logo';

const raw = (markup: string) => ({ dangerouslySetInnerHTML: { __html: markup } });

/** One of our icons, in the current colour; `size` in CSS pixels. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return <span className="icon" {...raw(toText(icon(name, size)))} />;
}

export function Mark({ size = 22 }: { size?: number }) {
  return <span className="icon mark" {...raw(toText(mark(size)))} />;
}

export function Picture({ src, className = '' }: { src: string; className?: string }) {
  const stage = stageOfPath(src);
  const background = stage === undefined ? 'var(--sunken)' : `var(--stage-${stage})`;
  const known = pictureMarkup(src);
  // JPEG alone: tiles are small, and tills are of every age.
  return (
    <span className={`picture ${className}`} style={{ background }}>
      {known ? (
        <img
          src={known.src}
          srcSet={known.srcset}
          sizes={className === 'small' ? '44px' : '180px'}
          alt=""
          draggable={false}
          style={{ objectFit: 'cover', objectPosition: known.position }}
        />
      ) : (
        src !== '' && <img src={src} alt="" draggable={false} />
      )}
    </span>
  );
}

/** Two letters of a name, drawn by the style sheet: the name itself is always said beside them. */
export function Initials({ name }: { name: string }) {
  const letters = name
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .filter((letter) => /\p{L}/u.test(letter));
  return (
    <span
      className="initials"
      aria-hidden="true"
      data-letters={[letters[0], letters.length > 1 ? letters.at(-1) : ''].join('').toUpperCase()}
    />
  );
}
