/** Home: see `pen.ts` for what a drawing is given and gives back. */
import { path, line, rect, ellipse, mirror, METAL, OAK } from './pen.ts';
import type { Draw } from './pen.ts';

export const home = {
  lamp({ t, g, v }) {
    if (v % 2)
      return {
        floor: [196, 74],
        body:
          line('M150 334V170C150 84 268 70 276 146', METAL.d, 9) +
          line('M148 334V170C148 82 266 68 274 146', METAL.l, 3) +
          ellipse(276, 214, 44, 12, '#FFF0C2') +
          path('M222 212C222 168 248 144 276 144C304 144 330 168 330 212Z', g('vol')) +
          rect(96, 330, 110, 14, 7, g('iron')),
      };
    return {
      floor: [200, 84],
      body:
        rect(193, 196, 14, 60, 2, g('metal')) +
        path('M146 186L254 186L270 190L130 190Z', t.dd) +
        path('M150 66H250L290 192Q200 206 110 192Z', g('vol')) +
        path('M150 66H172L146 196Q126 194 110 192Z', t.ll, 'opacity=".45"') +
        path('M110 192Q200 206 290 192L288 198Q200 212 112 198Z', '#FFEDB8') +
        path('M164 254C164 240 236 240 236 254C268 280 268 322 240 344H160C132 322 132 280 164 254Z', g('accent')) +
        path(
          'M158 268C146 288 146 314 160 332',
          'none',
          'stroke="#fff" stroke-width="6" stroke-linecap="round" opacity=".4"',
        ),
    };
  },
  vase({ t, g, v }) {
    const leaf = (x: number, y: number, rot: number, s = 1) =>
      `<g transform="translate(${x} ${y}) rotate(${rot}) scale(${s})">${path('M0 0C-16 -18 -14 -44 0 -60C14 -44 16 -18 0 0Z', '#6E9A7E')}${path('M0 0C-16 -18 -14 -44 0 -60Z', '#83AE92')}</g>`;
    const st = line(
      'M198 190C190 140 168 104 150 74M202 190C204 140 212 96 222 58M206 190C216 150 242 124 262 112',
      '#57806A',
      4,
    );
    return {
      floor: [200, 80],
      body:
        st +
        leaf(152, 82, -34) +
        leaf(170, 118, -70, 0.8) +
        leaf(222, 66, 12) +
        leaf(208, 124, 62, 0.8) +
        leaf(258, 116, 58) +
        leaf(200, 112, -30, 0.75) +
        path(
          v % 2
            ? 'M178 176H222C222 210 280 232 280 284C280 322 250 344 200 344C150 344 120 322 120 284C120 232 178 210 178 176Z'
            : 'M166 180H234C228 206 262 226 262 272C262 304 246 328 236 344H164C154 328 138 304 138 272C138 226 172 206 166 180Z',
          g('vol'),
        ) +
        ellipse(200, 180, v % 2 ? 22 : 34, 7, t.dd) +
        path(
          'M152 262C152 242 164 230 172 220',
          'none',
          'stroke="#fff" stroke-width="8" stroke-linecap="round" opacity=".35"',
        ),
    };
  },
  mug({ t, a, g, v }) {
    return {
      floor: [194, 100],
      body:
        line('M272 192C330 180 336 286 268 284', t.d, 20) +
        line('M272 190C326 180 330 280 268 280', t.b, 13) +
        path('M104 142H280V296Q280 344 232 344H152Q104 344 104 296Z', g('vol')) +
        (v % 2
          ? path('M104 244H280V296Q280 344 232 344H152Q104 344 104 296Z', a.b, 'opacity=".9"')
          : rect(104, 214, 176, 12, 0, a.b, 'opacity=".9"')) +
        ellipse(192, 142, 88, 17, t.ll) +
        ellipse(192, 144, 76, 12, '#5B3A29') +
        ellipse(178, 141, 40, 5, '#8A5B3F', 'opacity=".7"') +
        rect(122, 172, 12, 120, 6, '#fff', 'opacity=".32"'),
    };
  },
  cushion({ t, a, cloth, v }) {
    return {
      floor: [200, 124],
      body:
        cloth(
          'M96 124C140 138 260 138 304 124C318 120 324 128 320 140C308 190 308 270 320 320C324 334 316 342 302 338C260 326 140 326 98 338C84 342 76 334 80 320C92 270 92 190 80 140C76 128 82 120 96 124Z',
        ) +
        path(
          'M96 124C112 130 130 133 150 134C120 200 116 270 132 328C118 332 108 335 98 338C84 342 76 334 80 320C92 270 92 190 80 140C76 128 82 120 96 124Z',
          t.ll,
          'opacity=".28"',
        ) +
        line(
          'M112 150C130 170 138 180 142 196M288 150C270 170 262 180 258 196M112 312C130 294 138 284 142 268M288 312C270 294 262 284 258 268',
          t.d,
          3,
          'opacity=".5"',
        ) +
        (v % 2
          ? ellipse(200, 230, 9, 7, a.b)
          : line(
              'M104 140C150 150 250 150 296 140C286 200 286 262 296 322C250 312 150 312 104 322C114 262 114 200 104 140Z',
              a.b,
              3,
            )),
    };
  },
  armchair({ t, cloth, g }) {
    return {
      floor: [200, 140],
      body:
        mirror(path('M112 312L100 344H112L130 312Z', OAK.d)) +
        cloth('M124 216C116 120 138 84 200 84C262 84 284 120 276 216L270 290H130Z') +
        path('M124 216C116 120 138 84 200 84C170 92 148 130 150 250L130 290Z', t.ll, 'opacity=".35"') +
        line('M200 96V230', t.d, 2, 'opacity=".45"') +
        path('M124 244H276V286H124Z', t.d) +
        rect(122, 232, 156, 46, 18, g('soft')) +
        mirror(path('M72 212C72 178 128 178 130 214L134 318H96C84 318 80 310 78 296Z', g('soft'))) +
        mirror(line('M84 206C90 190 116 192 118 212L121 306', t.d, 2, 'opacity=".45"')) +
        path('M128 282H272V318H128Z', t.d),
    };
  },
  sofa({ t, cloth, g, a }) {
    return {
      floor: [200, 172],
      body:
        mirror(rect(70, 318, 12, 26, 2, OAK.d)) +
        cloth('M62 238C62 158 84 146 120 146H280C316 146 338 158 338 238V290H62Z') +
        line('M200 148V236', t.d, 2.5, 'opacity=".6"') +
        mirror(rect(78, 226, 120, 46, 12, g('soft'))) +
        mirror(path('M36 226C36 196 86 196 88 228L92 318H52C42 318 40 312 39 302Z', g('soft'))) +
        rect(88, 266, 224, 54, 6, t.d) +
        `<g transform="rotate(-10 130 200)">${rect(98, 172, 66, 60, 12, a.b)}${rect(98, 172, 20, 60, 10, a.ll, 'opacity=".5"')}</g>`,
    };
  },
  plant({ t, g, v }) {
    const big = (x: number, y: number, rot: number, s: number, c: string) =>
      `<g transform="translate(${x} ${y}) rotate(${rot}) scale(${s})">${path('M0 0C-34 -28 -34 -86 0 -128C34 -86 34 -28 0 0Z', c)}${path('M0 0C-34 -28 -34 -86 0 -128Z', '#fff', 'opacity=".14"')}${line('M0 0V-112', '#2B5A45', 2, 'opacity=".5"')}</g>`;
    return {
      floor: [200, 88],
      body:
        big(200, 234, -62, 0.9, '#3F7D5F') +
        big(200, 234, 60, 0.92, '#2F6B50') +
        big(200, 236, -32, 1.12, '#4B8F6C') +
        big(200, 236, 30, 1.16, '#3C7E5F') +
        big(200, 240, 0, 1.34, '#5A9E7A') +
        (v % 2 ? '' : big(196, 244, -84, 0.62, '#4B8F6C') + big(204, 244, 84, 0.6, '#4B8F6C')) +
        path('M126 244H274L258 330Q255 344 240 344H160Q145 344 142 330Z', g('vol')) +
        rect(118, 228, 164, 28, 6, g('vol')) +
        rect(118, 250, 164, 6, 3, t.dd, 'opacity=".35"'),
    };
  },
} satisfies Record<string, Draw>;
