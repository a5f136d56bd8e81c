import { defineModule } from '#base/module';
import { importRefusals } from './refusals.ts';
import { importRoutes } from './routes.ts';
import { closeAbandoned } from './run.ts';

export const importsModule = defineModule({
  name: 'imports',
  dir: import.meta.dirname,
  routes: importRoutes,
  refusals: importRefusals,
  schedules: [{ name: 'imports.abandoned', everyMs: 60_000, run: closeAbandoned }],
});
