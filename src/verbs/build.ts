import { build } from '../build.ts';

/** `halle build`: builds the front ends; `--if-changed` does nothing when their sources are as they were. */
export async function run(args: string[]): Promise<void> {
  await build({ ifChanged: args.includes('--if-changed') });
}
