/** The face of `http`. */
export { createServer, checkPermission, actorOf, factsOf, type ServerOptions } from './server.ts';
export { openapi, operationId } from './openapi.ts';
export { readStatic, fileOf, sendFile, type StaticFile } from './static.ts';
export { jsonSchema, compileValidator } from './validate.ts';
export { problemOf, type Problem } from './problem.ts';
