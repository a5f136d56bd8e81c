import { defineModule } from '#base/module';
import { taxRefusals } from './refusals.ts';

export const taxModule = defineModule({ name: 'tax', dir: import.meta.dirname, refusals: taxRefusals });
