/** Finds a product by its name, brand or code. */
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#kit/api';
import { useFormat } from '../parts/format.ts';
import type { ProductLine } from '../products/data.ts';

type PickProps = {
  readonly label: string;
  /** Products that can't be chosen. */
  readonly without: readonly string[];
  readonly onPick: (productId: string) => void;
};

export function PickProduct({ label, without, onPick }: PickProps) {
  const { text } = useFormat();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed, 200);
  const found = useQuery({
    queryKey: ['products', 'pick', q],
    queryFn: ({ signal }) =>
      api<{ items: readonly ProductLine[] }>('GET', '/api/products', { signal, query: { q: q || null, limit: 20 } }),
  });
  const items = (found.data?.items ?? []).filter((one) => !without.includes(one.productId));
  return (
    <Select
      size="xs"
      aria-label={label}
      placeholder={label}
      searchable
      value={null}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      data={items.map((one) => ({ value: one.productId, label: text(one.name) }))}
      onChange={(productId) => {
        if (productId) onPick(productId);
        setTyped('');
      }}
    />
  );
}
