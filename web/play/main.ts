/** Plays the journeys: each step does what a person would, through the same API, and shows the real screens beside it. */
import './play.css';
import { runAct } from './acts.ts';
import type { Demo } from './stage.ts';
import type { Journey, Lang, Step } from './journeys.ts';

type Facts = { lang: Lang; journeys: Journey[]; demo: Demo };

const facts = JSON.parse(document.querySelector('script[type="application/json"]')?.textContent ?? '{}') as Facts;
const list = document.querySelector('#steps') as HTMLOListElement;
const next = document.querySelector('#next') as HTMLButtonElement;
const again = document.querySelector('#again') as HTMLButtonElement;
const log = document.querySelector('#log') as HTMLElement;
const left = document.querySelector('#left') as HTMLIFrameElement;
const right = document.querySelector('#right') as HTMLIFrameElement;

let journey: Journey | undefined;
let at = 0;
let memory: Record<string, string> = {};

const names: Record<Lang, Record<string, string>> = {
  fr: { phone: 'Téléphone', till: 'Caisse', computer: 'Ordinateur', market: 'Grand Marché' },
  en: { phone: 'Phone', till: 'Till', computer: 'Computer', market: 'Grand Marché' },
};

function say(text: string, tone: '' | 'ok' | 'bad' = ''): void {
  const line = document.createElement('p');
  line.className = tone;
  line.textContent = text;
  log.append(line);
}

/** Shows a page in a window, fresh even when it is there already. */
function show(frame: HTMLIFrameElement, path: string): void {
  frame.src = path;
}

function render(): void {
  list.replaceChildren(
    ...(journey?.steps ?? []).map((step: Step, i) => {
      const item = document.createElement('li');
      item.textContent = step.says[facts.lang];
      item.dataset.state = i < at ? 'done' : i === at ? 'now' : 'later';
      return item;
    }),
  );
  next.disabled = !journey || at >= journey.steps.length;
}

function begin(id: string): void {
  journey = facts.journeys.find((one) => one.id === id);
  at = 0;
  memory = {};
  log.replaceChildren();
  for (const button of document.querySelectorAll<HTMLElement>('[data-journey]'))
    button.setAttribute('aria-pressed', String(button.dataset.journey === id));
  const windows = journey?.windows ?? ['phone', 'till'];
  (document.querySelector('#left-name') as HTMLElement).textContent = names[facts.lang][windows[0]] ?? '';
  (document.querySelector('#right-name') as HTMLElement).textContent = names[facts.lang][windows[1]] ?? '';
  right.closest('figure')?.classList.toggle('tablet', windows[1] === 'till');
  show(left, '/');
  show(right, windows[1] === 'till' ? '/till' : windows[1] === 'market' ? facts.demo.market : '/');
  location.hash = id;
  render();
}

next.addEventListener('click', () => {
  const step = journey?.steps[at];
  if (!step) return;
  next.disabled = true;
  void runAct(step.act, {
    demo: facts.demo,
    lang: facts.lang,
    memory,
    say,
    left: (path) => show(left, path),
    right: (path) => show(right, path),
  })
    .then(
      () => void at++,
      (error: unknown) => say(error instanceof Error ? error.message : String(error), 'bad'),
    )
    .finally(render);
});
again.addEventListener('click', () => journey && begin(journey.id));
for (const button of document.querySelectorAll<HTMLElement>('[data-journey]'))
  button.addEventListener('click', () => begin(button.dataset.journey ?? ''));
begin(location.hash.slice(1) || (facts.journeys[0]?.id ?? 'J2'));
