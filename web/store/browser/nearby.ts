/** “Around me” in the store finder: asks the browser where it is, on a click and with its own question, and sends that once. */

/** Shows the button where the device can say where it is. */
export function enhanceFinder(): void {
  const form = document.querySelector<HTMLFormElement>('#near-me');
  if (!form || !('geolocation' in navigator) || !isSecureContext) return;
  form.hidden = false;
  form.addEventListener('submit', (event) => {
    if (fieldOf(form, 'latitude').value !== '') return;
    event.preventDefault();
    const button = form.querySelector('button');
    button?.setAttribute('aria-busy', 'true');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        // A hundredth of a degree is about a kilometre: nobody needs to know it better.
        fieldOf(form, 'latitude').value = coords.latitude.toFixed(2);
        fieldOf(form, 'longitude').value = coords.longitude.toFixed(2);
        form.submit();
      },
      () => {
        button?.removeAttribute('aria-busy');
        form.querySelector('[role=alert]')?.removeAttribute('hidden');
      },
      { maximumAge: 300_000, timeout: 10_000 },
    );
  });
}

function fieldOf(form: HTMLFormElement, name: string): HTMLInputElement {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement ? field : document.createElement('input');
}
