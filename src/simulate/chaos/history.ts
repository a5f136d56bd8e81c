/** What clients asked and what they were told, in the order of time: one line an event, so that others can judge it too. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { elapsed } from '#base/time';
import { learn, type Model, type Told } from '../model.ts';

/** `ok`: done, and these things were told. `fail`: refused, nothing was done. `unknown`: no answer, or one that promises nothing. */
export type Heard =
  | { readonly how: 'ok'; readonly told: readonly Told[] }
  | { readonly how: 'fail'; readonly code: string }
  | { readonly how: 'unknown' };

export type Question = {
  readonly who: string;
  readonly what: string;
  /** The id it carries: the same at each repetition. */
  readonly id: string;
  send(): Promise<Heard>;
};

export type History = {
  readonly counts: Record<Heard['how'] | 'asked', number>;
  /** By what was asked: how often it was done. */
  readonly done: Map<string, number>;
  /** What was done, by the id it was asked with: what it was. */
  readonly acknowledged: Map<string, string>;
  /** Questions whose last word is not known. */
  readonly open: Map<string, Question>;
  /** Asks once and writes down what was told; what was told is learnt. */
  ask(question: Question): Promise<Heard>;
  /** Writes the rest into the file. */
  flush(): void;
};

const LINES = 200;

/** A history that is kept in this file, from its beginning. */
export function openHistory(file: string, model: Model): History {
  writeFileSync(file, '');
  const counts = { asked: 0, ok: 0, fail: 0, unknown: 0 };
  const done = new Map<string, number>();
  const acknowledged = new Map<string, string>();
  const open = new Map<string, Question>();
  let lines: string[] = [];
  const flush = (): void => {
    if (lines.length > 0) appendFileSync(file, `${lines.join('\n')}\n`);
    lines = [];
  };
  const write = (phase: string, { who, what, id }: Question, more: object = {}): void => {
    lines.push(JSON.stringify({ ms: Math.round(elapsed()), phase, who, what, id, ...more }));
    if (lines.length >= LINES) flush();
  };
  return {
    counts,
    done,
    acknowledged,
    open,
    flush,
    ask: async (question) => {
      const { what, id } = question;
      counts.asked++;
      write('invoke', question);
      const heard = await question.send();
      counts[heard.how]++;
      write(heard.how, question, heard.how === 'ok' ? { told: heard.told } : heard.how === 'fail' ? heard : {});
      if (heard.how === 'ok') {
        open.delete(id);
        acknowledged.set(id, what);
        done.set(what, (done.get(what) ?? 0) + 1);
        for (const told of heard.told) learn(model, told);
      } else if (heard.how === 'unknown') open.set(id, question);
      // Refused after an attempt of which nothing was heard: that attempt may still arrive.
      return heard;
    },
  };
}
