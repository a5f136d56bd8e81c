/** J9, step by step: an order that left, withdrawn from by its buyer, given back at a store's till, paid back to the card. */
import { newId } from '#base/ids';
import { api } from '../kit/api.ts';
import { contact, delivery, openTill, priceOf, signInOwner, tell, type Stage } from './stage.ts';

type Order = {
  number: string;
  payments: { capturedMinor: number; refundedMinor: number }[];
};
type Found = {
  orderId: string;
  lines: { lineNo: number; left: number }[];
  request: { returnId: string; number: string } | null;
};

/** Asks until it is so: the worker of the demo has its own pace. */
async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 60; i++) {
    const found = await ask();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('15 s');
}

const orderOf = (orderId = ''): Promise<Order> => api<Order>('GET', `/api/orders/${orderId}`);

export async function sentHome(stage: Stage): Promise<void> {
  const { demo, memory } = stage;
  const order = { orderId: newId('ord'), paymentId: newId('pay') };
  const unitMinor = await priceOf(demo.dress.skuId);
  const placed = await api<{ number: string; token: string }>('POST', '/api/shop/orders', {
    body: {
      ...{ orderId: order.orderId, channelId: demo.channels.web, contact, delivery },
      lines: [{ skuId: demo.dress.skuId, quantity: 1, unitMinor }],
      payment: { method: 'card', paymentId: order.paymentId },
    },
  });
  await api('POST', `/api/shop/orders/${order.orderId}/pay`, {
    body: { paymentId: order.paymentId, card: { token: 'tok_ok' }, orderToken: placed.token },
  });
  await signInOwner(stage);
  await until(async () =>
    (await orderOf(order.orderId)).payments.some((one) => one.capturedMinor > 0) ? true : undefined,
  );
  await api('POST', `/api/orders/${order.orderId}/ship`, { body: {} });
  Object.assign(memory, { orderId: order.orderId, page: `/orders/${placed.number}`, t: placed.token });
  stage.left(`/orders/${placed.number}?t=${placed.token}`);
  tell(stage, `Commande ${placed.number}, partie`, `Order ${placed.number}, sent`, 'ok');
}

/** What pressing the button on her page sends: the form of that page as it stands. */
export async function withdraw(stage: Stage): Promise<void> {
  const { page = '', t = '', orderId = '' } = stage.memory;
  const path = `${page}/withdraw?t=${t}`;
  const shown = new DOMParser().parseFromString(await (await fetch(path)).text(), 'text/html');
  const form = [...shown.querySelectorAll('form')].find((one) => one.action.includes('/withdraw'));
  if (!form) throw new Error(path);
  const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
  const action = form.getAttribute('action') ?? path;
  await fetch(action, { method: 'POST', body: new URLSearchParams(fields) });
  const code = await until(async () => {
    const { items } = await api<{ items: { number: string }[] }>('GET', `/api/orders/${orderId}/returns`);
    return items[0]?.number;
  });
  stage.memory['code'] = code;
  stage.left(`${page}?t=${t}`);
  tell(stage, `Code du retour : ${code}`, `Code of the return: ${code}`, 'ok');
}

export async function backAtTill(stage: Stage): Promise<void> {
  const device = await openTill(stage, 'lyon');
  const { items } = await api<{ items: Found[] }>('GET', '/api/till/returns', {
    query: { code: stage.memory['code'] ?? '' },
  });
  const [found] = items;
  if (!found?.request) throw new Error(stage.memory['code']);
  const body = {
    ...{ ticketId: newId('tkt'), orderId: found.orderId, returnId: found.request.returnId, receiptId: newId('rtc') },
    ...{ dueId: newId('due'), sequence: device.lastSequence + 1, previousHash: device.lastHash, reason: 'withdrawal' },
    at: new Date().toISOString(),
    lines: found.lines
      .filter((line) => line.left > 0)
      .map(({ lineNo, left }) => ({ lineNo, quantity: left, condition: 'new', disposition: 'sellable' })),
  };
  await api('POST', '/api/till/returns', { body });
  stage.right('/till');
  tell(stage, `Retour ${found.request.number} reçu à Lyon`, `Return ${found.request.number} received in Lyon`, 'ok');
}

export async function moneyBack(stage: Stage): Promise<void> {
  const { page = '', t = '', orderId = '' } = stage.memory;
  await signInOwner(stage);
  await until(async () => {
    const { payments } = await orderOf(orderId);
    return payments.some((one) => one.capturedMinor > 0 && one.refundedMinor === one.capturedMinor) ? true : undefined;
  });
  stage.left(`${page}?t=${t}`);
  stage.right(`/office/orders/${orderId}`);
  tell(stage, 'Tout est revenu sur la carte.', 'All of it is back on the card.', 'ok');
}
