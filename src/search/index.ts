/** The face of `search`. */
export { searchModule } from './module.ts';
export { searchProducts, suggestSearches, type SearchAnswer, type SearchQuery } from './queries.ts';
export { indexProducts } from './index-products.ts';
export { forgetSearches, searchCaches } from './cache.ts';
export { queryWords, wordsOf } from './model.ts';
