/** The face of `http`. */
export { createServer, checkPermission, actorOf, factsOf, type ServerOptions } from './server.ts';
export { openapi, operationId } from './openapi.ts';
export { readStatic, fileOf, sendFile, type StaticFile } from './static.ts';
export { jsonSchema, compileValidator } from './validate.ts';
export { cookiesOf } from './cookies.ts';
export { problemOf, type Problem } from './problem.ts';
export {
  mountPages,
  sendPage,
  pageRequest,
  PAGE_POLICY,
  type PageRoute,
  type PageResponse,
  type PageRequest,
  type PageCache,
} from './pages.ts';
export { docsPage } from './docs-page.ts';
export { callsOf, latestCalls, type Call } from './calls.ts';
export { apiVersions } from './versions.ts';
