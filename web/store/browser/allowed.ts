/** Whether the visitor allows what nothing needs: only then may anything be kept on this device. The page carries their answer. */
export const allowed = (): boolean => document.documentElement.dataset['consent'] === 'yes';
