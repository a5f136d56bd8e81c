/** Reads codes in a picture: by the browser's own detector where it knows our kinds, else by a library of our own origin, loaded then. */
import { kinds, typedCode, type Read } from './codes.ts';

/** The first code in the picture as a scanner would type it. */
export type Reader = (video: HTMLVideoElement) => Promise<string | undefined>;

type Detector = { detect: (source: HTMLVideoElement) => Promise<readonly { rawValue: string; format: string }[]> };
type DetectorMaker = {
  new (options: { formats: readonly string[] }): Detector;
  getSupportedFormats: () => Promise<readonly string[]>;
};

export async function codeReader(): Promise<Reader> {
  const detector = await ownDetector();
  if (!detector) return libraryReader();
  return async (video) => {
    const [found] = await detector.detect(video);
    return found && typedCode({ text: found.rawValue, kind: found.format });
  };
}

/** The browser's own, if it is there and knows every kind we need. */
async function ownDetector(): Promise<Detector | undefined> {
  const { BarcodeDetector: Maker } = globalThis as { BarcodeDetector?: DetectorMaker };
  if (!Maker) return undefined;
  const known = await Maker.getSupportedFormats().catch((): readonly string[] => []);
  return kinds.every((kind) => known.includes(kind)) ? new Maker({ formats: kinds }) : undefined;
}

/** Wide enough for a code at arm's length, and half the work of the full picture. */
const WIDTH = 960;
const names = {
  EAN13: 'ean_13',
  EAN8: 'ean_8',
  UPCA: 'upc_a',
  UPCE: 'upc_e',
  Code128: 'code_128',
  QRCode: 'qr_code',
} as const;
type Name = keyof typeof names;

async function libraryReader(): Promise<Reader> {
  const [{ prepareZXingModule, readBarcodes }, { default: wasm }] = await Promise.all([
    import('zxing-wasm/reader'),
    import('zxing-wasm/reader/zxing_reader.wasm?url'),
  ]);
  // Without this the library would ask another host for its own file.
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    const { videoWidth, videoHeight } = video;
    if (!context || videoWidth === 0) return undefined;
    const scale = Math.min(1, WIDTH / videoWidth);
    canvas.width = Math.round(videoWidth * scale);
    canvas.height = Math.round(videoHeight * scale);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const picture = context.getImageData(0, 0, canvas.width, canvas.height);
    const [found] = await readBarcodes(picture, { formats: Object.keys(names) as Name[], maxNumberOfSymbols: 1 });
    if (!found?.isValid) return undefined;
    const read: Read = { text: found.text, kind: names[found.format as Name] ?? found.format };
    return typedCode(read);
  };
}
