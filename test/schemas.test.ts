/** Schemas are compiled when they are first needed; here all of them are, so that none waits for a caller to find it broken. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fastJsonStringify from 'fast-json-stringify';
import { compileValidator, jsonSchema } from '../src/http/validate.ts';
import { routes } from '../src/modules.ts';
import { houseRoutes } from '../src/serve.ts';

test('every route’s input and output can be checked and written', () => {
  const all = [...routes, ...houseRoutes()];
  assert.ok(all.length > 200);
  for (const { method, path, params, query, body, output } of all) {
    const parts = { params, querystring: query, body };
    for (const [httpPart, schema] of Object.entries(parts))
      assert.doesNotThrow(() => {
        if (schema) compileValidator({ httpPart, schema: jsonSchema(schema, 'input') })({});
      }, `${method} ${path}: ${httpPart}`);
    assert.doesNotThrow(() => {
      if (output) fastJsonStringify(jsonSchema(output, 'output'));
    }, `${method} ${path}: answer`);
  }
});
