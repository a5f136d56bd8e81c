/** One supplier: its terms, what it sells us, its orders. `new` begins one. */
import { Button, Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type SubmitEvent } from 'react';
import { Link, useLocation } from 'wouter';
import { newId } from '#base/ids';
import { DataTable } from '../parts/data-table.tsx';
import { Empty } from '../parts/empty.tsx';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeyset } from '../parts/keyset.ts';
import { Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { RecordStory } from '../parts/record-story.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { minorOf, typedOf } from '../prices/amount.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { useSupplier, useWrite, type Purchase, type Supplier } from './data.ts';
import { usePurchaseColumns } from './list.tsx';
import { SupplierArticles } from './supplier-articles.tsx';
import { buying } from './words.ts';

const blank: Supplier = {
  ...{ supplierId: '', name: '', currency: 'EUR', leadDays: 7, minOrderMinor: 0, tolerancePercent: 0 },
  ...{ language: 'fr', email: null, contacts: [], note: '', active: true, version: 0 },
};

export function SupplierRecord({ supplierId }: { supplierId: string }) {
  const t = useWords(buying);
  const isNew = supplierId === 'new';
  const supplier = useSupplier(isNew ? '' : supplierId);
  const mayOrder = useCan('purchasing.write');
  if (isNew)
    return (
      <Record
        back={{ href: '/purchasing/suppliers', label: t('suppliers') }}
        title={t('newSupplier')}
        main={<Terms before={blank} />}
      />
    );
  if (supplier.isPending) return <PageSkeleton record />;
  if (supplier.error) return <ErrorBox error={supplier.error} retry={() => void supplier.refetch()} page />;
  const one = supplier.data;
  return (
    <Record
      back={{ href: '/purchasing/suppliers', label: t('suppliers') }}
      title={one.name}
      tags={!one.active && <Tag>{t('inactive')}</Tag>}
      actions={
        mayOrder &&
        one.active && (
          <Button component={Link} href={`/purchasing/new?supplier=${supplierId}`}>
            {t('new')}
          </Button>
        )
      }
      main={
        <>
          <SupplierArticles supplier={one} />
          <Orders supplierId={supplierId} />
        </>
      }
      side={
        <>
          <Terms key={one.version} before={one} />
          <RecordStory id={supplierId} />
        </>
      }
    />
  );
}

function Orders({ supplierId }: { supplierId: string }) {
  const t = useWords(buying);
  const list = useKeyset<Purchase>('purchases', '/api/purchases', { supplierId }, 20);
  const columns = usePurchaseColumns().filter((column) => column.key !== 'supplier' && !column.extra);
  return (
    <Panel title={t('orders')} flush>
      <DataTable
        label={t('orders')}
        columns={columns.map(({ sort: _sort, ...column }) => column)}
        list={list}
        rowKey={(one) => one.purchaseId}
        href={(one) => `/purchasing/orders/${one.purchaseId}`}
        empty={<Empty icon="truck" title={t('empty')} />}
      />
    </Panel>
  );
}

function useTerms(before: Supplier) {
  const { lang } = useFormat();
  const [, go] = useLocation();
  const t = useWords(buying);
  const isNew = before.version === 0;
  const [supplierId] = useState(() => before.supplierId || newId('sup'));
  const [typed, setTyped] = useState(before);
  const [min, setMin] = useState(typedOf(before.minOrderMinor || null, before.currency, lang));
  const make = useWrite<object>('/api/suppliers');
  const change = useWrite<object>(`/api/suppliers/${supplierId}`, 'PATCH');
  const first = typed.contacts[0] ?? { name: '', role: '', email: '', phone: '' };
  const minor = minorOf(min, typed.currency);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const { version, active, currency, supplierId: _id, ...rest } = typed;
    const body = { ...rest, email: typed.email || null, minOrderMinor: minor ?? 0 };
    if (isNew) {
      await make.mutateAsync({ body: { ...body, supplierId, currency } });
      go(`/purchasing/suppliers/${supplierId}`);
    } else await change.mutateAsync({ body: { ...body, active, version } });
    notifications.show({ message: t('saved'), color: 'cresson' });
  };
  return {
    ...{ typed, min, setMin, minor, first, submit, isNew },
    set: (next: Partial<Supplier>) => setTyped({ ...typed, ...next }),
    setContact: (next: Partial<typeof first>) =>
      setTyped({
        ...typed,
        contacts: [{ ...first, ...next }, ...typed.contacts.slice(1)].filter((one) => one.name !== ''),
      }),
    busy: make.isPending || change.isPending,
    error: make.error ?? change.error,
  };
}

