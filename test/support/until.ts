/** Waits for something to become true, and fails when it does not: how tests wait, never by a fixed time. */
import { elapsed, sleep } from '#base/time';

/** Asks every 25 ms; what is asked in a browser goes through `page.evaluate`, since a page's policy forbids strings as scripts. */
export async function until(name: string, isSo: () => boolean | Promise<boolean>, patienceMs = 30_000): Promise<void> {
  const begun = elapsed();
  while (!(await isSo())) {
    if (elapsed() - begun > patienceMs) throw new Error(`waited ${patienceMs} ms in vain: ${name}`);
    await sleep(25);
  }
}
