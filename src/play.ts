/** The page on which the demo's journeys are played, and the one thing its script can't do itself: buy on the pretend marketplace. */
import type { FastifyInstance } from 'fastify';
import type { Database } from '#base/db';
import { historyLoaded, idFor, SHOPPER_PASSWORD, staffLogin } from '#demo';
import { PAGE_POLICY, readStatic, sendFile } from '#http';
import { marketUrl } from './pretend.ts';
import { playPage } from '../web/play/page.ts';
import { join } from 'node:path';

/** Serves `/play`; only in the demo on this machine, whose logins are known anyway. */
export async function mountPlay(app: FastifyInstance, database: Database): Promise<void> {
  const files = await readStatic(join(import.meta.dirname, '../dist/play/assets'), '/assets/play/');
  for (const [path, file] of files) app.get(path, (request, reply) => sendFile(request, reply, file));
  const find = (end: string): string => [...files.keys()].find((path) => path.endsWith(end)) ?? '';
  app.get('/play', async (request, reply) => {
    const market = (await marketUrl(database)) ?? '';
    // While the past is loaded, the stores' tills are busy with it: a browser has a till of its own then.
    const tills = (await historyLoaded(database))
      ? { lyon: idFor('dev', 'till-lyo-1'), paris: idFor('dev', 'till-par-1') }
      : {};
    const lang = String(request.headers['accept-language'] ?? '').startsWith('en') ? 'en' : 'fr';
    const demo = {
      market,
      shopper: {
        email: 'camille.rey@courriel.example',
        password: SHOPPER_PASSWORD,
        customerId: idFor('cus', 'camille.rey'),
      },
      owner: staffLogin('louise'),
      clerks: { lyon: staffLogin('ines'), paris: staffLogin('samuel') },
      channels: { web: idFor('chn', 'web'), lyonId: idFor('chn', 'till-lyo-1'), parisId: idFor('chn', 'till-par-1') },
      tills,
      sites: { lyon: idFor('sit', 'LYO'), paris: idFor('sit', 'PAR') },
      lastUnit: { handle: 'manteau-saone', skuId: idFor('sku', 'MAN-SAO-LIN-38') },
      dress: { handle: 'robe-bellecour', skuId: idFor('sku', 'ROB-BEL-GRO-38') },
    };
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header(
        'content-security-policy',
        `${PAGE_POLICY}; frame-src 'self' ${market === '' ? '' : new URL(market).origin}`,
      )
      .send(playPage({ lang, assets: { js: find('.js'), css: find('.css') }, demo }));
  });
  app.post('/play/market', async (request, reply) => {
    const market = await marketUrl(database);
    const body = request.body as { verb?: string; sku?: string; id?: string } | undefined;
    if (market === undefined || !body || (body.verb !== 'buy' && body.verb !== 'cancel'))
      return reply.code(404).send({});
    const answer = await fetch(`${market}/${body.verb}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sku: await anyOffer(market), id: body.id, qty: 1 }),
    });
    return reply.code(answer.status).send(await answer.json());
  });
}

/** An article that the marketplace has on offer. */
async function anyOffer(market: string): Promise<string> {
  const page = await (await fetch(`${market}/`)).text();
  return /name="sku" value="([^"]+)"/.exec(page)?.[1] ?? '';
}