function Terms({ before }: { before: Supplier }) {
  const t = useWords(buying);
  const c = useWords(common);
  const may = useCan('suppliers.write');
  const form = useTerms(before);
  const { typed, set } = form;
  return (
    <Panel>
      <form className="column" onSubmit={(event) => void form.submit(event).catch(() => undefined)}>
        <TextInput
          label={t('name')}
          value={typed.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          maxLength={120}
          required
          readOnly={!may}
        />
        <TextInput
          label={t('email')}
          type="email"
          value={typed.email ?? ''}
          onChange={(event) => set({ email: event.currentTarget.value })}
          readOnly={!may}
        />
        <TermContact form={form} may={may} />
        <TermPlace form={form} may={may} />
        <TermNumbers form={form} may={may} />
        <Textarea
          label={t('note')}
          value={typed.note}
          onChange={(event) => set({ note: event.currentTarget.value })}
          maxLength={1_000}
          autosize
          readOnly={!may}
        />
        {!form.isNew && (
          <Checkbox
            label={t('active')}
            checked={typed.active}
            disabled={!may}
            onChange={(event) => set({ active: event.currentTarget.checked })}
          />
        )}
        {form.error && (
          <p className="bad" role="alert">
            {sentenceOf(form.error, c('error.network'))}
          </p>
        )}
        {may && (
          <Button type="submit" loading={form.busy}>
            {c('save')}
          </Button>
        )}
      </form>
    </Panel>
  );
}

function TermNumbers({ form, may }: { form: ReturnType<typeof useTerms>; may: boolean }) {
  const t = useWords(buying);
  const { typed, set } = form;
  return (
    <>
      <div className="buy-fields">
        <NumberInput
          label={t('leadDays')}
          min={0}
          max={365}
          allowDecimal={false}
          value={typed.leadDays}
          onChange={(value) => set({ leadDays: Number(value) })}
          readOnly={!may}
        />
        <TextInput
          label={t('minOrder')}
          inputMode="decimal"
          value={form.min}
          error={form.minor === undefined}
          onChange={(event) => form.setMin(event.currentTarget.value)}
          readOnly={!may}
        />
      </div>
      <NumberInput
        label={t('tolerance')}
        description={t('toleranceHint')}
        suffix=" %"
        min={0}
        max={100}
        allowDecimal={false}
        value={typed.tolerancePercent}
        onChange={(value) => set({ tolerancePercent: Number(value) })}
        readOnly={!may}
      />
    </>
  );
}

type PartProps = { readonly form: ReturnType<typeof useTerms>; readonly may: boolean };

function TermContact({ form, may }: PartProps) {
  const t = useWords(buying);
  const { first } = form;
  const [contactName, setContactName] = useState(first.name);
  return (
    <>
      <TextInput
        label={t('contact')}
        value={contactName}
        onChange={(event) => {
          setContactName(event.currentTarget.value);
          form.setContact({ name: event.currentTarget.value });
        }}
        maxLength={120}
        readOnly={!may}
      />
      <TextInput
        label={t('phone')}
        value={first.phone}
        onChange={(event) => form.setContact({ phone: event.currentTarget.value })}
        maxLength={40}
        readOnly={!may || contactName === ''}
      />
    </>
  );
}

function TermPlace({ form, may }: PartProps) {
  const t = useWords(buying);
  const { typed, set } = form;
  return (
    <div className="buy-fields">
      <TextInput
        label={t('currency')}
        value={typed.currency}
        onChange={(event) => set({ currency: event.currentTarget.value.toUpperCase() })}
        pattern="[A-Z]{3}"
        maxLength={3}
        readOnly={!form.isNew || !may}
      />
      <NativeSelect
        label={t('language')}
        value={typed.language}
        disabled={!may}
        onChange={(event) => set({ language: event.currentTarget.value as 'fr' | 'en' })}
        data={[
          { value: 'fr', label: 'Français' },
          { value: 'en', label: 'English' },
        ]}
      />
    </div>
  );
}
