/** Paying by a link that somebody was sent. */
import { newId } from '#base/ids';
import { readForm } from '../forms.ts';
import { failPage } from '../pages/fail.ts';
import { payElsewherePage, payLinkPage } from '../pages/pay-link.ts';
import { href } from '../shell.ts';
import { answer, seeOther } from '../visit.ts';
import type { Page, StoreResponse, Visit } from '../visit.ts';
import { baseOf } from './cart.ts';

export const payLinkPages: readonly Page[] = [
  { method: 'GET', path: '/pay/:secret', run: show },
  { method: 'POST', path: '/pay/:secret', run: pay },
];

const secretOf = ({ request }: Visit): string => (request.params['secret'] ?? '').slice(0, 80);

async function show(visit: Visit, declined = false): Promise<StoreResponse> {
  const secret = secretOf(visit);
  const [shell, view] = await Promise.all([visit.shell(), visit.api.service.payLink(visit.ask, secret)]);
  if (!view) return answer(failPage({ status: 404 }, shell), 404);
  return answer(payLinkPage(view, shell, { secret, attemptId: newId('att'), declined }), declined ? 422 : 200);
}

async function pay(visit: Visit): Promise<StoreResponse> {
  const secret = secretOf(visit);
  const { values } = readForm(visit.request.body, { attemptId: { required: true, max: 40 }, outcome: { max: 40 } });
  const [shell, view] = await Promise.all([visit.shell(), visit.api.service.payLink(visit.ask, secret)]);
  if (!view) return answer(failPage({ status: 404 }, shell), 404);
  const backUrl = `${visit.request.origin}${href(shell, `/pay/${secret}`)}`;
  const attempt = { attemptId: values.attemptId, backUrl, ...(values.outcome ? { outcome: values.outcome } : {}) };
  const went = await visit.api.service.payByLink(visit.ask, secret, attempt);
  if (went && 'declined' in went) return show(visit, true);
  return went ? answer(payElsewherePage(went.url, view, shell)) : seeOther(baseOf(visit), `/pay/${secret}`);
}
