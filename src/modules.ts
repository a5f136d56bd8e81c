/** THE ordered list of modules, lowest first: a module imports only from earlier lines; locks are taken in this order. */
import type { Manifest } from '#base/module';
import { readMigrations, type Migration } from '#base/migrate';
import { baseRefusals, type RefusalCodes } from '#base/refusal';
import { orgModule } from '#org';
import { join } from 'node:path';

export const modules: readonly Manifest[] = [orgModule];

const base = { name: 'base', dir: join(import.meta.dirname, 'base') };

export const lockOrder: readonly string[] = modules.flatMap((module) => module.locks ?? []);
export const refusals: RefusalCodes = Object.assign(
  {},
  baseRefusals,
  ...modules.map((module) => module.refusals ?? {}),
) as RefusalCodes;
export const routes = modules.flatMap((module) => module.routes ?? []);

/** The migrations of the whole house, lowest module first. */
export const migrations = (): Promise<Migration[]> => readMigrations([base, ...modules]);
