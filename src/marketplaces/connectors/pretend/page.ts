import { html, toText } from '#kit/html';
import { money } from '#kit/format';
import { money as amount } from '#base/money';
import type { Market } from './market.ts';

/** The market's page for its buyers: offers one can buy, orders one can cancel. */
export function marketPage(market: Market): string {
  const offers = [...market.offers.values()].filter((offer) => offer.quantity > 0).slice(0, 60);
  const orders = [...market.orders.values()].reverse().slice(0, 10);
  return toText(html`<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Grand Marché</title>
<style>body{font:15px/1.5 system-ui,sans-serif;margin:0;color:#1d1b16;background:#fbf8f1}header{background:#7a2e0e;color:#fff;padding:.9rem 1.5rem}h1{margin:0;font-size:1.3rem}
main{padding:1rem 1.5rem;display:grid;gap:1.5rem;max-width:70rem;margin:auto}ul{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.8rem}
li{background:#fff;border:1px solid #e5dcc8;border-radius:8px;padding:.8rem}button{font:inherit;padding:.4rem .9rem;border-radius:6px;border:1px solid #7a2e0e;background:#fff;color:#7a2e0e;cursor:pointer}
small{color:#5f584a}</style></head><body><header><h1>Grand Marché</h1></header><main>
<section><h2>Offres</h2>${
    offers.length === 0
      ? html`<p>Aucune offre pour le moment.</p>`
      : html`<ul>${offers.map(
          (
            offer,
          ) => html`<li><b>${offer.title}</b><br><small>${offer.sku}, ${offer.quantity} en stock</small><br>${money('fr', amount(offer.unitMinor, offer.currency))}
<form method="post" action="/buy"><input type="hidden" name="sku" value="${offer.sku}"><input type="hidden" name="qty" value="1"><button>Acheter</button></form></li>`,
        )}</ul>`
  }</section>
<section><h2>Dernières commandes</h2>${
    orders.length === 0
      ? html`<p>Aucune.</p>`
      : html`<ul>${orders.map(
          (
            order,
          ) => html`<li><b>${order.id}</b> ${order.status === 'PLACED' ? 'passée' : 'annulée'}<br><small>${order.items.map((item) => `${item.qty} × ${item.sku}`).join(', ')}${order.ack ? `, n° du marchand ${order.ack}` : ''}</small>
${order.status === 'PLACED' ? html`<form method="post" action="/cancel"><input type="hidden" name="id" value="${order.id}"><button>Annuler</button></form>` : ''}</li>`,
        )}</ul>`
  }</section></main></body></html>`);
}
