/** A process that runs one command and is killed at one place of it: `node victim.ts URL POINT COMMAND GIVEN`. */
import { armCrashPoints } from '#base/crash-point';
import { declareLockOrder, openDatabase } from '#base/db';
import { lockOrder } from '../../../src/modules.ts';
import { outside, type Given, type OutsideCommand } from './outside.ts';

const [url = '', point, command = '', given = '{}'] = process.argv.slice(2);
declareLockOrder(lockOrder);
const database = openDatabase(url, { max: 4 });
armCrashPoints((reached) => void (reached === point && process.kill(process.pid, 'SIGKILL')));
await outside[command as OutsideCommand](database, JSON.parse(given) as Given);
await database.close();
