import { openHouse } from '../house.ts';
import { oracles } from '../modules.ts';
import { verify } from '../verify.ts';

/** `halle verify`: names each violation of an invariant; exits 1 when there is one. */
export async function run(args: string[]): Promise<number> {
  const house = await openHouse({ migrate: false, max: 2 });
  try {
    const findings = await verify(house.url, oracles);
    const broken = findings.filter((finding) => finding.violations.length > 0);
    if (args.includes('--json')) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
    else print(findings);
    return broken.length === 0 ? 0 : 1;
  } finally {
    await house.close();
  }
}

function print(findings: Awaited<ReturnType<typeof verify>>): void {
  for (const { code, promise, violations, more, ms } of findings) {
    process.stdout.write(`${violations.length === 0 ? 'holds ' : 'BROKEN'}  ${code.padEnd(5)} ${promise} (${ms} ms)\n`);
    for (const what of violations) process.stdout.write(`          ${what}\n`);
    if (more) process.stdout.write('          … and more\n');
  }
}
