/** Things worn or carried, and what they come in: see `pen.ts` for what a drawing is given and gives back. */
import { path, line, rect, ellipse, METAL, OAK, PAPER } from './pen.ts';
import type { Draw } from './pen.ts';

export const accessories = {
  scarf({ t, a, cloth }) {
    const fringe = (x: number, y: number) =>
      Array.from({ length: 8 }, (_, i) => line(`M${x + i * 9} ${y}l-1 22`, t.d, 2.6)).join('');
    return {
      floor: [200, 92],
      body:
        path('M124 128C124 76 276 76 276 128C276 150 240 160 200 160C160 160 124 150 124 128Z', t.dd) +
        cloth('M206 150L268 150L286 300L216 308Z') +
        fringe(218, 305) +
        cloth('M128 146L200 160L182 316L106 306Z') +
        fringe(108, 308) +
        path('M128 146L150 150L130 310L106 306Z', t.ll, 'opacity=".35"') +
        cloth(
          'M112 122C112 168 152 186 200 186C248 186 288 168 288 122C288 112 282 104 276 98C280 138 240 148 200 148C160 148 120 138 124 98C118 104 112 112 112 122Z',
        ) +
        line('M124 144Q150 168 200 168Q250 168 276 144', t.d, 2.5, 'opacity=".5"') +
        path('M109 286L184 296L182 306L108 298Z', a.b) +
        path('M217 294L284 286L285 296L217 304Z', a.b),
    };
  },
  sneaker({ t, a, g, cloth }) {
    return {
      floor: [204, 140],
      body:
        cloth(
          'M66 204C60 232 62 268 66 296L338 296C346 272 330 256 300 248C262 238 236 214 214 184C204 194 190 198 176 196C150 192 132 196 124 178C112 184 76 184 66 204Z',
        ) +
        path('M124 178C132 196 150 192 176 196C190 198 204 194 214 184L208 174C184 184 150 182 130 170Z', t.dd) +
        path('M264 236C296 246 334 254 339 282L338 296L268 296C252 276 252 254 264 236Z', t.l) +
        path('M66 204C60 232 62 268 66 296L112 296C104 262 106 222 118 183C104 186 74 188 66 204Z', a.b) +
        path('M132 296C150 262 176 246 214 242C190 256 172 272 162 296Z', a.b, 'opacity=".9"') +
        [0, 1, 2, 3].map((i) => line(`M${196 + i * 15} ${214 + i * 9}l24 -15`, '#fbfaf6', 6)).join('') +
        path('M58 290L342 290C350 290 350 318 338 324L72 326C58 326 54 300 58 290Z', g('paper')) +
        line('M62 310L344 308', '#cfcabd', 2.5),
    };
  },
  bag({ t, a, cloth, v }) {
    return {
      floor: [200, 112],
      body:
        line(v % 2 ? 'M152 170C152 40 248 40 248 170' : 'M146 170C146 84 254 84 254 170', a.d, 11) +
        line(v % 2 ? 'M152 170C152 40 248 40 248 170' : 'M146 170C146 84 254 84 254 170', a.b, 6) +
        cloth(
          'M104 164L296 164C304 164 308 170 309 178L320 326C321 338 314 344 304 344L96 344C86 344 79 338 80 326L91 178C92 170 96 164 104 164Z',
        ) +
        path(
          'M104 164L122 164L106 344L96 344C86 344 79 338 80 326L91 178C92 170 96 164 104 164Z',
          t.ll,
          'opacity=".35"',
        ) +
        (v > 1
          ? ''
          : path('M100 164L300 164L290 232C286 252 246 262 200 262C154 262 114 252 110 232Z', t.d) +
            path('M100 164L300 164L299 172L101 172Z', t.dd, 'opacity=".5"')) +
        rect(184, 246, 32, 34, 6, METAL.b) +
        rect(190, 254, 20, 10, 3, METAL.dd) +
        rect(138, 158, 18, 26, 5, a.d) +
        rect(244, 158, 18, 26, 5, a.d),
    };
  },
  hat({ t, a, cloth }) {
    return {
      floor: [200, 140],
      body:
        ellipse(200, 288, 152, 42, t.d) +
        ellipse(200, 282, 152, 40, t.b) +
        ellipse(192, 278, 132, 30, t.l, 'opacity=".5"') +
        cloth(
          'M116 276C112 200 122 136 158 128C178 124 190 136 200 136C210 136 222 124 242 128C278 136 288 200 284 276Q200 304 116 276Z',
        ) +
        path('M116 276C112 200 122 136 158 128C146 160 140 220 144 288Q126 282 116 276Z', t.ll, 'opacity=".4"') +
        path('M115 246Q200 276 285 246L284 278Q200 306 116 278Z', a.b) +
        line('M200 136Q188 150 170 148', t.d, 3, 'opacity=".6"'),
    };
  },
  giftcard({ a, g }) {
    return {
      floor: [204, 126],
      body:
        `<g transform="rotate(-8 200 220)">` +
        rect(78, 142, 256, 164, 14, a.d, 'opacity=".9" transform="rotate(9 206 224)"') +
        rect(72, 138, 256, 164, 14, g('soft')) +
        rect(232, 138, 22, 164, 0, a.b) +
        path(
          'M243 222C216 196 196 202 204 216C210 226 232 224 243 222C254 224 276 226 282 216C290 202 270 196 243 222Z',
          a.d,
        ) +
        ellipse(243, 221, 8, 8, a.ll) +
        line('M96 172H160M96 190H138', '#fff', 6, 'opacity=".75"') +
        line('M96 274H180', '#fff', 4, 'opacity=".5"') +
        '</g>',
    };
  },
  parcel({ t }) {
    return {
      floor: [200, 124],
      body:
        path('M84 168L200 204V344L84 302Z', OAK.b) +
        path('M316 168L200 204V344L316 302Z', OAK.d) +
        path('M84 168L200 132L316 168L200 204Z', OAK.l) +
        path('M130 154L246 190V232L262 226V184L146 148Z', t.b) +
        path('M246 190L262 184V226L246 232Z', t.d) +
        path('M104 250L150 266V290L104 274Z', PAPER.b) +
        line('M112 262L140 272M112 270L130 276', '#8b9492', 3),
    };
  },
} satisfies Record<string, Draw>;
