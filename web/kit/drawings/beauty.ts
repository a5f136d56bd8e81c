/** Beauty and scent: see `pen.ts` for what a drawing is given and gives back. */
import { path, line, rect, ellipse, mix, METAL, IRON, PAPER } from './pen.ts';
import type { Draw } from './pen.ts';

export const beauty = {
  lipstick({ t, g, v }) {
    return {
      floor: [204, 92],
      body:
        (v % 2 ? '' : rect(252, 206, 58, 138, 6, g('iron')) + rect(252, 326, 58, 10, 0, METAL.b)) +
        rect(142, 236, 76, 108, 5, g('iron')) +
        rect(148, 196, 64, 46, 2, g('metal')) +
        rect(142, 232, 76, 8, 2, METAL.d) +
        path('M156 198L156 120C156 96 196 84 204 78L204 198Z', g('vol')) +
        path('M156 120C156 96 196 84 204 78C208 96 190 116 156 132Z', t.ll, 'opacity=".75"') +
        rect(162, 130, 7, 66, 3.5, '#fff', 'opacity=".28"'),
    };
  },
  perfume({ t, g, v }) {
    const b =
      v % 2
        ? 'M200 152C268 152 306 196 306 248C306 302 270 344 200 344C130 344 94 302 94 248C94 196 132 152 200 152Z'
        : 'M122 152H278A16 16 0 0 1 294 168V328A16 16 0 0 1 278 344H122A16 16 0 0 1 106 328V168A16 16 0 0 1 122 152Z';
    const l =
      v % 2
        ? 'M108 236Q200 248 292 236C300 292 262 330 200 330C138 330 100 292 108 236Z'
        : 'M120 204Q200 214 280 204V322A8 8 0 0 1 272 330H128A8 8 0 0 1 120 322Z';
    return {
      floor: [200, 104],
      body:
        rect(184, 124, 32, 32, 2, g('metal')) +
        rect(168, 66, 64, 62, v % 2 ? 31 : 7, g('accent')) +
        rect(172, 118, 56, 12, 3, METAL.b) +
        path(b, mix(t.b, '#ffffff', 0.74)) +
        path(l, g('soft')) +
        path(b, 'none', `stroke="#fff" stroke-width="5" opacity=".75"`) +
        rect(156, 232, 88, 60, 3, PAPER.b) +
        line('M172 254H228M182 270H218', t.dd, 3) +
        path(
          v % 2 ? 'M112 236C114 204 130 180 152 170L160 176C138 190 126 214 126 240Z' : 'M124 172H138V320H124Z',
          '#fff',
          'opacity=".5"',
        ),
    };
  },
  cream({ t, g, v }) {
    return {
      floor: [200, 112],
      body:
        path('M98 236H302V320Q302 344 276 344H124Q98 344 98 320Z', g('vol')) +
        rect(104, 222, 192, 18, 4, t.dd) +
        rect(90, v % 2 ? 172 : 160, 220, v % 2 ? 54 : 66, 10, g('metal')) +
        rect(90, v % 2 ? 172 : 160, 220, 9, 5, METAL.ll, 'opacity=".8"') +
        rect(152, 262, 96, 52, 3, PAPER.b, 'opacity=".95"') +
        line('M168 282H232M180 298H220', t.dd, 3) +
        rect(110, 246, 12, 80, 6, '#fff', 'opacity=".3"'),
    };
  },
  nailpolish({ t, g, v }) {
    return {
      floor: [200, 78],
      body:
        path('M176 62H224L230 196H170Z', g('iron')) +
        rect(172, 188, 56, 16, 2, METAL.b) +
        path(
          v % 2
            ? 'M200 204C250 204 276 236 276 274C276 316 246 344 200 344C154 344 124 316 124 274C124 236 150 204 200 204Z'
            : 'M160 204H240Q270 208 270 238V318Q270 344 244 344H156Q130 344 130 318V238Q130 208 160 204Z',
          g('vol'),
        ) +
        rect(146, 232, 12, 84, 6, '#fff', 'opacity=".42"') +
        rect(182, 80, 6, 100, 3, '#fff', 'opacity=".18"') +
        ellipse(200, 280, 22, 22, t.ll, 'opacity=".35"'),
    };
  },
  candle({ t, g }) {
    return {
      floor: [200, 88],
      body:
        path('M200 92C216 116 220 128 214 142C210 152 190 152 186 142C180 128 188 112 200 92Z', '#F4B740') +
        path('M200 118C208 130 208 140 200 146C192 140 193 130 200 118Z', '#FFF1CC') +
        line('M200 146V182', IRON.b, 4) +
        rect(116, 168, 168, 176, 16, mix(t.b, '#ffffff', 0.7)) +
        path('M124 196Q200 208 276 196V324Q276 336 264 336H136Q124 336 124 324Z', g('vol')) +
        rect(150, 240, 100, 64, 3, PAPER.b) +
        line('M168 264H232M180 284H220', t.dd, 3) +
        rect(128, 182, 10, 146, 5, '#fff', 'opacity=".5"'),
    };
  },
} satisfies Record<string, Draw>;
