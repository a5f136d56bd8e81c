/** What a process costs: CPU and memory from /proc (Linux); elsewhere unknown, and said so. */
import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_S = 100;

type Stat = { pid: number; parent: number; cpuMs: number };

function stats(): Stat[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'latin1');
      const rest = text
        .slice(text.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      const ticks = (rest[11] ?? 0) + (rest[12] ?? 0) + (rest[13] ?? 0) + (rest[14] ?? 0);
      return [{ pid: Number(name), parent: rest[1] ?? 0, cpuMs: (ticks * 1_000) / TICKS_PER_S }];
    } catch {
      return []; // it ended meanwhile
    }
  });
}

/** CPU milliseconds used so far by these processes and their children (PostgreSQL's backends); undefined where there is no /proc. */
export function cpuOf(pids: readonly number[]): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const mine = new Set(pids);
  return stats().reduce((sum, stat) => (mine.has(stat.pid) || mine.has(stat.parent) ? sum + stat.cpuMs : sum), 0);
}

/** Resident memory of a process in MB. */
export function memoryOf(pid: number): number | undefined {
  try {
    const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return kb === undefined ? undefined : Math.round(Number(kb) / 1_024);
  } catch {
    return undefined;
  }
}

/** The p-th percentile of numbers, rounded to hundredths of a millisecond. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * p) / 100))] ?? 0;
  return Math.round(value * 100) / 100;
}
