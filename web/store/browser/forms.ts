/** Forms without a reload: adding to the cart, changing it, filtering, choosing a variant, the sum at the checkout. */
import { newId } from '#base/ids';
import { narrow } from './grid.ts';
import { isOffline, queue } from './outbox.ts';
import { fetchPage, fieldsOf, say, sendForm, swap } from './swap.ts';
import type { Fetched } from './swap.ts';

/** Listens for all of them at once, so that parts put in later work too. */
export function enhanceForms(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    const submitter = event.submitter;
    if (form.dataset['toggle']) intercept(event, form, () => toggle(form, submitter), submitter);
    else if ('add' in form.dataset) intercept(event, form, () => addToCart(form, submitter));
    else if ('auto' in form.dataset) intercept(event, form, () => narrow(form, true));
    else if (form.dataset['swap'])
      intercept(event, form, () => changeCart(form, submitter, form.dataset['swap'] ?? ''));
  });
  document.addEventListener('change', (event) => {
    const field = event.target;
    const form = field instanceof HTMLInputElement || field instanceof HTMLSelectElement ? field.form : null;
    if (!form || !(field instanceof HTMLElement)) return;
    if ('options' in form.dataset && field instanceof HTMLInputElement) void chooseVariant(form, field);
    else if ('auto' in form.dataset) void narrow(form);
    else if ('checkout' in form.dataset && /^(deliveryId|country|postcode)$/.test(field.getAttribute('name') ?? ''))
      void refreshSum(form);
    else if (form.dataset['swap']) form.requestSubmit();
  });
}

// When our way fails for any reason, the browser's own way is still there.
function intercept(
  event: Event,
  form: HTMLFormElement,
  work: () => Promise<void>,
  submitter: HTMLElement | null = null,
): void {
  event.preventDefault();
  form.ariaBusy = 'true';
  work()
    .catch(() => (submitter ? location.reload() : form.submit()))
    .finally(() => (form.ariaBusy = 'false'));
}

async function addToCart(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const line = { lineId: newId('lin') };
  const fetched = await sendOrKeep(form, submitter, line);
  if (!fetched) return;
  if (!fetched.ok) return say(failureOf(fetched));
  swap(fetched.doc, '#cart-link');
  const notice = fetched.doc.querySelector('#cart .box li')?.textContent;
  say(notice ?? document.querySelector<HTMLElement>('#toast')?.dataset['added'] ?? '', true);
}

/** A heart, or a place in the comparison: the page it was pressed on comes back with what changed. */
async function toggle(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const fetched = await sendForm(form, submitter);
  if (!fetched.ok) return say(failureOf(fetched));
  if (new URL(fetched.url).searchParams.has('full')) return location.assign(fetched.url);
  swap(fetched.doc, '#wish-link', '#compare-bar', '#choosers');
  if (submitter instanceof HTMLButtonElement && submitter.form) {
    const on = submitter.ariaPressed !== 'true';
    for (const button of document.querySelectorAll<HTMLButtonElement>(`button.heart[value="${submitter.value}"]`)) {
      if (button.form !== form) continue;
      button.ariaPressed = String(on);
      button.name = on ? 'remove' : 'add';
    }
  }
  say(form.dataset['toggle'] ?? '');
}

/** Sends a form of the cart; without a connection it waits on this device, and that is said. */
async function sendOrKeep(
  form: HTMLFormElement,
  submitter: HTMLElement | null,
  extra: Record<string, string> = {},
): Promise<Fetched | undefined> {
  try {
    return await sendForm(form, submitter, extra);
  } catch (error) {
    const body = fieldsOf(form, submitter, extra);
    const action = new URL(form.action).pathname;
    if (!isOffline(error) || !queue({ id: newId('lin'), action, body: String(body) })) throw error;
    const field = form.querySelector<HTMLInputElement>('input[name=quantity]');
    if (field && body.has('set')) field.value = body.get('set') ?? field.value;
    say(document.querySelector<HTMLElement>('#offline')?.dataset['queued'] ?? '');
    return undefined;
  }
}

async function changeCart(form: HTMLFormElement, submitter: HTMLElement | null, part: string): Promise<void> {
  const fetched = await sendOrKeep(form, submitter);
  if (!fetched) return;
  if (!fetched.ok) return say(failureOf(fetched));
  swap(fetched.doc, part, '#cart-link');
}

const failureOf = (fetched: Fetched): string =>
  fetched.doc.querySelector('#failure .empty p')?.textContent ?? fetched.doc.title;

let choosing = new AbortController();

/** Shows the variant a radio leads to; the place chosen before stays chosen where it can. */
async function chooseVariant(form: HTMLFormElement, field: HTMLInputElement): Promise<void> {
  choosing.abort();
  choosing = new AbortController();
  const address = `${form.action}?v=${encodeURIComponent(field.dataset['sku'] ?? '')}`;
  try {
    const { doc } = await fetchPage(address, { signal: choosing.signal });
    const place = document.querySelector<HTMLInputElement>('[name=placeId]:checked')?.value;
    swap(doc, '.gallery', '#price', 'form.options', '#buy', '#wait', '.facts');
    keepPlace(place);
    history.replaceState(null, '', address);
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError')) location.assign(address);
  }
}

/** Chooses a place again after the form was replaced. */
export function keepPlace(placeId: string | undefined): void {
  if (!placeId) return;
  const field = document.querySelector<HTMLInputElement>(
    `[name=placeId][value="${CSS.escape(placeId)}"]:not(:disabled)`,
  );
  if (field) field.checked = true;
}

async function refreshSum(form: HTMLFormElement): Promise<void> {
  const { doc } = await sendForm(form, null, { step: 'refresh' });
  swap(doc, '#summary');
}
