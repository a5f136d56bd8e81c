/** Desk, paper, ink and shelves: see `pen.ts` for what a drawing is given and gives back. */
import { path, line, rect, ellipse, mirror, mix, tones, METAL, STEEL, OAK, IRON, PAPER } from './pen.ts';
import type { Draw, Tones } from './pen.ts';

export const office = {
  chair({ t, cloth, g, v }) {
    const wheel = (x: number) => ellipse(x, 336, 10, 10, IRON.dd) + ellipse(x, 334, 4, 4, STEEL.l);
    return {
      floor: [200, 116],
      body:
        rect(193, 268, 14, 46, 3, g('steel')) +
        path('M200 300L116 326L114 334L200 314L286 334L284 326Z', IRON.b) +
        rect(195, 300, 10, 32, 4, IRON.d) +
        wheel(116) +
        wheel(284) +
        wheel(200) +
        line('M200 250C232 240 250 220 246 150', IRON.b, 12) +
        (v % 2 ? '' : path('M160 44Q200 36 240 44L236 76Q200 70 164 76Z', t.d) + rect(194, 72, 12, 20, 0, IRON.b)) +
        cloth('M146 96Q200 82 254 96C258 140 256 180 244 222Q200 234 156 222C144 180 142 140 146 96Z') +
        path('M146 96L164 92C158 140 162 184 170 226L156 222C144 180 142 140 146 96Z', t.ll, 'opacity=".4"') +
        line(
          'M158 122Q200 110 242 122M156 152Q200 142 244 152M158 182Q200 174 242 182M162 208Q200 202 238 208',
          t.d,
          2,
          'opacity=".5"',
        ) +
        mirror(line('M122 254V204', IRON.b, 9) + rect(98, 192, 46, 14, 7, IRON.d)) +
        path('M116 240Q200 226 284 240C294 244 294 266 282 268Q200 276 118 268C106 266 106 244 116 240Z', g('soft')) +
        path(
          'M112 258Q200 268 288 258C288 264 286 268 282 268Q200 276 118 268C114 267 112 264 112 258Z',
          t.dd,
          'opacity=".5"',
        ),
    };
  },
  desk({ t, a, g, v }) {
    const leg =
      v % 2
        ? path('M72 212H90L78 344H66Z', t.d) + path('M310 212H328L334 344H322Z', t.dd)
        : rect(72, 212, 12, 132, 2, t.d) +
          rect(316, 212, 12, 132, 2, t.dd) +
          rect(60, 338, 40, 6, 3, t.d) +
          rect(300, 338, 40, 6, 3, t.d);
    return {
      floor: [200, 158],
      body:
        leg +
        rect(84, 220, 232, 8, 0, IRON.b, 'opacity=".22"') +
        rect(218, 214, 96, 54, 3, g('soft')) +
        rect(256, 238, 22, 5, 2.5, a.b) +
        rect(44, 196, 312, 20, 4, g('oak')) +
        rect(44, 196, 312, 5, 2.5, OAK.ll, 'opacity=".7"') +
        rect(104, 116, 108, 70, 5, IRON.b) +
        rect(110, 122, 96, 58, 2, '#DCE5F0') +
        path('M110 180L160 122H206V150L180 180Z', '#fff', 'opacity=".4"') +
        rect(152, 184, 12, 12, 0, STEEL.d) +
        rect(134, 192, 48, 5, 2, STEEL.b) +
        path('M272 164H304L300 196H276Z', a.b) +
        line('M284 164C280 146 276 138 268 132M288 164V128M292 164C296 148 302 140 308 136', '#57806A', 4),
    };
  },
  notebook({ t, a, cloth, v }) {
    return {
      floor: [206, 116],
      body:
        `<g transform="rotate(-5 200 210)">` +
        rect(116, 78, 188, 262, 8, PAPER.d) +
        rect(112, 74, 188, 262, 8, PAPER.b) +
        cloth('M104 70H284Q294 70 294 80V326Q294 336 284 336H104Z') +
        path('M104 70H132V336H104Z', t.d) +
        rect(258, 70, 9, 266, 0, a.b) +
        (v % 2 ? '' : rect(160, 120, 74, 48, 2, PAPER.b) + line('M174 138H220M182 152H212', t.dd, 3)) +
        path('M220 336V362L228 354L236 362V336Z', a.d) +
        line('M140 74V332', '#fff', 2, 'opacity=".25"') +
        '</g>',
    };
  },
  pens({ t, a, g }) {
    const pen = (x: number, c: Tones, rot: number) =>
      `<g transform="rotate(${rot} ${x} 344)">` +
      rect(x - 11, 92, 22, 210, 5, c.b) +
      rect(x - 11, 92, 7, 210, 3, c.ll, 'opacity=".6"') +
      rect(x - 11, 84, 22, 14, 5, c.d) +
      rect(x + 5, 92, 6, 62, 3, METAL.b) +
      rect(x - 11, 172, 22, 6, 0, METAL.b) +
      '</g>';
    return {
      floor: [200, 84],
      body:
        pen(166, a, -9) +
        pen(236, tones('#2B3432'), 10) +
        pen(198, t, -1) +
        pen(216, tones('#F2EFE8'), 4) +
        path('M126 214H274L266 330Q265 344 250 344H150Q135 344 134 330Z', g('vol')) +
        rect(124, 206, 152, 14, 4, t.d) +
        rect(146, 232, 10, 94, 5, '#fff', 'opacity=".3"'),
    };
  },
  ink({ t, g, v }) {
    const cartridge = (x: number, y: number, k: string, col: string) =>
      path(
        `M${x} ${y}H${x + 92}Q${x + 100} ${y} ${x + 100} ${y + 8}V${y + 44}H${x + 116}V${y + 142}Q${x + 116} ${y + 150} ${x + 108} ${y + 150}H${x}Z`,
        k,
      ) +
      path(`M${x} ${y}H${x + 10}V${y + 150}H${x}Z`, '#fff', 'opacity=".14"') +
      rect(x + 14, y + 26, 72, 88, 4, PAPER.b) +
      ellipse(x + 50, y + 62, 20, 20, col) +
      line(`M${x + 28} ${y + 98}H${x + 72}`, '#8b9492', 4);
    return {
      floor: [206, 124],
      body:
        cartridge(190, 148, IRON.b, v % 2 ? t.b : '#2B3432') +
        cartridge(94, 194, g('soft'), t.b) +
        rect(118, 338, 40, 6, 2, METAL.d),
    };
  },
  paper({ t, a, g }) {
    return {
      floor: [200, 130],
      body:
        [0, 1, 2, 3]
          .map((i) =>
            path(
              `M92 ${170 - i * 7}L300 ${150 - i * 7}L322 ${160 - i * 7}L104 ${182 - i * 7}Z`,
              i % 2 ? '#fff' : '#E7E5DE',
            ),
          )
          .join('') +
        path('M86 178L296 156L322 166L322 318L108 344L86 330Z', t.d) +
        path('M108 192L322 166V318L108 344Z', g('soft')) +
        path('M86 178L108 192V344L86 330Z', t.dd) +
        path('M108 234L322 206V252L108 282Z', PAPER.b) +
        line('M132 256L206 246', t.dd, 8) +
        line('M230 243L292 235', a.b, 8) +
        path('M86 178L296 156L322 166L108 192Z', t.l),
    };
  },
  shelf({ t, a, g }) {
    const book = (x: number, y: number, w: number, h: number, c: string) =>
      rect(x, y - h, w, h, 2, c) + rect(x, y - h, 4, h, 2, '#fff', 'opacity=".25"');
    return {
      floor: [200, 116],
      body:
        rect(98, 62, 204, 276, 3, mix(OAK.b, '#ffffff', 0.62)) +
        [140, 208, 276].map((y) => rect(98, y, 204, 9, 0, g('oak'))).join('') +
        rect(90, 56, 12, 288, 3, g('oak')) +
        rect(298, 56, 12, 288, 3, OAK.d) +
        rect(90, 56, 220, 10, 3, OAK.l) +
        rect(90, 328, 220, 10, 2, OAK.b) +
        book(114, 140, 14, 54, t.b) +
        book(130, 140, 18, 60, a.b) +
        book(150, 140, 13, 48, t.d) +
        book(165, 140, 16, 57, t.ll) +
        path('M232 140C224 122 240 116 238 100H262C260 116 276 122 268 140Z', a.b) +
        rect(116, 168, 60, 40, 4, t.l) +
        rect(138, 182, 16, 5, 2.5, t.dd) +
        book(210, 208, 18, 50, t.dd) +
        book(230, 208, 14, 56, a.l) +
        book(246, 208, 20, 46, t.b) +
        rect(200, 236, 84, 40, 4, t.b) +
        rect(234, 250, 16, 5, 2.5, t.ll) +
        ellipse(146, 256, 22, 20, a.l) +
        rect(116, 292, 76, 36, 4, t.d) +
        book(214, 328, 20, 42, a.b) +
        book(236, 328, 14, 38, t.b) +
        book(252, 328, 18, 44, t.ll),
    };
  },
  monitorstand({ t, a, g }) {
    return {
      floor: [200, 148],
      body:
        rect(84, 92, 232, 150, 9, IRON.b) +
        rect(92, 100, 216, 134, 4, g('screen')) +
        path('M92 234L190 100H270L172 234Z', '#fff', 'opacity=".13"') +
        line('M116 200L150 172L182 186L226 140L282 156', '#fff', 5, 'opacity=".85"') +
        path('M184 242H216L222 284H178Z', g('steel')) +
        rect(150, 280, 100, 8, 4, STEEL.d) +
        rect(52, 286, 296, 18, 5, g('oak')) +
        rect(52, 286, 296, 5, 2.5, OAK.ll, 'opacity=".7"') +
        mirror(rect(66, 304, 14, 40, 2, OAK.d)) +
        rect(120, 322, 116, 20, 3, t.b) +
        rect(120, 322, 116, 6, 3, t.ll, 'opacity=".5"') +
        rect(250, 318, 44, 26, 4, a.b),
    };
  },
} satisfies Record<string, Draw>;
