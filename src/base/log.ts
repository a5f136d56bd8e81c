/** One logger. Secrets and personal data are never passed to it; HALLE_LOG sets the level (default: warn). */
import { pino } from 'pino';

export const log = pino({
  level: process.env.HALLE_LOG ?? 'warn',
  base: null,
  redact: ['*.password', '*.token', '*.authorization', '*.cookie'],
});
