/** Rows chosen in a list, by id: kept while it is filtered or grows, gone when the screen is left. */
import { useState } from 'react';

export type Choice = {
  readonly chosen: ReadonlySet<string>;
  readonly toggle: (ids: readonly string[], isChosen: boolean) => void;
  readonly clear: () => void;
};

export function useChoice(): Choice {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  return {
    chosen,
    toggle: (ids, isChosen) =>
      setChosen((was) => (isChosen ? new Set([...was, ...ids]) : new Set([...was].filter((id) => !ids.includes(id))))),
    clear: () => setChosen(new Set()),
  };
}
