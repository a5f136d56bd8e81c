/** The first steps as the server knows them. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '#kit/api';
import { useCan } from '../shell/session.tsx';

export type StepKey = 'name' | 'entity' | 'site' | 'product' | 'till' | 'sale';
export type Step = { readonly key: StepKey; readonly done: boolean; readonly skipped: boolean };
export type FirstSteps = { readonly steps: readonly Step[]; readonly putAway: boolean };

const KEY = ['first-steps'];

/** Read by those who may change the house; undefined for others. */
export function useFirstSteps() {
  const mayWrite = useCan('settings.write');
  return useQuery({
    queryKey: KEY,
    queryFn: () => api<FirstSteps>('GET', '/api/first-steps'),
    enabled: mayWrite,
  });
}

export const isOpen = (step: Step): boolean => !step.done && !step.skipped;
/** A shop with nothing to sell yet, whose owner has not sent the steps away. */
export const isNew = ({ steps, putAway }: FirstSteps): boolean =>
  !putAway && steps.some((step) => step.key === 'product' && isOpen(step));

export function useKeepSteps() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: { skipped: readonly StepKey[]; putAway: boolean }) =>
      api<void>('PUT', '/api/first-steps', { body: wish }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
