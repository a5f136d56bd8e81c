/** A backup can't be taken, or a file not restored. The message is one clear sentence; nothing was changed. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}
