import { defineModule } from '#base/module';
import { indexOnEvents } from './index-products.ts';

export const searchModule = defineModule({
  name: 'search',
  dir: import.meta.dirname,
  reactions: [{ name: 'search.index', on: ['catalog.product_changed', 'catalog.published'], run: indexOnEvents }],
});
