import { defineModule } from '#base/module';
import { searchCaches } from './cache.ts';
import { indexOnEvents } from './index-products.ts';

export const searchModule = defineModule({
  name: 'search',
  dir: import.meta.dirname,
  caches: searchCaches,
  reactions: [
    {
      name: 'search.index',
      on: ['catalog.product_changed', 'catalog.published', 'catalog.category_changed'],
      run: indexOnEvents,
    },
  ],
});
