/** A QR matrix as one SVG path; the matrix comes from whoever encodes it (the server). */

/** A code ready to be drawn: `size` modules a side, `path` over a field of that size. */
export type QrPath = { size: number; path: string };

/** Turns a square matrix, row by row, into a path with one rectangle a run. `dark` holds size × size flags. */
export function qrPath(size: number, dark: ArrayLike<number | boolean>): QrPath {
  let path = '';
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!dark[y * size + x]) continue;
      const start = x;
      while (x < size && dark[y * size + x]) x++;
      path += `M${start} ${y}h${x - start}v1h-${x - start}z`;
    }
  }
  return { size, path };
}
