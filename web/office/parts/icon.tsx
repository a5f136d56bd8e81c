/** Icons and the mark. Always decoration: the word beside them says it. */
import { toText } from '#kit/html';
import { icon, levelGlyph, type IconName, type LevelNumber } from '#kit/icons';
import { mark } from '#kit/logo';

const raw = (markup: string) => ({ dangerouslySetInnerHTML: { __html: markup } });

/** One of our icons, in the current colour; `size` in CSS pixels. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return <span className="icon" {...raw(toText(icon(name, size)))} />;
}

/** An integration level drawn as what it means; say the word beside it. */
export function LevelGlyph({ level, size = 28 }: { level: LevelNumber; size?: number }) {
  return <span className="icon" {...raw(toText(levelGlyph(level, size)))} />;
}

/** The mark of Halle. */
export function Mark({ size = 26 }: { size?: number }) {
  return <span className="icon mark" {...raw(toText(mark(size)))} />;
}
