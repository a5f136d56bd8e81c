/** The way back to an account whose password was forgotten. The link's token goes from its address into a form, and nowhere else. */
import { Refusal } from '#base/refusal';
import { one, readForm } from '../forms.ts';
import { forgottenPage, forgottenSentPage, resetOverPage, resetPage } from '../pages/forgotten.ts';
import { answer, cookieNames, seeOther } from '../visit.ts';
import type { Page, StoreResponse, Visit } from '../visit.ts';
import { faults } from './account.ts';
import { baseOf } from './cart.ts';

export const forgottenRoutes: readonly Page[] = [
  { method: 'GET', path: '/account/forgotten', run: form },
  { method: 'POST', path: '/account/forgotten', run: ask },
  { method: 'GET', path: '/account/new-password', run: open },
  { method: 'POST', path: '/account/new-password', run: set },
];

async function form(visit: Visit): Promise<StoreResponse> {
  return answer(forgottenPage(await visit.shell(), { email: '' }));
}

async function ask(visit: Visit): Promise<StoreResponse> {
  const { values, errors } = readForm(visit.request.body, { email: { required: true, max: 254, kind: 'email' } });
  const found = faults(errors);
  if (found) return answer(forgottenPage(await visit.shell(), values, found), 422);
  await visit.api.forgotPassword(visit.ask, values.email);
  return answer(forgottenSentPage(await visit.shell(), values.email));
}

async function open(visit: Visit): Promise<StoreResponse> {
  const token = one(visit.request.query, 't', 100);
  const found = token === undefined ? undefined : await visit.api.lookReset(visit.ask, token);
  return token === undefined || !found ? over(visit) : answer(resetPage(await visit.shell(), { token, ...found }));
}

const over = async (visit: Visit): Promise<StoreResponse> => answer(resetOverPage(await visit.shell()), 404);

async function set(visit: Visit): Promise<StoreResponse> {
  const password = { required: true, min: 10, max: 200, kind: 'password' } as const;
  const { values, errors } = readForm(visit.request.body, { token: { required: true, max: 100 }, password });
  const held = await visit.api.lookReset(visit.ask, values.token);
  if (!held) return over(visit);
  const again = async (message: 'error.weakPassword' | undefined): Promise<StoreResponse> => {
    const marked = message ? { password: message } : (faults(errors) ?? {});
    return answer(resetPage(await visit.shell(), { token: values.token, ...held }, marked), 422);
  };
  if (errors.password) return again(undefined);
  try {
    await visit.api.resetPassword(visit.ask, values);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === 'identity.reset_over') return over(visit);
    if (error.code !== 'customers.weak_password') throw error;
    return again('error.weakPassword');
  }
  return seeOther(baseOf(visit), '/account/sign-in?changed=1', [{ name: cookieNames.session, value: '', maxAgeS: 0 }]);
}
