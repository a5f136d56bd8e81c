/** The face of `webhooks`. */
export { webhooksModule } from './module.ts';
export { lanesAtRest } from './send.ts';
export { listEndpoints, type Endpoint } from './queries.ts';
