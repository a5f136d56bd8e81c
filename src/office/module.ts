import { defineModule } from '#base/module';
import { noticeReaction } from './notices.ts';
import { officeRefusals } from './refusals.ts';
import { officeRoutes } from './routes.ts';

export const officeModule = defineModule({
  name: 'office',
  dir: import.meta.dirname,
  routes: officeRoutes,
  refusals: officeRefusals,
  reactions: [noticeReaction],
  locks: ['office.view', 'office.first_steps'],
});
