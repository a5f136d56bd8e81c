/** Whether the visitor allows what nothing needs: only then may anything be kept on this device. The page carries their answer. */
export const allowed = (): boolean => document.documentElement.dataset['consent'] === 'yes';

/** Forgets what is kept under these keys unless it is allowed; called at each page, so that taking back the answer takes effect. */
export function forgetUnlessAllowed(...keys: readonly string[]): void {
  if (allowed()) return;
  for (const key of keys) localStorage.removeItem(key);
}
