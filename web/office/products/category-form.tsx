/** A category's names, its place in the tree, and its end. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { Link } from 'wouter';
import { newId } from '#base/ids';
import { slug } from '#catalog/model';
import { Confirm } from '../parts/confirm.tsx';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { Address } from './address.tsx';
import { useCategoryAct, withBelow } from './category-data.ts';
import { categoryWords } from './category-words.ts';
import type { Category, Text } from './data.ts';

type Typed = { readonly name: Text; readonly parentId: string | null };
type FieldsProps = {
  readonly all: readonly Category[];
  readonly typed: Typed;
  readonly set: (next: Partial<Typed>) => void;
  /** The category itself: it can't go below itself. */
  readonly self?: string;
  readonly readOnly?: boolean;
};

function Fields({ all, typed, set, self, readOnly = false }: FieldsProps) {
  const t = useWords(categoryWords);
  const { text } = useFormat();
  const closed = self === undefined ? new Set<string>() : withBelow(all, self);
  return (
    <>
      <TextInput
        label={t('nameFr')}
        value={typed.name.fr}
        onChange={(event) => set({ name: { ...typed.name, fr: event.currentTarget.value } })}
        readOnly={readOnly}
        required
        maxLength={500}
        lang="fr"
      />
      <TextInput
        label={t('nameEn')}
        value={typed.name.en}
        onChange={(event) => set({ name: { ...typed.name, en: event.currentTarget.value } })}
        placeholder={typed.name.fr}
        readOnly={readOnly}
        maxLength={500}
        lang="en"
      />
      <NativeSelect
        label={t('parent')}
        value={typed.parentId ?? ''}
        onChange={(event) => set({ parentId: event.currentTarget.value || null })}
        disabled={readOnly}
        data={[
          { value: '', label: t('top') },
          ...all
            .filter((one) => !closed.has(one.categoryId))
            .map((one) => ({ value: one.categoryId, label: `${'\u00a0\u00a0'.repeat(one.depth)}${text(one.name)}` })),
        ]}
      />
    </>
  );
}

/** The English name stands for itself, or the French one for both. */
const named = ({ fr, en }: Text): Text => ({ fr: fr.trim(), en: en.trim() || fr.trim() });

type FormProps = {
  readonly title: string;
  readonly error: unknown;
  readonly onSubmit: () => Promise<void>;
  readonly children: ReactNode;
};

function Form({ title, error, onSubmit, children }: FormProps) {
  const c = useWords(common);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void onSubmit().catch(() => undefined);
  };
  return (
    <Panel title={title} className="category-form">
      <form className="column fields" onSubmit={submit}>
        {error !== null && (
          <p className="bad" role="alert">
            {sentenceOf(error, c('error.network'))}
          </p>
        )}
        {children}
      </form>
    </Panel>
  );
}

type NewProps = {
  readonly all: readonly Category[];
  readonly parentId: string | null;
  readonly onDone: (categoryId: string) => void;
  readonly onClose: () => void;
};

export function NewCategory({ all, parentId, onDone, onClose }: NewProps) {
  const t = useWords(categoryWords);
  const act = useCategoryAct();
  const [categoryId] = useState(() => newId('cat'));
  const [typed, setTyped] = useState<Typed>({ name: { fr: '', en: '' }, parentId });
  const [handle, setHandle] = useState<string>();
  const above = all.find((one) => one.categoryId === typed.parentId);
  const own = slug(typed.name.fr);
  const proposed = above && own !== '' ? `${above.handle}-${own}`.slice(0, 160) : own;
  const submit = async () => {
    const wish = { act: 'create', categoryId, handle: slug(handle ?? '') || proposed } as const;
    await act.mutateAsync({ ...wish, name: named(typed.name), parentId: typed.parentId });
    notifications.show({ message: t('created'), color: 'cresson' });
    onDone(categoryId);
  };
  return (
    <Form title={t('newTitle')} error={act.error} onSubmit={submit}>
      <Fields all={all} typed={typed} set={(next) => setTyped({ ...typed, ...next })} />
      <TextInput
        label={t('handle')}
        description={t('handleHint')}
        value={handle ?? ''}
        onChange={(event) => setHandle(event.currentTarget.value)}
        placeholder={proposed}
        maxLength={160}
      />
      <div className="confirm-verbs">
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button type="submit" loading={act.isPending} disabled={named(typed.name).fr === ''}>
          {t('create')}
        </Button>
      </div>
    </Form>
  );
}

type ChangeProps = { readonly all: readonly Category[]; readonly category: Category; readonly onClose: () => void };

export function ChangeCategory({ all, category, onClose }: ChangeProps) {
  const t = useWords(categoryWords);
  const { text } = useFormat();
  const mayWrite = useCan('catalog.write');
  const act = useCategoryAct();
  const [typed, setTyped] = useState<Typed>({ name: category.name, parentId: category.parentId });
  const name = named(typed.name);
  const isRenamed = name.fr !== category.name.fr || name.en !== category.name.en;
  const isMoved = typed.parentId !== category.parentId;
  const submit = async () => {
    await act.mutateAsync({
      act: 'change',
      categoryId: category.categoryId,
      version: category.version,
      ...(isRenamed ? { name } : {}),
      ...(isMoved ? { parentId: typed.parentId } : {}),
    });
    notifications.show({ message: t('saved'), color: 'cresson' });
  };
  return (
    <>
      <Form title={text(category.name)} error={act.error} onSubmit={submit}>
        <Fields
          all={all}
          typed={typed}
          set={(next) => setTyped({ ...typed, ...next })}
          self={category.categoryId}
          readOnly={!mayWrite}
        />
        <p className="help">
          {t('handle')} :{' '}
          <Address of="categories" id={category.categoryId} handle={category.handle} version={category.version} />
        </p>
        {mayWrite && (
          <div className="confirm-verbs">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={act.isPending} disabled={name.fr === '' || !(isRenamed || isMoved)}>
              {t('save')}
            </Button>
          </div>
        )}
      </Form>
      <Rest all={all} category={category} onRemoved={onClose} />
    </>
  );
}

/** Where its products are seen, and its end. */
function Rest({ all, category, onRemoved }: { all: readonly Category[]; category: Category; onRemoved: () => void }) {
  const t = useWords(categoryWords);
  const { text } = useFormat();
  const mayWrite = useCan('catalog.write');
  const act = useCategoryAct();
  const [asking, setAsking] = useState(false);
  const inUse = all.some((one) => one.parentId === category.categoryId);
  const name = text(category.name);
  return (
    <Panel>
      <div className="category-rest">
        <Link className="link" href={`/products?categoryId=${category.categoryId}`}>
          {t('seeProducts')}
        </Link>
        <a className="link" href={`/c/${category.handle}`}>
          {t('seeShop')}
        </a>
        {mayWrite && (
          <Button size="xs" variant="default" disabled={inUse} onClick={() => setAsking(true)}>
            {t('remove')}
          </Button>
        )}
      </div>
      {inUse && mayWrite && <p className="help">{t('removeInUse')}</p>}
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('removeTitle', { name })}
        verb={t('remove')}
        danger
        run={async () => {
          await act.mutateAsync({ act: 'remove', categoryId: category.categoryId });
          notifications.show({ message: t('removed'), color: 'cresson' });
          onRemoved();
        }}
      >
        {t('removeText', { n: category.products })}
      </Confirm>
    </Panel>
  );
}
