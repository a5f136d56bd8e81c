/**
 * A product's pictures large: a dialog over the page. Keys: arrows turn, + and − zoom, 0 fits, Escape closes; fingers pinch, drag and
 * swipe; a double click zooms in and out. Without it a picture's link opens the picture.
 */

type Point = { x: number; y: number };
type View = { scale: number; x: number; y: number };

const MOST = 5;
const fit: View = { scale: 1, x: 0, y: 0 };

/** Listens for all galleries, so that one put in later works too. */
export function enhanceGallery(): void {
  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const picture = target.closest<HTMLAnchorElement>('.slides a');
    const thumb = target.closest<HTMLAnchorElement>('.thumbs a');
    if (picture) {
      event.preventDefault();
      open(picture);
    } else if (thumb) {
      const slide = document.querySelector(thumb.hash);
      if (!slide) return;
      event.preventDefault();
      slide.scrollIntoView({ block: 'nearest', inline: 'start' });
    }
  });
}

function open(from: HTMLAnchorElement): void {
  const gallery = from.closest<HTMLElement>('.gallery');
  const links = [...(gallery?.querySelectorAll<HTMLAnchorElement>('.slides a') ?? [])];
  const words = gallery?.dataset ?? {};
  const dialog = document.createElement('dialog');
  dialog.className = 'lightbox';
  dialog.setAttribute('aria-label', words['title'] ?? '');
  const image = new Image();
  const said = document.createElement('p');
  said.className = 'num';
  said.role = 'status';
  let at = links.indexOf(from);
  const zoom = zooming(image, (by) => turn(by));
  const turn = (by: number): void => {
    at = (at + by + links.length) % links.length;
    const shown = links[at]?.querySelector('img');
    image.src = links[at]?.href ?? '';
    image.alt = shown?.alt ?? '';
    said.textContent = `${at + 1} / ${links.length}`;
    zoom.reset();
  };
  const button = (name: string, sign: string, act: () => void): HTMLButtonElement => {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = `lb-${name}`;
    made.ariaLabel = words[name] ?? name;
    made.textContent = sign;
    made.addEventListener('click', act);
    return made;
  };
  const stage = document.createElement('div');
  stage.className = `lb-stage ${[...(links[at]?.querySelector('.pic')?.classList ?? [])].find((name) => name.startsWith('stage-')) ?? ''}`;
  stage.append(image);
  const turns = links.length > 1 ? [button('previous', '‹', () => turn(-1)), button('next', '›', () => turn(1))] : [];
  dialog.append(
    stage,
    button('close', '×', () => dialog.close()),
    ...turns,
    button('in', '+', () => zoom.by(1.5)),
    button('out', '−', () => zoom.by(1 / 1.5)),
    said,
  );
  dialog.addEventListener('keydown', (event) => {
    const acts: Record<string, () => unknown> = {
      ArrowLeft: () => links.length > 1 && turn(-1),
      ArrowRight: () => links.length > 1 && turn(1),
      '+': () => zoom.by(1.5),
      '-': () => zoom.by(1 / 1.5),
      '0': () => zoom.reset(),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  dialog.addEventListener('close', () => {
    dialog.remove();
    links[at]?.parentElement?.scrollIntoView({ block: 'nearest', inline: 'start' });
    links[at]?.focus({ preventScroll: true });
  });
  turn(0);
  document.body.append(dialog);
  dialog.showModal();
}

/** Zooming and moving a picture by fingers, mouse and wheel; a swipe over a picture that fits turns the page. */
function zooming(image: HTMLImageElement, turn: (by: number) => void): { by(factor: number): void; reset(): void } {
  let view = fit;
  const fingers = new Map<number, Point>();
  let start: { view: View; middle: Point; apart: number } | undefined;
  image.draggable = false;
  const show = (next: View): void => {
    const scale = Math.min(MOST, Math.max(1, next.scale));
    // The picture may be moved as far as its edge reaches the middle.
    const most = { x: ((scale - 1) * image.clientWidth) / 2, y: ((scale - 1) * image.clientHeight) / 2 };
    const within = (value: number, limit: number): number => Math.min(limit, Math.max(-limit, value));
    view = scale === 1 ? fit : { scale, x: within(next.x, most.x), y: within(next.y, most.y) };
    image.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
  };
  const begin = (): void => {
    const [a, b] = [...fingers.values()];
    start = a && { view, middle: middle(a, b ?? a), apart: b ? distance(a, b) : 0 };
  };
  image.addEventListener('pointerdown', (event) => {
    image.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    begin();
  });
  image.addEventListener('pointermove', (event) => {
    if (!fingers.has(event.pointerId) || !start) return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const [a, b] = [...fingers.values()];
    if (!a) return;
    const now = middle(a, b ?? a);
    const scale = b && start.apart > 0 ? (start.view.scale * distance(a, b)) / start.apart : start.view.scale;
    if (scale > 1) show({ scale, x: start.view.x + now.x - start.middle.x, y: start.view.y + now.y - start.middle.y });
  });
  const end = (event: PointerEvent): void => {
    const moved = start && fingers.size === 1 && view.scale === 1 ? event.clientX - start.middle.x : 0;
    fingers.delete(event.pointerId);
    begin();
    if (event.type === 'pointerup' && Math.abs(moved) > 60) turn(moved < 0 ? 1 : -1);
  };
  image.addEventListener('pointerup', end);
  image.addEventListener('pointercancel', end);
  image.addEventListener('dblclick', () => show(view.scale > 1 ? fit : { scale: 2.5, x: 0, y: 0 }));
  image.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      show({ ...view, scale: view.scale * (event.deltaY < 0 ? 1.15 : 1 / 1.15) });
    },
    { passive: false },
  );
  return { by: (factor) => show({ ...view, scale: view.scale * factor }), reset: () => show(fit) };
}

const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
