import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address, ApiProblem } from './api.ts';

test('a refusal keeps which field broke which rule, in the words of the server', () => {
  const problem = new ApiProblem(400, {
    type: '/problems/request.invalid',
    title: 'The request does not fit its schema',
    status: 400,
    code: 'request.invalid',
    fields: [{ field: 'body.password', rule: "must have required property 'password'" }],
  });
  assert.equal(problem.code, 'request.invalid');
  assert.deepEqual(problem.fields, [{ field: 'body.password', problem: "must have required property 'password'" }]);
});

test('an answer that is no problem is still an error that can be shown', () => {
  const problem = new ApiProblem(502, {});
  assert.deepEqual([problem.code, problem.title, problem.fields], ['unknown', 'HTTP 502', []]);
});

test('an address leaves empty values out and joins lists with commas', () => {
  const query = { q: '', after: undefined, siteId: null, limit: 0, skuIds: ['a', 'b'] };
  assert.equal(address('/api/prices', query), '/api/prices?limit=0&skuIds=a%2Cb');
});
