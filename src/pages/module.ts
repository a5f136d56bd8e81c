import type { Database } from '#base/db';
import type { JournalEvent } from '#base/journal';
import { defineModule } from '#base/module';
import { forgetLook } from './look.ts';
import { pagesRefusals } from './refusals.ts';
import { pagesRoutes } from './routes.ts';
import { forgetTexts } from './texts.ts';

const caches =
  (database: Database) =>
  (events: readonly JournalEvent[]): void => {
    if (events.some((event) => event.type === 'pages.look_changed')) forgetLook(database);
    if (events.some((event) => event.type === 'pages.text_written')) forgetTexts(database);
  };

export const pagesModule = defineModule({
  name: 'pages',
  dir: import.meta.dirname,
  routes: pagesRoutes,
  refusals: pagesRefusals,
  caches,
  locks: ['pages.text', 'pages.look'],
});
