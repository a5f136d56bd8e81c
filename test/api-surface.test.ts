/** Nobody's program breaks unannounced: the API of today against the one in docs/api-surface.txt. docs/api.md tells the rule. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openapi } from '#http';
import { breaking, surfaceOf } from '../src/api-surface.ts';
import { refusals, routes } from '../src/modules.ts';
import { houseRoutes } from '../src/serve.ts';

const root = join(import.meta.dirname, '..');
const file = join(root, 'docs/api-surface.txt');
const today = surfaceOf(openapi([...routes, ...houseRoutes()], refusals, 'test'));

/** `HALLE_WRITE_API=1 node --test test/api-surface.test.ts` at a release: from then on what was added is promised too. */
if (process.env.HALLE_WRITE_API === '1') writeFileSync(file, `${today.join('\n')}\n`);

test('nothing that callers count on is gone or asks for more, unless the changelog says so', () => {
  const promised = readFileSync(file, 'utf8').trimEnd().split('\n');
  assert.ok(promised.length > 500, 'the promise is not empty');
  const told = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')
    .split('\n')
    .filter((line) => /^\W*breaking:/i.test(line));
  const operationOf = (problem: string): string => problem.split(' ').slice(0, 2).join(' ').replace(/:$/, '');
  const silent = breaking(promised, today).filter(
    (problem) => !told.some((line) => new RegExp(`${escaped(operationOf(problem))}(?![\\w/:-])`).test(line)),
  );
  assert.deepEqual(
    silent,
    [],
    'say it in CHANGELOG.md ("- Breaking: GET /api/…: what, and what to do"), or keep the old way beside the new',
  );
});

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const before = [
  'GET /a',
  'GET /a > query.limit integer optional',
  'GET /a < 200 object required',
  'GET /a < 200.id string required',
  'GET /a < 200.state "closed"|"open" required',
  'POST /a',
  'POST /a > body object required',
  'POST /a > body.kind "x"|"y" required',
  'POST /a > body.name string optional',
];
const cases: [what: string, change: (line: string) => string[], found: string[]][] = [
  ['nothing', (line) => [line], []],
  ['an operation is gone', (line) => (line.startsWith('POST') ? [] : [line]), ['POST /a: is gone']],
  ['a new operation', (line) => [line, 'PUT /b', 'PUT /b > body.name string required'], []],
  ['a new field of an answer', (line) => [line, 'GET /a < 200.name string required'], []],
  ['a new optional field', (line) => [line, 'POST /a > body.note string optional'], []],
  [
    'a new required field',
    (line) => [line, 'POST /a > body.note string required'],
    ['POST /a > body.note: must be given now'],
  ],
  [
    'required now',
    (line) => [line.replace('body.name string optional', 'body.name string required')],
    ['POST /a > body.name: must be given now'],
  ],
  [
    'an answer without a field',
    (line) => (line.includes('200.id') ? [] : [line]),
    ['GET /a < 200.id: is no longer answered'],
  ],
  [
    'another type',
    (line) => [line.replace('200.id string', '200.id integer')],
    ['GET /a < 200.id: may be integer now'],
  ],
  [
    'nullable now',
    (line) => [line.replace('200.id string', '200.id null|string')],
    ['GET /a < 200.id: may be null now'],
  ],
  ['a value more in an answer', (line) => [line.replace('"closed"|"open"', '"closed"|"lost"|"open"')], []],
  [
    'a value less in a request',
    (line) => [line.replace('"x"|"y"', '"x"')],
    ['POST /a > body.kind: no longer takes "y"'],
  ],
  ['any text in a request', (line) => [line.replace('"x"|"y"', 'string')], []],
  [
    'a query that is refused now',
    (line) => (line.includes('query') ? [] : [line]),
    ['GET /a > query.limit: is no longer taken'],
  ],
];

for (const [what, change, found] of cases)
  test(`what breaks a caller: ${what}`, () => {
    assert.deepEqual(breaking(before, [...new Set(before.flatMap(change))]), found);
  });
