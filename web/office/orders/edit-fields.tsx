/** Where an order goes and whom to tell, in edit mode. */
import { NativeSelect, TextInput } from '@mantine/core';
import { useSites } from '../parts/names.ts';
import { useWords } from '../shell/lang.tsx';
import type { DraftProps } from './edit.tsx';
import type { Address, Delivery } from './edit-data.ts';
import { editWords } from './edit-words.ts';

const addressFields = ['name', 'line1', 'line2', 'postcode', 'city', 'country'] as const;
const noAddress: Address = { name: '', line1: '', postcode: '', city: '', country: 'FR' };

export function DeliveryFields({ order, draft, change }: DraftProps) {
  const t = useWords(editWords);
  const sites = useSites();
  const stores = sites.items.filter((site) => site.kind === 'store');
  const now = draft.delivery ?? (order.delivery as unknown as Delivery);
  const address = now.method === 'delivery' ? now.address : addressOf(order.delivery.address, order.contact.name);
  const choose = (method: string) =>
    change({
      delivery: method === 'pickup' ? { method, siteId: stores[0]?.siteId ?? '' } : { method: 'delivery', address },
    });
  return (
    <div className="edit-fields">
      <NativeSelect
        label={t('method')}
        value={now.method}
        onChange={(event) => choose(event.currentTarget.value)}
        data={(['delivery', 'pickup'] as const).map((value) => ({ value, label: t(`method.${value}`) }))}
      />
      {now.method === 'pickup' ? (
        <NativeSelect
          label={t('store')}
          value={now.siteId}
          onChange={(event) => change({ delivery: { method: 'pickup', siteId: event.currentTarget.value } })}
          data={stores.map((site) => ({ value: site.siteId, label: site.name }))}
        />
      ) : (
        addressFields.map((field) => (
          <TextInput
            key={field}
            label={t(field)}
            value={now.address[field] ?? ''}
            maxLength={field === 'country' ? 2 : 80}
            onChange={(event) =>
              change({
                delivery: { method: 'delivery', address: withField(now.address, field, event.currentTarget.value) },
              })
            }
          />
        ))
      )}
    </div>
  );
}

const addressOf = (known: Readonly<Record<string, string>> | undefined, name: string): Address =>
  ({ ...noAddress, name, ...known }) as Address;

/** A second line that is empty is none. */
function withField(address: Address, field: (typeof addressFields)[number], value: string): Address {
  const next = { ...address, [field]: field === 'country' ? value.toUpperCase() : value };
  if (next.line2 === '') delete next.line2;
  return next;
}

export function ContactFields({ order, draft, change }: DraftProps) {
  const t = useWords(editWords);
  const now = draft.contact ?? order.contact;
  const set = (field: 'name' | 'email' | 'phone', value: string) => {
    const { email, phone, name }: { name: string; email?: string; phone?: string } = { ...now, [field]: value };
    change({ contact: { name, ...(email ? { email } : {}), ...(phone ? { phone } : {}) } });
  };
  return (
    <>
      <h3>{t('contact')}</h3>
      <div className="edit-fields">
        {(['name', 'email', 'phone'] as const).map((field) => (
          <TextInput
            key={field}
            label={t(field)}
            value={now[field] ?? ''}
            maxLength={field === 'email' ? 120 : field === 'phone' ? 30 : 80}
            onChange={(event) => set(field, event.currentTarget.value)}
          />
        ))}
      </div>
    </>
  );
}
