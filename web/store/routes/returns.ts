/** Giving back and withdrawing: the forms, what they send, and what becomes of a return before anything came. */
import { newId } from '#base/ids';
import { Refusal } from '#base/refusal';
import { one, readForm, wholeNumber } from '../forms.ts';
import type { Fields, FieldRule } from '../forms.ts';
import { orderUnknownPage } from '../pages/order.ts';
import { returnPage, withdrawPage, withToken, type ReturnFormState } from '../pages/returns.ts';
import { refusedWords } from '../refused.ts';
import { returnReasons, type ReturnView } from '../service-api.ts';
import { answer, seeOther } from '../visit.ts';
import type { Page, StoreResponse, Visit } from '../visit.ts';
import { w } from '../words.ts';
import { baseOf } from './cart.ts';

type Form = typeof returnPage;

export const returnPages: readonly Page[] = [
  { method: 'GET', path: '/orders/:code/return', run: (visit) => form(visit, returnPage) },
  { method: 'POST', path: '/orders/:code/return', run: (visit) => send(visit, returnPage) },
  { method: 'GET', path: '/orders/:code/withdraw', run: (visit) => form(visit, withdrawPage) },
  { method: 'POST', path: '/orders/:code/withdraw', run: (visit) => send(visit, withdrawPage) },
  { method: 'POST', path: '/orders/:code/returns/:returnId', run: change },
];

const codeOf = ({ request }: Visit): string => request.params['code'] ?? '';
const back = (visit: Visit, token: string | undefined): StoreResponse =>
  seeOther(baseOf(visit), `/orders/${encodeURIComponent(codeOf(visit))}${withToken(token ?? '')}`);

async function form(visit: Visit, draw: Form): Promise<StoreResponse> {
  const token = one(visit.request.query, 't', 80);
  const [shell, view] = await Promise.all([visit.shell(), visit.api.service.returns(visit.ask, codeOf(visit), token)]);
  if (!view) return answer(orderUnknownPage(shell), 404);
  const insteads = await insteadsOf(visit, view, draw, token);
  return answer(draw(view, shell, { token: token ?? '', requestId: newId('rtn'), ...insteads }));
}

/** What may be wanted instead. Who withdraws wants money, and where nothing may come back, nothing takes its place. */
async function insteadsOf(
  { api, ask, request }: Visit,
  view: ReturnView,
  draw: Form,
  token: string | undefined,
): Promise<Pick<ReturnFormState, 'insteads'>> {
  if (draw !== returnPage || view.lines.length === 0) return {};
  return { insteads: await api.service.insteads(ask, request.params['code'] ?? '', token) };
}

async function send(visit: Visit, draw: Form): Promise<StoreResponse> {
  const { body } = visit.request;
  const token = one(body, 't', 80) || undefined;
  const view = await visit.api.service.returns(visit.ask, codeOf(visit), token);
  if (!view) return answer(orderUnknownPage(await visit.shell()), 404);
  const { values } = readForm(body, rulesFor(body));
  const lines = Object.entries(values).flatMap(([name, value]) => {
    const lineNo = Number(/^q(\d{1,3})$/.exec(name)?.[1] ?? 0);
    const quantity = wholeNumber(value, 9_999) ?? 0;
    const instead = values[`x${lineNo}`] ?? '';
    const more = /^sku_[0-9a-z]{26}$/.test(instead) ? { instead } : {};
    return lineNo > 0 && quantity > 0 ? [{ lineNo, quantity, ...more }] : [];
  });
  const reason = returnReasons.find((known) => known === values['reason']) ?? 'other';
  const { requestId = '', note = '' } = values;
  const again = async (trouble: string, status: number): Promise<StoreResponse> =>
    answer(
      draw(view, await visit.shell(), {
        ...{ token: token ?? '', requestId, trouble, note },
        ...(await insteadsOf(visit, view, draw, token)),
      }),
      status,
    );
  if (lines.length === 0) return again(w(visit.ask.lang, 'return.choose'), 422);
  try {
    const asked = { requestId, reason, note: note.slice(0, 500), lines };
    await visit.api.service.askReturn(visit.ask, codeOf(visit), token, asked);
  } catch (error) {
    const ours = error instanceof Refusal && /^(returns\.|inventory\.short$|orders\.not_on_sale$)/.test(error.code);
    if (!ours) throw error;
    return again(refusedWords(visit.ask.lang, error), visit.options.statusOf(error.code));
  }
  return back(visit, token);
}

/** The form's fields: for each line, by its number, a quantity and what is wanted instead, whatever lines still wait. */
function rulesFor(body: Fields): Record<string, FieldRule> {
  const lines = Object.keys(body).filter((name) => /^q\d{1,3}$/.test(name));
  const instead = Object.keys(body).filter((name) => /^x\d{1,3}$/.test(name));
  const fixed = { t: { max: 80 }, requestId: { required: true, max: 40 }, reason: { max: 20 }, note: { max: 500 } };
  return {
    ...Object.fromEntries(lines.map((name) => [name, { max: 4 }])),
    ...Object.fromEntries(instead.map((name) => [name, { max: 40 }])),
    ...fixed,
  };
}

/** It was sent, or it stays. What went further meanwhile is seen on the order's page. */
async function change(visit: Visit): Promise<StoreResponse> {
  const { values } = readForm(visit.request.body, { t: { max: 80 }, step: { max: 10 }, tracking: { max: 80 } });
  const token = values.t || undefined;
  const { tracking } = values;
  const step = values.step === 'sent' ? 'sent' : 'cancel';
  const returnId = visit.request.params['returnId'] ?? '';
  try {
    await visit.api.service.changeReturn(visit.ask, codeOf(visit), token, { returnId, step, tracking });
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'returns.state') throw error;
  }
  return back(visit, token);
}
