/** The style, as a test: rules that a machine checks. What each protects is said where it is checked. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');
const skipped = new Set(['node_modules', 'dist', '.git']);

type File = { readonly path: string; readonly text: string; readonly lines: readonly string[] };

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    if (skipped.has(name) || name.startsWith('.halle')) return [];
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path) : [path];
  });
}

const all = walk(root).map((path) => relative(root, path).split(sep).join('/'));
const sources: readonly File[] = all
  .filter((path) => /\.(ts|tsx|js|mjs|css|sql)$/.test(path) && !path.endsWith('.d.ts'))
  .map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    return { path, text, lines: text.split('\n') };
  });
const code = sources.filter((file) => /\.tsx?$/.test(file.path));
const product = code.filter((file) => file.path.startsWith('src/') && !file.path.endsWith('.test.ts'));

function offenders(files: readonly File[], pattern: RegExp, except: (file: File) => boolean = () => false): string[] {
  return files
    .filter((file) => !except(file))
    .flatMap((file) =>
      file.lines.flatMap((line, i) => (pattern.test(line) ? [`${file.path}:${i + 1}: ${line.trim()}`] : [])),
    );
}

test('no file is longer than 500 lines', () => {
  assert.deepEqual(
    sources.filter((file) => file.lines.length > 501).map((file) => `${file.path} has ${file.lines.length} lines`),
    [],
  );
});

test('no function is longer than 70 lines', () => {
  assert.deepEqual(code.flatMap(longFunctions), []);
});

/** Finds `function` declarations by their indentation; the formatter guarantees where they end. */
function longFunctions(file: File): string[] {
  const found: string[] = [];
  file.lines.forEach((line, start) => {
    const head = /^(\s*)(?:export )?(?:default )?(?:async )?function\*?\s*(\w*)/.exec(line);
    if (!head) return;
    const end = file.lines.findIndex(
      (other, i) => i > start && other.startsWith(`${head[1]}}`) && !/^\s*\}[),\s]*(:|=>)|^\s*\}>/.test(other),
    );
    if (end - start > 70) found.push(`${file.path}:${start + 1} ${head[2]} has ${end - start + 1} lines`);
  });
  return found;
}

const order =
  /modules: readonly Manifest\[\] = \[([^\]]*)\]/
    .exec(readFileSync(join(root, 'src/modules.ts'), 'utf8'))?.[1]
    ?.match(/\w+(?=Module)/g) ?? [];

