/** The tabs of a list: what we offer, then the views people kept; the last button keeps what is shown now. */
import { ActionIcon, Button, Checkbox, Menu, Modal, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { newId } from '#base/ids';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { lists } from '../words/lists.ts';
import { sentenceOf } from './failed.tsx';
import { Icon } from './icon.tsx';
import type { View } from './list-page.tsx';
import { useHere, useSavedViews, type SavedView, type ViewList } from './views.ts';

export type Tabs = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (key: string) => void;
  readonly views: readonly View<string>[];
};

export function ViewTabs({ list, tabs }: { list: ViewList; tabs?: Tabs | undefined }) {
  const t = useWords(lists);
  const { search, goTo } = useHere();
  const saved = useSavedViews(list);
  const shown = saved.items.find((view) => view.search === search);
  const [editing, edit] = useState<SavedView | 'new'>();
  return (
    <div className="views" role="group" aria-label={tabs?.label ?? t('views')}>
      {tabs?.views.map(({ key, label, count }) => (
        <button key={key} type="button" aria-pressed={!shown && key === tabs.value} onClick={() => tabs.onChange(key)}>
          {label}
          {count !== undefined && <span className="num">{count}</span>}
        </button>
      ))}
      {!tabs && (
        <button type="button" aria-pressed={!shown} onClick={() => goTo('')}>
          {t('everything')}
        </button>
      )}
      {saved.items.map((view) => (
        <button
          key={view.viewId}
          type="button"
          aria-pressed={view === shown}
          data-saved
          title={view.shared ? t('sharedView') : t('myView')}
          onClick={() => goTo(view.search)}
        >
          <Icon name={view.shared ? 'users' : 'star'} size={14} />
          {view.name}
        </button>
      ))}
      {shown?.mayChange ? (
        <ViewMenu view={shown} onEdit={() => edit(shown)} onRemove={() => saved.remove.mutate(shown.viewId)} />
      ) : (
        search !== '' &&
        !shown && (
          <button type="button" className="views-keep" onClick={() => edit('new')}>
            <Icon name="plus" size={14} />
            {t('keepView')}
          </button>
        )
      )}
      {editing && (
        <ViewForm
          view={editing === 'new' ? undefined : editing}
          search={search}
          save={saved.save.mutateAsync}
          onClose={() => edit(undefined)}
        />
      )}
    </div>
  );
}

type MenuProps = { readonly view: SavedView; readonly onEdit: () => void; readonly onRemove: () => void };

function ViewMenu({ view, onEdit, onRemove }: MenuProps) {
  const t = useWords(lists);
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <ActionIcon className="views-more" variant="subtle" aria-label={t('changeView', { name: view.name })}>
          <Icon name="more" size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onEdit}>{t('renameView')}</Menu.Item>
        <Menu.Item color="groseille" onClick={onRemove}>
          {t('removeView')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

type FormProps = {
  readonly view: SavedView | undefined;
  readonly search: string;
  readonly save: (view: Pick<SavedView, 'viewId' | 'name' | 'search' | 'shared'>) => Promise<unknown>;
  readonly onClose: () => void;
};

function ViewForm({ view, search, save, onClose }: FormProps) {
  const t = useWords(lists);
  const c = useWords(common);
  const [viewId] = useState(() => view?.viewId ?? newId('viw'));
  const [name, setName] = useState(view?.name ?? '');
  const [shared, setShared] = useState(view?.shared ?? false);
  const [failed, setFailed] = useState('');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    try {
      await save({ viewId, name: name.trim(), search, shared });
      onClose();
    } catch (error) {
      setFailed(sentenceOf(error, c('error.network')));
    }
  };
  return (
    <Modal opened onClose={onClose} title={t(view ? 'renameView' : 'keepView')}>
      <form className="column" onSubmit={(event) => void submit(event)}>
        <TextInput
          label={t('viewName')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={60}
          required
          data-autofocus
          error={failed === '' ? undefined : failed}
        />
        <Checkbox
          label={t('shareView')}
          description={t('shareHint')}
          checked={shared}
          onChange={(event) => setShared(event.currentTarget.checked)}
        />
        <Button type="submit" disabled={name.trim() === ''}>
          {c('save')}
        </Button>
      </form>
    </Modal>
  );
}
