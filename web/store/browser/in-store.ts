/** Cellars have no network: what cannot be sent from a store is said at the button, and nothing is lost by pressing it. */
import { say } from './swap.ts';

export function enhanceInStore(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset['online'] === undefined || navigator.onLine) return;
    event.preventDefault();
    say(form.dataset['online']);
  });
}
