/** Only in the demo: reading calls can be sent from the page, with the session of the office in the same browser. */
const curl = /^curl "\$HALLE(\S+)"/m;

/** `# orderId: items.0.orderId of GET /api/orders` says where an id is found. */
async function filled(sample, path) {
  let found = path;
  for (const [, name, at, list] of sample.matchAll(/^# (\w+): (\S+) of GET (\S+)$/gm)) {
    const answer = await (await fetch(list)).json();
    const value = at.split('.').reduce((part, step) => part?.[step], answer);
    found = found.replaceAll(`$${name}`, encodeURIComponent(String(value ?? name)));
  }
  return found;
}

for (const details of document.querySelectorAll('details[data-method=get]')) {
  const sample = details.querySelector('.sample');
  const path = curl.exec(sample?.textContent ?? '')?.[1];
  if (path === undefined || path === '/api/events' || path === '/api/shop/events') continue;
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Try it';
  const shown = document.createElement('pre');
  shown.tabIndex = 0;
  shown.hidden = true;
  button.addEventListener('click', async () => {
    const address = await filled(sample.textContent, path);
    const response = await fetch(address);
    const json = /json/.test(response.headers.get('content-type') ?? '');
    const body = json ? JSON.stringify(await response.json(), null, 2) : `${response.headers.get('content-type')}`;
    shown.textContent = `GET ${address}\n${response.status}\n\n${body.slice(0, 20_000)}`;
    shown.hidden = false;
  });
  sample.before(button, shown);
}
