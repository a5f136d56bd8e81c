/**
 * The database could not be started. The message is one or two clear sentences that say what to do; print it without
 * a stack.
 */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** Said at the end of each start error: nobody is bound to the embedded server. */
export const OR_YOUR_OWN = 'or set DATABASE_URL to a PostgreSQL 15 or newer';

/** The system's error code (`ENOENT`, `EACCES`, …) of something thrown, or an empty text. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
