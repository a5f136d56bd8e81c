/** A state in a word on a soft ground. */
import type { ReactNode } from 'react';

export type Tone = 'ok' | 'warn' | 'bad' | 'note' | 'info' | 'plain';

export function Tag({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className="tag" data-tone={tone}>
      {children}
    </span>
  );
}
