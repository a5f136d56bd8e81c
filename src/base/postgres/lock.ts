/**
 * A lock file, so that two starts on one data directory don't do the same work twice. It is a courtesy, not the
 * safety: a new cluster appears by one rename, and PostgreSQL itself refuses a second server on a directory
 * (postmaster.pid, shared memory).
 */
import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { codeOf } from './errors.ts';
import { epochMs, SECOND, sleep } from '../time.ts';

/** A holder touches its lock this often; a lock not touched for five times as long is nobody's. */
const HEARTBEAT_MS = 2 * SECOND;

/**
 * Tokens held by this process: a file with our process id but an unknown token is left from an earlier life of that
 * id.
 */
const held = new Set<string>();

/**
 * Waits until the lock is ours and returns what gives it back. A lock is taken over when its process is dead, or when
 * it has not been touched for 10 seconds (process ids mean nothing across containers that share a volume). Throws the
 * system's error when the file can't be written.
 */
export async function acquireLock(path: string): Promise<() => void> {
  const token = randomUUID();
  while (!tryCreate(path, `${process.pid} ${token}\n`)) {
    if (isStale(path)) takeAway(path, token);
    else await sleep(20);
  }
  held.add(token);
  const heartbeat = setInterval(() => touch(path, token), HEARTBEAT_MS);
  heartbeat.unref();
  return () => {
    clearInterval(heartbeat);
    held.delete(token);
    if (readLock(path).includes(token)) rmSync(path, { force: true });
  };
}

function tryCreate(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function readLock(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function touch(path: string, token: string): void {
  if (!readLock(path).includes(token)) return;
  const now = epochMs() / SECOND;
  try {
    utimesSync(path, now, now);
  } catch {
    // Taken away from us after a long pause: the safety below the lock still holds.
  }
}

function isStale(path: string): boolean {
  const touched = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (touched === undefined) return false;
  if (epochMs() - touched > 5 * HEARTBEAT_MS) return true;
  const [pid, token] = readLock(path).trim().split(' ');
  if (pid === undefined || token === undefined) return false; // being written at this moment
  return Number(pid) === process.pid ? !held.has(token) : !isAlive(Number(pid));
}

/** True when a process with this id exists, even one that we may not signal. A zombie counts as alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Renaming first lets only one of several waiters remove a stale lock. */
function takeAway(path: string, token: string): void {
  const aside = `${path}.${token}`;
  try {
    renameSync(path, aside);
  } catch {
    return; // another waiter was faster
  }
  rmSync(aside, { force: true });
}
