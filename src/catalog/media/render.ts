/** The door to the process that decodes pictures: one task at a time, started when first needed, ended when idle or stuck. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { PictureFormat, PictureWidth } from '#kit/pictures';
import { MINUTE, SECOND } from '#base/time';

export type RenderTask =
  | { readonly id: number; readonly kind: 'measure'; readonly source: string }
  | {
      readonly id: number;
      readonly kind: 'render';
      readonly source: string;
      readonly target: string;
      readonly width: PictureWidth;
      readonly format: PictureFormat;
    };
export type RenderAnswer =
  | { readonly id: number; readonly outcome: 'done'; readonly width: number; readonly height: number }
  | { readonly id: number; readonly outcome: 'unreadable' | 'too_large' | 'no_renderer' };
type Wish = RenderTask extends infer T ? (T extends unknown ? Omit<T, 'id'> : never) : never;
/** `busy`: too many wait; ask again later. */
export type Rendered =
  | { readonly outcome: 'done'; readonly width: number; readonly height: number }
  | { readonly outcome: 'unreadable' | 'too_large' | 'no_renderer' | 'busy' };

const MAX_WAITING = 400;
const IDLE_MS = MINUTE;
/** The process ends a picture itself after 12 s; one that does not answer is killed. */
const STUCK_MS = 20 * SECOND;

type Waiting = { readonly wish: Wish; readonly tell: (answer: Rendered) => void };

const queue: Waiting[] = [];
let child: ChildProcess | undefined;
let current: { readonly id: number; readonly tell: (answer: Rendered) => void } | undefined;
let clockId: NodeJS.Timeout | undefined;
let lastId = 0;
/** Learned from the first answer: there is no use in asking again. */
let absent = false;

/** Measures or renders one picture; urgent tasks (somebody is looking) pass those of the background. */
export function render(wish: Wish, options: { urgent?: boolean } = {}): Promise<Rendered> {
  if (absent) return Promise.resolve({ outcome: 'no_renderer' });
  if (queue.length >= MAX_WAITING) return Promise.resolve({ outcome: 'busy' });
  return new Promise((tell) => {
    if (options.urgent) queue.unshift({ wish, tell });
    else queue.push({ wish, tell });
    next();
  });
}

/** True once it is known that pictures can't be decoded on this machine. */
export const cannotRender = (): boolean => absent;

function next(): void {
  if (current) return;
  clearTimeout(clockId);
  const task = queue.shift();
  if (!task) {
    clockId = setTimeout(stop, IDLE_MS);
    clockId.unref();
    return;
  }
  const id = ++lastId;
  current = { id, tell: task.tell };
  child ??= start();
  child.ref();
  child.channel?.ref();
  clockId = setTimeout(stop, STUCK_MS);
  child.send({ ...task.wish, id }, (error) => error && answered({ id, outcome: 'unreadable' }));
}

function start(): ChildProcess {
  const process = fork(join(import.meta.dirname, 'render-process.ts'), {
    // Nothing of ours: no database, no secret.
    env: { PATH: '' },
    execArgv: ['--max-old-space-size=96', '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  process.on('message', (answer: RenderAnswer) => answered(answer));
  const gone = (): void => {
    if (child === process) child = undefined;
    // The picture at work took it down with it: it is told, and the others go on.
    if (current) answered({ id: current.id, outcome: 'unreadable' });
  };
  process.on('exit', gone);
  process.on('error', gone);
  return process;
}

function answered(answer: RenderAnswer): void {
  if (current?.id !== answer.id) return;
  const { tell } = current;
  current = undefined;
  if (answer.outcome === 'no_renderer') {
    absent = true;
    for (const one of queue.splice(0)) one.tell({ outcome: 'no_renderer' });
  }
  // An idle process must not keep ours from ending.
  child?.unref();
  child?.channel?.unref();
  tell(answer);
  next();
}

function stop(): void {
  clearTimeout(clockId);
  child?.kill('SIGKILL');
}
