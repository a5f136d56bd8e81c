/** One of the merchant's sites; `all` names the choice of none of them, as in a filter. */
import { NativeSelect, type NativeSelectProps } from '@mantine/core';
import { useSites } from './names.ts';

type Props = Omit<NativeSelectProps, 'data' | 'onChange'> & {
  readonly all?: string;
  readonly onChange: (siteId: string) => void;
};

export function SiteSelect({ all, onChange, ...props }: Props) {
  const sites = useSites().items.map((site) => ({ value: site.siteId, label: site.name }));
  return (
    <NativeSelect
      {...props}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={all === undefined ? sites : [{ value: '', label: all }, ...sites]}
    />
  );
}
