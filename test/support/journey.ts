/** What a file of journeys runs in: a house with its demo days and a browser, or nothing where there is no Chromium. */
import { after, before } from 'node:test';
import type { Browser } from 'playwright-core';
import { chromiumPath, startBrowser } from './chromium.ts';
import { startHouse, tearDown, type RunningHouse } from './house.ts';

/** Given to each test of the file: why it is left out, if it is. */
export const skip = chromiumPath() === undefined ? 'Chromium is not installed' : false;

export type Journey = { readonly house: RunningHouse; readonly browser: Browser };

/**
 * Starts both before the file's tests and ends them after. `camera` makes the film that the browser's camera shows, and says where it
 * is; `ready` is what the tests need besides (a hook of the file's own would not wait for this one).
 */
export function journey(
  given: {
    empty?: boolean;
    env?: Record<string, string>;
    camera?: (house: RunningHouse) => Promise<string>;
    ready?: (at: Journey) => Promise<void>;
  } = {},
): Journey {
  const at: { house?: RunningHouse; browser?: Browser } = {};
  before(async () => {
    if (skip) return;
    at.house = await startHouse(given.empty ? ['--empty'] : [], { env: given.env ?? {} });
    if (!given.empty) await at.house.said('days are loaded');
    const film = await given.camera?.(at.house);
    at.browser = await startBrowser(
      film ? ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`] : [],
    );
    await given.ready?.(at as Journey);
  });
  after(async () => {
    await at.browser?.close();
    if (at.house) await tearDown(at.house);
  });
  return at as Journey;
}
