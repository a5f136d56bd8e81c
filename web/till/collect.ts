/** Handing an order over to who comes for it. */
import { api } from '../kit/api.ts';

/** The code alone, or as the buyer's QR code says it: number, a point, six digits. Undefined when it is neither. */
export const codeIn = (text: string): string | undefined =>
  /(?:^|\.)(\d{3}) ?(\d{3})$/.exec(text.trim())?.slice(1).join('');

/** By the code that is shown, or by a name that was looked at. */
export const collectOrder = (orderId: string, siteId: string, check: { code: string } | { name: true }) =>
  api<{ units: number }>('POST', `/api/fulfilment/orders/${orderId}/hand-over`, { body: { siteId, check } });
