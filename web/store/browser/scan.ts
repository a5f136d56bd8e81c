/** The camera on the scan page: opened by a button, and what it reads sends the form, as if it had been typed. */
import { watchCamera, type CameraState } from '#kit/camera/camera';
import { readLabel, SITE_KEY } from '#kit/camera/labels';
import { say } from './swap.ts';

export function enhanceScan(): void {
  const button = document.querySelector<HTMLButtonElement>('#scan-start');
  const section = document.querySelector<HTMLElement>('#scanner');
  const form = document.querySelector<HTMLFormElement>('#scan-form');
  if (!button || !section || !form) return;
  button.hidden = false;
  let close: (() => void) | undefined;
  button.addEventListener('click', () => {
    close?.();
    section.hidden = false;
    close = watchCamera({
      video: () => section.querySelector('video'),
      onState: (state) => show(section, button, state),
      onCode: (code) => {
        if (!readLabel(code)) return;
        close?.();
        navigator.vibrate?.(40);
        go(form, code);
      },
    });
  });
  addEventListener('pagehide', () => close?.());
}

function show(section: HTMLElement, button: HTMLButtonElement, state: CameraState): void {
  const sees = state === 'starting' || state === 'seeing';
  const view = section.querySelector<HTMLElement>('.scan-view');
  if (view) view.hidden = !sees;
  button.hidden = sees;
  const status = section.querySelector<HTMLElement>('[role=status]');
  if (status) status.textContent = sees ? (status.dataset[state] ?? '') : '';
  for (const box of section.querySelectorAll<HTMLElement>('[data-state]')) box.hidden = box.dataset['state'] !== state;
}

/** A label's own link may say the store; what the shopper chose stays where it does not. */
function go(form: HTMLFormElement, code: string): void {
  if (!navigator.onLine) return say(form.dataset['online'] ?? '');
  const query = new URLSearchParams({ code });
  const store = new FormData(form).get(SITE_KEY);
  if (typeof store === 'string' && store !== '') query.set(SITE_KEY, store);
  location.assign(`${form.action}?${query}`);
}
