/** What the office writes of the house itself. Each call says the version it saw. */
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { api, ApiProblem, type ApiMethod } from '#kit/api';

export type Write = {
  readonly method: ApiMethod;
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
};

/** Writes, then reads all settings again; a refusal reads them too, for it may say that they changed. */
export function useWrite(): UseMutationResult<unknown, Error, Write> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ method, path, body }: Write) => api<unknown>(method, path, body === undefined ? {} : { body }),
    onSettled: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ['settings'] }),
        client.invalidateQueries({ queryKey: ['sites'] }),
      ]);
    },
  });
}

/** Somebody else was faster. */
export const isConflict = (error: unknown): boolean =>
  error instanceof ApiProblem && error.code.endsWith('changed_meanwhile');
