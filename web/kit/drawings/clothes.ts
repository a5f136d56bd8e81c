/** Clothes: see `pen.ts` for what a drawing is given and gives back. */
import { path, line, rect, ellipse, mirror } from './pen.ts';
import type { Draw } from './pen.ts';

export const clothes = {
  dress({ t, a, cloth, v }) {
    const sleeve =
      v % 2
        ? 'M140 84C112 96 98 136 92 196L124 202C130 168 138 146 152 130Z'
        : 'M140 84C122 92 110 110 104 138L140 146L152 124Z';
    const skirt =
      v > 1
        ? 'M152 182L248 182C258 240 264 292 268 336Q200 350 132 336C136 292 142 240 152 182Z'
        : 'M152 182L248 182C270 232 296 284 312 324Q200 356 88 324C104 284 130 232 152 182Z';
    return {
      floor: [200, 104],
      body:
        mirror(cloth(sleeve)) +
        path('M168 74Q200 88 232 74L228 100Q200 112 172 100Z', t.dd) +
        cloth(
          'M140 84Q154 76 168 74Q176 104 200 106Q224 104 232 74Q246 76 260 84Q258 130 250 150L248 186L152 186L150 150Q142 130 140 84Z',
        ) +
        cloth(skirt) +
        line('M176 194Q168 260 150 330M224 194Q232 260 250 330M200 196L200 338', t.d, 2.5, 'opacity=".5"') +
        path(
          v > 1
            ? 'M152 184C150 240 150 290 150 338Q140 338 132 336C136 292 142 240 152 184Z'
            : 'M152 184C142 240 118 290 108 330Q96 328 88 324C104 284 130 232 152 184Z',
          t.ll,
          'opacity=".35"',
        ) +
        path('M150 176Q200 186 250 176L251 192Q200 202 149 192Z', a.b) +
        rect(190, 180, 20, 17, 3, a.d),
    };
  },
  shirt({ t, a, cloth, v }) {
    const s =
      v % 2
        ? 'M132 96C104 104 92 130 84 170L126 184L146 140Z'
        : 'M132 96C98 108 84 160 72 300L108 306C118 240 128 200 146 160Z';
    return {
      floor: [200, 92],
      body:
        mirror(cloth(s)) +
        mirror(v % 2 ? '' : rect(71, 288, 38, 18, 4, t.d, 'transform="rotate(4 90 297)"')) +
        cloth(
          'M132 96L170 80L230 80L268 96C272 130 268 160 268 190L272 318Q200 332 128 318L132 190C132 160 128 130 132 96Z',
        ) +
        path('M128 318L132 190C132 160 128 130 132 96L150 88C146 180 148 260 146 322Z', t.ll, 'opacity=".4"') +
        path('M176 76L224 76L214 104L200 112L186 104Z', t.dd) +
        path('M170 80L180 70L200 108L176 124Z', t.l) +
        path('M230 80L220 70L200 108L224 124Z', t.l) +
        line('M170 80L176 124L200 108L224 124L230 80', t.d, 2) +
        line('M193 116L193 325M207 116L207 325', t.d, 1.6, 'opacity=".55"') +
        [138, 178, 218, 258, 298].map((y) => ellipse(200, y, 4.2, 4.2, a.b)).join('') +
        path('M222 154L256 154L256 186Q239 198 222 186Z', t.l, `stroke="${t.d}" stroke-width="1.6"`),
    };
  },
  coat({ t, a, cloth, v }) {
    return {
      floor: [200, 96],
      body:
        mirror(cloth('M134 82C104 94 92 150 84 270L122 276C128 220 136 190 150 150Z')) +
        mirror(rect(84, 254, 40, 20, 4, t.d, 'transform="rotate(4 104 264)"')) +
        cloth(
          'M134 82L172 66L228 66L266 82C272 120 264 150 264 180L284 336Q200 346 116 336L136 180C136 150 128 120 134 82Z',
        ) +
        path('M200 150L264 180L284 336Q240 342 200 342Z', t.d, 'opacity=".28"') +
        path('M178 60L222 60L200 142Z', t.dd) +
        path('M186 66L214 66L200 118Z', a.ll) +
        path('M172 66L180 58L202 148L178 152L152 112L164 102Z', t.l) +
        path('M228 66L220 58L198 148L222 152L248 112L236 102Z', t.b, `stroke="${t.d}" stroke-width="1.6"`) +
        line('M206 150L212 340', t.dd, 2, 'opacity=".6"') +
        [184, 222, 260].map((y) => ellipse(184, y, 5.5, 5.5, a.b) + ellipse(228, y, 5.5, 5.5, a.b)).join('') +
        mirror(path('M132 258L168 250L168 262L132 270Z', t.dd, 'opacity=".55"')) +
        (v % 2 ? path('M134 196Q200 210 266 196L268 214Q200 228 132 214Z', a.b) : ''),
    };
  },
  sweater({ t, cloth, v }) {
    const ribs = (y: number, x0: number, x1: number) =>
      Array.from({ length: Math.floor((x1 - x0) / 9) }, (_, i) => `M${x0 + 5 + i * 9} ${y}v16`).join('');
    return {
      floor: [200, 96],
      body:
        mirror(cloth('M136 104C104 114 88 160 70 290L110 300C122 240 132 210 150 176Z')) +
        mirror(path('M67 280L111 290L108 310L64 300Z', t.d)) +
        cloth(
          'M136 104L168 88Q200 104 232 88L264 104C270 150 266 180 266 210L268 300L132 300L134 210C134 180 130 150 136 104Z',
        ) +
        path('M132 300L134 210C134 180 130 150 136 104L152 96C148 180 150 240 148 300Z', t.ll, 'opacity=".36"') +
        rect(130, 298, 140, 24, 5, t.d) +
        line(ribs(302, 134, 266), t.dd, 1.6, 'opacity=".5"') +
        path(
          v % 2 ? 'M166 62Q200 72 234 62L236 96Q200 116 164 96Z' : 'M162 84Q200 122 238 84L230 76Q200 104 170 76Z',
          t.d,
        ) +
        (v % 2 ? '' : path('M170 77Q200 106 230 77Q200 90 170 77Z', t.dd)) +
        [150, 190, 230]
          .map((y) => line(`M150 ${y}l12 8l12 -8l12 8l12 -8l12 8l12 -8l12 8l12 -8`, t.l, 2.4, 'opacity=".55"'))
          .join(''),
    };
  },
  trousers({ t, a, cloth, v }) {
    const w = v % 2 ? 26 : 0;
    return {
      floor: [200, 86],
      body:
        cloth(
          `M144 66L256 66C264 140 ${270 + w} 240 ${264 + w} 338L212 338C212 260 206 200 200 160C194 200 188 260 188 338L${136 - w} 338C${130 - w} 240 136 140 144 66Z`,
        ) +
        path(`M200 160C206 200 212 260 212 338L238 338C236 240 232 160 226 92Z`, t.d, 'opacity=".22"') +
        path(
          `M144 66C136 140 ${130 - w} 240 ${136 - w} 338L${152 - w} 338C150 240 152 140 158 66Z`,
          t.ll,
          'opacity=".36"',
        ) +
        rect(142, 60, 116, 22, 5, t.d) +
        rect(192, 62, 16, 18, 3, a.b) +
        line('M200 84L200 160M172 92Q170 220 164 334M228 92Q230 220 236 334', t.dd, 1.8, 'opacity=".42"') +
        mirror(line('M150 92Q166 100 168 126', t.dd, 2, 'opacity=".5"')),
    };
  },
} satisfies Record<string, Draw>;
