/** Signing in and out, registering, the profile and the history of all channels. */
import { Refusal } from '#base/refusal';
import type { ProfileForm, SignedIn } from '../api.ts';
import { localPath, one, readForm } from '../forms.ts';
import type { FieldRule } from '../forms.ts';
import { accountPage, registerPage, signInPage } from '../pages/account.ts';
import type { FieldErrors } from '../pages/checkout.ts';
import { refusedFields, refusedWords } from '../refused.ts';
import { answer, cookieNames, seeOther } from '../visit.ts';
import type { Page, StoreCookie, StoreResponse, Visit } from '../visit.ts';
import { baseOf } from './cart.ts';

export const accountRoutes: readonly Page[] = [
  { method: 'GET', path: '/account', run: show },
  { method: 'POST', path: '/account', run: save },
  { method: 'GET', path: '/account/sign-in', run: signInForm },
  { method: 'POST', path: '/account/sign-in', run: signIn },
  { method: 'GET', path: '/account/register', run: registerForm },
  { method: 'POST', path: '/account/register', run: register },
  { method: 'POST', path: '/account/sign-out', run: signOut },
  { method: 'POST', path: '/account/company', run: company },
  { method: 'POST', path: '/account/approval', run: approval },
];

const passwordRule = { required: true, max: 200, kind: 'password' } as const satisfies FieldRule;
const emailRule = { required: true, max: 254, kind: 'email' } as const satisfies FieldRule;

async function show(visit: Visit): Promise<StoreResponse> {
  const after = one(visit.request.query, 'after', 300);
  const [shell, view] = await Promise.all([visit.shell(), visit.api.account(visit.ask, after)]);
  if (!view) return seeOther(shell, '/account/sign-in?next=/account');
  return answer(accountPage(view, shell, {}, one(visit.request.query, 'saved') === '1'));
}

async function save(visit: Visit): Promise<StoreResponse> {
  const rules = {
    name: { required: true },
    phone: { max: 30 },
    line1: {},
    line2: {},
    postcode: { max: 12 },
    city: {},
    country: { max: 2 },
  };
  const { values, errors } = readForm(visit.request.body, rules);
  const found = faults(errors);
  if (found) return profileAgain(visit, values, found);
  try {
    await visit.api.saveProfile(visit.ask, { ...values, country: values.country || 'FR' });
  } catch (error) {
    const marked = error instanceof Refusal ? refusedFields(error, Object.keys(rules)) : {};
    if (Object.keys(marked).length === 0) throw error;
    return profileAgain(visit, values, marked);
  }
  return seeOther(baseOf(visit), '/account?saved=1');
}

/** A yes or a no to an order of the company; what cannot be placed any more says why, and waits on. */
async function approval(visit: Visit): Promise<StoreResponse> {
  const { values } = readForm(visit.request.body, {
    askId: { required: true, max: 40 },
    answer: { max: 300 },
    decision: { required: true, max: 4 },
  });
  if (visit.ask.who.customerId === undefined) return seeOther(baseOf(visit), '/account/sign-in?next=/account');
  try {
    await visit.api.decideApproval(visit.ask, values.askId, values.decision === 'yes', values.answer);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const [shell, view] = await Promise.all([visit.shell(), visit.api.account(visit.ask)]);
    if (!view) return seeOther(shell, '/account/sign-in?next=/account');
    const words = refusedWords(visit.ask.lang, error);
    return answer(accountPage(view, shell, {}, false, words), visit.options.statusOf(error.code));
  }
  return seeOther(baseOf(visit), '/account#approvals');
}

/** For whom is bought from now on. */
async function company(visit: Visit): Promise<StoreResponse> {
  const { values } = readForm(visit.request.body, { companyId: { max: 30 } });
  if (visit.ask.who.customerId === undefined) return seeOther(baseOf(visit), '/account/sign-in?next=/account');
  await visit.api.chooseCompany(visit.ask, values.companyId);
  return seeOther(baseOf(visit), '/account?saved=1');
}

/** The profile again with what was typed and what to correct. */
async function profileAgain(visit: Visit, values: ProfileForm, errors: FieldErrors): Promise<StoreResponse> {
  const [shell, view] = await Promise.all([visit.shell(), visit.api.account(visit.ask)]);
  if (!view) return seeOther(shell, '/account/sign-in?next=/account');
  const typed = { ...view, ...values, address: { ...view.address, ...values } };
  return answer(accountPage(typed, shell, errors), 422);
}

const nextOf = (text: string | undefined): string => localPath(text, '/account');

async function signInForm(visit: Visit): Promise<StoreResponse> {
  const changed = one(visit.request.query, 'changed') === '1';
  return answer(signInPage(await visit.shell(), { next: nextOf(one(visit.request.query, 'next')), changed }));
}

async function signIn(visit: Visit): Promise<StoreResponse> {
  const { values, errors } = readForm(visit.request.body, {
    email: emailRule,
    password: passwordRule,
    next: { max: 200 },
  });
  const typed = { email: values.email, next: nextOf(values.next) };
  const found = faults(errors);
  if (found) return answer(signInPage(await visit.shell(), typed, found), 422);
  try {
    const signed = await visit.api.signIn(visit.ask, { email: values.email, password: values.password });
    return seeOther(baseOf(visit), typed.next, sessionCookies(signed));
  } catch (error) {
    if (!(error instanceof Refusal) || visit.options.statusOf(error.code) === 429) throw error;
    return answer(signInPage(await visit.shell(), typed, {}, true), 401);
  }
}

async function registerForm(visit: Visit): Promise<StoreResponse> {
  return answer(registerPage(await visit.shell(), { next: nextOf(one(visit.request.query, 'next')) }));
}

async function register(visit: Visit): Promise<StoreResponse> {
  const rules = {
    name: { required: true },
    email: emailRule,
    password: { ...passwordRule, min: 10 },
    next: { max: 200 },
  };
  const { values, errors } = readForm(visit.request.body, rules);
  const typed = { email: values.email, name: values.name, next: nextOf(values.next) };
  const found = faults(errors);
  if (found) return answer(registerPage(await visit.shell(), typed, found), 422);
  try {
    const { name, email, password } = values;
    return seeOther(
      baseOf(visit),
      typed.next,
      sessionCookies(await visit.api.register(visit.ask, { name, email, password })),
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const marked = refusedFields(error, Object.keys(rules));
    if (Object.keys(marked).length > 0) return answer(registerPage(await visit.shell(), typed, marked), 422);
    if (visit.options.statusOf(error.code) !== 409) throw error;
    return answer(registerPage(await visit.shell(), typed, {}, true), 409);
  }
}

async function signOut(visit: Visit): Promise<StoreResponse> {
  readForm(visit.request.body, { out: {} });
  await visit.api.signOut(visit.ask);
  return seeOther(baseOf(visit), '/', [{ name: cookieNames.session, value: '', maxAgeS: 0 }]);
}

// The anonymous cart and the wishes have joined the customer's; their cookies would only bring them up again.
const sessionCookies = (signed: SignedIn): StoreCookie[] => [
  { name: cookieNames.session, value: signed.sessionToken, maxAgeS: signed.maxAgeS },
  { name: cookieNames.wishes, value: '', maxAgeS: 0 },
  ...(signed.keepsCart ? [] : [{ name: cookieNames.cart, value: '', maxAgeS: 0 }]),
];

/** The messages of a form's fields; undefined when there are none. */
export function faults(errors: Partial<Record<string, FieldErrors[string]>>): FieldErrors | undefined {
  const found = Object.entries(errors).flatMap(([name, error]) => (error ? [[name, error] as const] : []));
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}
