/** What a fake camera films: an EAN-13 drawn by its rules (GS1 General Specifications 5.2), and any square of modules, as Y4M. */
import { writeFileSync } from 'node:fs';

const left = [
  '0001101',
  '0011001',
  '0010011',
  '0111101',
  '0100011',
  '0110001',
  '0101111',
  '0111011',
  '0110111',
  '0001011',
];
const right = left.map((bits) => [...bits].map((bit) => (bit === '1' ? '0' : '1')).join(''));
const even = right.map((bits) => [...bits].reverse().join(''));
/** Which of the six left digits are even: that is how the first digit is told. */
const parity = ['000000', '001011', '001101', '001110', '010011', '011001', '011100', '010101', '010110', '011010'];

/** The 95 modules of an EAN-13, `1` a bar. */
export function ean13(digits: string): string {
  const first = parity[Number(digits[0])] ?? '';
  const code = (from: number, sets: (i: number) => readonly string[]): string =>
    [...digits.slice(from, from + 6)].map((digit, i) => sets(i)[Number(digit)]).join('');
  return `101${code(1, (i) => (first[i] === '1' ? even : left))}01010${code(7, () => right)}101`;
}

export type Picture = (x: number, y: number) => boolean;

const WIDTH = 640;
const HEIGHT = 480;

/** Bars across the middle of the picture; beside and above them it is white. */
export function bars(modules: string, module = 4): Picture {
  const from = Math.floor((WIDTH - modules.length * module) / 2);
  return (x, y) => y > 120 && y < 360 && modules[Math.floor((x - from) / module)] === '1';
}

/** A square code in the middle. */
export function square(size: number, dark: (row: number, column: number) => boolean, module = 10): Picture {
  const [x0, y0] = [(WIDTH - size * module) / 2, (HEIGHT - size * module) / 2];
  return (x, y) => {
    const [column, row] = [Math.floor((x - x0) / module), Math.floor((y - y0) / module)];
    return row >= 0 && column >= 0 && row < size && column < size && dark(row, column);
  };
}

/** Writes a film for `--use-file-for-fake-video-capture`: each picture for so many frames, ten a second, over and over. */
export function film(file: string, pictures: readonly Picture[], frames: number): void {
  const grey = Buffer.alloc((WIDTH / 2) * (HEIGHT / 2) * 2, 128);
  const parts: Buffer[] = [Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`)];
  for (const picture of pictures) {
    const light = Buffer.alloc(WIDTH * HEIGHT);
    for (let y = 0; y < HEIGHT; y++) for (let x = 0; x < WIDTH; x++) light[y * WIDTH + x] = picture(x, y) ? 20 : 235;
    const frame = Buffer.concat([Buffer.from('FRAME\n'), light, grey]);
    for (let n = 0; n < frames; n++) parts.push(frame);
  }
  writeFileSync(file, Buffer.concat(parts));
}
