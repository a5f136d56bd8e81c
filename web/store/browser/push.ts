/** Messages of the app on this device: asked for by a button (account, order), given up by the same, and when one signs out. */

/** The version of the sentence beside the button. */
const WORDING = 3;

export function enhancePush(): void {
  if (!('serviceWorker' in navigator) || !('PushManager' in globalThis) || !('Notification' in globalThis)) return;
  leaveAtSignOut();
  const panel = document.querySelector<HTMLElement>('#push');
  const button = panel?.querySelector('button');
  if (!panel || !button) return;
  let pressed = false;
  const show = async (): Promise<void> => {
    const on = (await current()) !== undefined;
    panel.hidden = on && !pressed && panel.dataset['kind'] === 'offer';
    const denied = Notification.permission === 'denied';
    button.disabled = denied;
    button.textContent = panel.dataset[on ? 'off' : 'on'] ?? '';
    const status = panel.querySelector('[role=status]');
    if (status) status.textContent = denied ? (panel.dataset['denied'] ?? '') : on ? (panel.dataset['isOn'] ?? '') : '';
  };
  button.addEventListener('click', () => {
    button.disabled = true;
    pressed = true;
    const act = async (): Promise<void> => {
      const known = await current();
      if (known) await leave(known);
      else await join(panel.dataset['lang'] === 'en' ? 'en' : 'fr');
    };
    act()
      .catch(() => {
        const status = panel.querySelector('[role=status]');
        if (status) status.textContent = panel.dataset['failed'] ?? '';
        button.disabled = false;
      })
      .then(show, show);
  });
  void show();
}

/** What this browser has and the shop still knows as this customer's: what was forgotten there, or is another's, ends here too. */
async function current(): Promise<PushSubscription | undefined> {
  const registration = await navigator.serviceWorker.ready;
  const own = (await registration.pushManager.getSubscription()) ?? undefined;
  if (!own) return undefined;
  const answer = await fetch(await addressOf(own)).catch(() => undefined);
  if (!answer?.ok || ((await answer.json()) as { on: boolean }).on) return own;
  await own.unsubscribe();
  return undefined;
}

const base64url = (bytes: ArrayBuffer): string =>
  btoa(String.fromCodePoint(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

async function addressOf({ endpoint }: PushSubscription): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint));
  return `/api/push/subscriptions/${base64url(hash)}`;
}

async function join(language: 'fr' | 'en'): Promise<void> {
  if ((await Notification.requestPermission()) !== 'granted') return;
  const { publicKey } = (await (await fetch('/api/push/key')).json()) as { publicKey: string };
  const { pushManager } = await navigator.serviceWorker.ready;
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  const key = (name: PushEncryptionKeyName): string => base64url(made.getKey(name) ?? new ArrayBuffer(0));
  const body = {
    endpoint: made.endpoint,
    keys: { p256dh: key('p256dh'), auth: key('auth') },
    language,
    wording: WORDING,
  };
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(await addressOf(made), { method: 'PUT', headers, body: JSON.stringify(body) });
  if (answer.ok) return;
  await made.unsubscribe();
  throw new Error('not taken');
}

/** First here, so that nothing more is sent; then at the browser's own service. */
async function leave(known: PushSubscription): Promise<void> {
  await fetch(await addressOf(known), { method: 'DELETE', keepalive: true }).catch(() => undefined);
  await known.unsubscribe();
}

/** Whoever uses this device next must not read of another's orders. */
function leaveAtSignOut(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.action.endsWith('/account/sign-out') || form.dataset['left'])
      return;
    event.preventDefault();
    form.dataset['left'] = 'yes';
    const gone = navigator.serviceWorker
      .getRegistration()
      .then((registration) => registration?.pushManager.getSubscription())
      .then((known) => (known ? leave(known) : undefined));
    const late = new Promise((resolve) => setTimeout(resolve, 3_000));
    void Promise.race([gone, late]).then(
      () => form.submit(),
      () => form.submit(),
    );
  });
}
