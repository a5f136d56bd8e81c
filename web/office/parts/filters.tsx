/** Search and filters that live in the URL, so that a list can be sent, bookmarked and come back to. */
import { CloseButton, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { rememberList } from './back.ts';
import { Icon } from './icon.tsx';

export type Filters<K extends string> = {
  readonly values: Readonly<Record<K, string>>;
  readonly set: (changes: Partial<Record<K, string>>) => void;
  readonly clear: () => void;
  /** Any filter is set; an order is none. */
  readonly any: boolean;
};

/** `useFilters(['q', 'state'])`: values are texts, empty when absent. */
export function useFilters<K extends string>(names: readonly K[]): Filters<K> {
  const search = new URLSearchParams(useSearch());
  const [path, go] = useLocation();
  const shown = search.toString();
  useEffect(() => rememberList(path, shown), [path, shown]);
  const values = Object.fromEntries(names.map((name) => [name, search.get(name) ?? ''])) as Record<K, string>;
  const narrowing = names.filter((name) => name !== 'sort');
  const write = (next: Partial<Record<K, string>>) => {
    const params = new URLSearchParams(search);
    for (const [name, value] of Object.entries(next) as [K, string | undefined][]) {
      if (value) params.set(name, value);
      else params.delete(name);
    }
    const tail = params.toString();
    go(tail === '' ? path : `${path}?${tail}`, { replace: true });
  };
  return {
    values,
    set: write,
    clear: () => write(Object.fromEntries(narrowing.map((name) => [name, ''])) as Record<K, string>),
    any: narrowing.some((name) => values[name] !== ''),
  };
}

type SearchFieldProps = { value: string; onChange: (q: string) => void; label: string };

/** The search field of a list; asks 250 ms after the last key. */
export function SearchField({ value, onChange, label }: SearchFieldProps) {
  const t = useWords(common);
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed === value) return undefined;
    const timer = setTimeout(() => onChange(typed.trim()), 250);
    return () => clearTimeout(timer);
  });
  return (
    <TextInput
      className="search"
      type="search"
      aria-label={label}
      placeholder={label}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      leftSection={<Icon name="search" size={16} />}
      rightSection={
        typed !== '' && (
          <CloseButton
            size="sm"
            aria-label={t('clear')}
            onClick={() => {
              setTyped('');
              onChange('');
            }}
          />
        )
      }
    />
  );
}