test('modules import only from lower lines of modules.ts, and only through the face', () => {
  assert.ok(order.length > 0, 'modules.ts lists modules');
  const rank = new Map(['base', 'http', ...order].map((name, i) => [name, i]));
  const wrong: string[] = [];
  for (const file of product) {
    const home = file.path.split('/')[1] ?? '';
    for (const [, target] of file.text.matchAll(/from '([^']+)'/g)) {
      if (target === undefined) continue;
      if (target.startsWith('.')) {
        const reached = join(dirname(file.path), target).split(sep);
        if (rank.has(home) && home !== 'base' && reached[0] === 'src' && reached[1] !== home)
          wrong.push(`${file.path} reaches into ${target}`);
        continue;
      }
      const name = /^#([a-z]+)(\/model)?$/.exec(target)?.[1];
      const mine = rank.get(home);
      const theirs = name === undefined ? undefined : rank.get(name);
      if (mine !== undefined && theirs !== undefined && theirs >= mine)
        wrong.push(`${file.path} (${home}) imports ${target}, which is not below it`);
      if (!target.startsWith('#base/') && /^#[a-z]+\/(?!model$)/.test(target) && !target.startsWith('#kit/'))
        wrong.push(`${file.path} goes past the face: ${target}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('base knows no module, and models are pure', () => {
  const wrong: string[] = [];
  for (const file of product) {
    const imports = [...file.text.matchAll(/^import (type )?.*from '([^']+)'/gm)];
    for (const [, , target] of imports) {
      if (file.path.startsWith('src/base/') && /^#(?!base\/)/.test(target ?? ''))
        wrong.push(`${file.path} imports ${target}`);
    }
    if (/^src\/\w+\/model\.ts$/.test(file.path)) {
      if (/\bawait\b|\basync\b|: Tx\b|: Db\b|Database\b/.test(file.text)) wrong.push(`${file.path} is not pure`);
      for (const [, type, target] of imports)
        if (type === undefined && /^#[a-z]+$/.test(target ?? ''))
          wrong.push(`${file.path} imports the face ${target}; a model imports models`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('web imports types and pure files only', () => {
  const wrong = code
    .filter((file) => file.path.startsWith('web/') && !file.path.endsWith('.test.ts'))
    .flatMap((file) =>
      [...file.text.matchAll(/^import (type )?[^;]*from '(#[^']+|\.\.[^']*\/src\/[^']+)'/gm)].flatMap(
        ([, type, target]) =>
          type === undefined && !/^#(base|kit)\/|\/model$/.test(target ?? '') ? [`${file.path} imports ${target}`] : [],
      ),
    );
  assert.deepEqual(wrong, []);
});

test('migrations of a module are numbered from one, without gaps, each number once', () => {
  // Two people who take the same next free number would have their files applied in the order of the words behind it.
  const byModule = Map.groupBy(
    all.flatMap((path) => /^src\/(\w+)\/migrations\/(.+)$/.exec(path)?.slice(1, 3).join('/') ?? []).toSorted(),
    (path) => path.split('/')[0],
  );
  const wrong = [...byModule.values()].flatMap((files) =>
    files.filter(
      (path, i) => !/^\w+\/\d{4}-[a-z-]+\.sql$/.test(path) || Number(path.split('/')[1]?.slice(0, 4)) !== i + 1,
    ),
  );
  assert.deepEqual(wrong, []);
});

test('clocks, chance and the console are used in one place each', () => {
  assert.deepEqual(
    offenders(product, /\bDate\.now\(|new Date\(\)|performance\.now\(/, (file) => file.path === 'src/base/time.ts'),
    [],
  );
  assert.deepEqual(offenders(code, /Math\.random\(/), []);
  assert.deepEqual(offenders(product, /\bconsole\.\w+\(/), []);
});

test('shapes say all they mean as a pattern: what is refined in code is not looked at at the door', () => {
  assert.deepEqual(offenders(product, /\.(?:refine|superRefine)\(/), []);
});

test('no float comes near money', () => {
  assert.deepEqual(offenders(product, /parseFloat\(|toFixed\(/), []);
});

test('types are honest: no any, no silenced checker, no unfinished marks', () => {
  assert.deepEqual(
    offenders(
      code,
      /:\s*any\b|\bas any\b|<any>|@ts-(ignore|nocheck|expect-error)/,
      (file) => file.path === 'test/tidy.test.ts',
    ),
    [],
  );
  assert.deepEqual(
    offenders(code, /\b(TODO|FIXME|XXX|HACK)\b/, (file) => file.path === 'test/tidy.test.ts'),
    [],
  );
  assert.deepEqual(
    offenders(code, /\b(test|it|describe)\.(skip|only|todo)\(/, (file) => file.path === 'test/tidy.test.ts'),
    [],
  );
});

test('classes are error types only', () => {
  assert.deepEqual(offenders(product, /^\s*(export )?(abstract )?class (?!\w+ extends \w*Error\b)/), []);
});

test('the web framework is known to http alone, SQL text is never glued together', () => {
  assert.deepEqual(
    offenders(product, /from '(fastify|@fastify\/[\w-]+)'/, (file) =>
      /^src\/(http|serve|storefront|play)/.test(file.path),
    ),
    [],
  );
  assert.deepEqual(
    offenders(product, /\braw\(/, (file) => !/import .*\braw\b.*'(#base\/db|sql-template-tag)'/.test(file.text)),
    [],
  );
});

test('every module has its README, face and manifest; a README is short', () => {
  const wrong = order.flatMap((name) => {
    const files = ['README.md', 'index.ts', 'module.ts']
      .filter((file) => !all.includes(`src/${name}/${file}`))
      .map((file) => `src/${name}/${file} is missing`);
    const readme = all.includes(`src/${name}/README.md`)
      ? readFileSync(join(root, `src/${name}/README.md`), 'utf8').split('\n').length
      : 0;
    return readme > 45 ? [...files, `src/${name}/README.md has ${readme} lines`] : files;
  });
  assert.deepEqual(wrong, []);
});

test('every module of modules.ts is described in the words of the house', () => {
  const words = readFileSync(join(root, 'docs/words.md'), 'utf8');
  assert.deepEqual(
    ['place', 'shelf', 'movement', 'reservation', 'lease', 'breach', 'ticket', 'channel', 'level'].filter(
      (word) => !words.includes(`**${word}**`),
    ),
    [],
  );
});

test('nothing in the repository is large, local or from a private host', () => {
  const large = all.filter((path) => statSync(join(root, path)).size > 1_500_000);
  assert.deepEqual(large, []);
  const texts = all.filter(
    (path) =>
      /\.(ts|tsx|js|md|json|css|sql|yml)$|\/run$/.test(path) &&
      basename(path) !== 'package-lock.json' &&
      path !== 'test/tidy.test.ts',
  );
  const local = texts.filter((path) =>
    /\/(work|farm|tmp\/bash_jobs|root)\//.test(readFileSync(join(root, path), 'utf8').replaceAll('../shared/', '')),
  );
  assert.deepEqual(local, []);
});
