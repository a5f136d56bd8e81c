/** Search over the operations, and samples to copy. */
const all = [...document.querySelectorAll('details')];
const form = document.querySelector('form[role=search]');
const told = form.querySelector('output');
form.hidden = false;
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('input', () => {
  const words = new FormData(form).get('q').toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const one of all) {
    const text = one.querySelector('summary').textContent.toLowerCase();
    one.hidden = !words.every((word) => text.includes(word));
    if (!one.hidden) shown++;
  }
  for (const section of document.querySelectorAll('section'))
    section.hidden = [...section.querySelectorAll('details')].every((one) => one.hidden);
  told.textContent = words.length === 0 ? '' : `${shown} of ${all.length}`;
});

/** A button after a sample. */
function buttonAfter(place, label, act) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = label;
  button.addEventListener('click', () => act(button));
  place.after(button);
  return button;
}

for (const sample of document.querySelectorAll('.sample'))
  buttonAfter(sample, 'Copy', async (button) => {
    await navigator.clipboard.writeText(sample.textContent);
    button.textContent = 'Copied';
    setTimeout(() => (button.textContent = 'Copy'), 2_000);
  });
