/** Waits for a number of milliseconds, or until the signal is aborted: then it throws the signal's reason. */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/** A waiting time that doubles with each try, between half of it and all, so that many callers don't come back at once. */
export function backoff(tries: number, { first = 200, most = 20_000 } = {}): number {
  const whole = Math.min(most, first * 2 ** tries);
  const chance = (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
  return Math.round(whole * (0.5 + chance / 2));
}
