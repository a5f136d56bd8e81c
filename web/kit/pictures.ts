/**
 * Addresses of pictures. A picture's address carries what a page must know to leave the right space for it and to choose a size:
 * `/media/med_…-3fa9c1d2e4b5a697-1600x1200-50x30.jpg` is content 3fa9…, 1600 × 1200 pixels, looked at in the middle and 30 % from
 * the top. Its renditions are `/media/med_…-3fa9c1d2e4b5a697-w640.avif`: named by their content, so they never change.
 */
export const pictureWidths = [160, 320, 480, 640, 960, 1280, 1600, 1920] as const;
export type PictureWidth = (typeof pictureWidths)[number];
/** Best first; a browser takes the first it knows. JPEG is what all of them know. */
export const pictureFormats = ['avif', 'webp', 'jpg'] as const;
export type PictureFormat = (typeof pictureFormats)[number];

/** What should stay in sight when the picture is cropped: percent from the left and from the top. */
export type Focus = { readonly x: number; readonly y: number };
export const CENTRE: Focus = { x: 50, y: 50 };

export type PictureFacts = {
  readonly mediaId: string;
  /** The first 16 characters of the content's SHA-256. */
  readonly content: string;
  /** Pixels, upright. */
  readonly width: number;
  readonly height: number;
  readonly focus: Focus;
};

export type Rendition = {
  readonly mediaId: string;
  readonly content: string;
  readonly width: PictureWidth;
  readonly format: PictureFormat;
};

const STEM = 'med_[0-9a-hjkmnp-tv-z]{26}';
const HASH = '[0-9a-f]{16}';

/** The address that stands in data: product, cart line, order. */
export function picturePath({ mediaId, content, width, height, focus }: PictureFacts): string {
  return `/media/${mediaId}-${content}-${width}x${height}-${focus.x}x${focus.y}.jpg`;
}

/** What an address says of its picture; undefined for a drawing, or a picture whose size nobody has measured. */
export function readPicture(src: string): PictureFacts | undefined {
  const found = new RegExp(
    `^/media/(${STEM})-(${HASH})-([1-9]\\d{0,5})x([1-9]\\d{0,5})-(\\d{1,3})x(\\d{1,3})\\.jpg$`,
  ).exec(src);
  if (!found) return undefined;
  const [, mediaId = '', content = '', width, height, x, y] = found;
  const focus = { x: Math.min(100, Number(x)), y: Math.min(100, Number(y)) };
  return { mediaId, content, width: Number(width), height: Number(height), focus };
}

export const renditionPath = ({ mediaId, content, width, format }: Rendition): string =>
  `/media/${mediaId}-${content}-w${width}.${format}`;

export function readRendition(path: string): Rendition | undefined {
  const found = new RegExp(`^/media/(${STEM})-(${HASH})-w(\\d{3,4})\\.(avif|webp|jpg)$`).exec(path);
  const width = pictureWidths.find((known) => String(known) === found?.[3]);
  const format = pictureFormats.find((known) => known === found?.[4]);
  if (!found || width === undefined || format === undefined) return undefined;
  return { mediaId: found[1] ?? '', content: found[2] ?? '', width, format };
}

/** The widths worth offering: none wider than the picture, but for the one that holds it whole. */
export function widthsOf(width: number): readonly PictureWidth[] {
  const whole = pictureWidths.findIndex((known) => known >= width);
  return whole < 0 ? pictureWidths : pictureWidths.slice(0, whole + 1);
}

/** `/media/…-w320.avif 320w, …` for one format. Small pictures are not enlarged: the last says its real width. */
export function srcsetOf(facts: PictureFacts, format: PictureFormat): string {
  return widthsOf(facts.width)
    .map((width) => `${renditionPath({ ...facts, width, format })} ${Math.min(width, facts.width)}w`)
    .join(', ');
}

export type PictureMarkup = {
  readonly sources: readonly { readonly type: string; readonly srcset: string }[];
  /** For browsers that know none of the sources: a JPEG of middle size, and all its sizes. */
  readonly src: string;
  readonly srcset: string;
  readonly width: number;
  readonly height: number;
  /** CSS `object-position`; undefined where the middle is right. */
  readonly position: string | undefined;
};

/** All that `<picture>` needs; undefined where an address is shown as it is (drawings, unmeasured pictures). */
export function pictureMarkup(src: string): PictureMarkup | undefined {
  const facts = readPicture(src);
  if (!facts) return undefined;
  const { focus } = facts;
  const middle = widthsOf(facts.width).findLast((width) => width <= 640) ?? 160;
  return {
    sources: [
      { type: 'image/avif', srcset: srcsetOf(facts, 'avif') },
      { type: 'image/webp', srcset: srcsetOf(facts, 'webp') },
    ],
    src: renditionPath({ ...facts, width: middle, format: 'jpg' }),
    srcset: srcsetOf(facts, 'jpg'),
    width: facts.width,
    height: facts.height,
    position: focus.x === 50 && focus.y === 50 ? undefined : `${focus.x}% ${focus.y}%`,
  };
}
