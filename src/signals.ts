/** Waits until a person or a supervisor asks us to stop; a signal that comes twice in a moment is one, later it means now. */
import { elapsed } from '#base/time';

const IMPATIENT_MS = 1_000;

export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (first === undefined) {
          first = elapsed();
          resolve();
        } else if (elapsed() - first > IMPATIENT_MS) process.exit(1);
      });
    }
  });
}
