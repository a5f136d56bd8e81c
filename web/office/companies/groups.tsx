/** Groups of customers and companies. */
import { Button, Modal, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { newId } from '#base/ids';
import { slug } from '#catalog/model';
import { api } from '#kit/api';
import { Empty } from '../parts/empty.tsx';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { ListPage } from '../parts/list-page.tsx';
import { useLive } from '../parts/live.tsx';
import { Panel } from '../parts/panel.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { ViewTabs } from '../parts/view-tabs.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { GROUPS, useGroups } from './data.ts';
import { useSections } from './list.tsx';
import { companyWords } from './words.ts';

export function GroupList() {
  const t = useWords(companyWords);
  const { text, number } = useFormat();
  const groups = useGroups();
  useLive(['customers.group'], [['groups']], 1_000);
  const mayWrite = useCan('companies.write');
  const [adding, add] = useDisclosure(false);
  const sections = useSections('groups');
  return (
    <ListPage
      title={t('groups')}
      help="companies"
      actions={
        mayWrite && (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={add.open}>
            {t('newGroup')}
          </Button>
        )
      }
      views={<ViewTabs list="companies" tabs={sections} />}
    >
      <Panel flush>
        {groups.isPending && <RowsSkeleton rows={3} />}
        {groups.isError && <ErrorBox error={groups.error} />}
        {groups.data?.length === 0 && (
          <Empty icon="users" title={t('emptyGroups')}>
            {t('emptyGroupsText')}
          </Empty>
        )}
        {groups.data && groups.data.length > 0 && (
          <div className="table-scroll">
            <table className="table" aria-label={t('groups')}>
              <thead>
                <tr>
                  <th scope="col">{t('groups')}</th>
                  <th scope="col">{t('code')}</th>
                  <th scope="col" data-align="right">
                    {t('customers')}
                  </th>
                  <th scope="col" data-align="right">
                    {t('companies')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {groups.data.map((one) => (
                  <tr key={one.groupId}>
                    <td>{text(one.names)}</td>
                    <td className="num">{one.code}</td>
                    <td data-align="right">{number(one.customers ?? 0)}</td>
                    <td data-align="right">{number(one.companies ?? 0)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
      {adding && <NewGroup onClose={add.close} />}
    </ListPage>
  );
}

function NewGroup({ onClose }: { onClose: () => void }) {
  const t = useWords(companyWords);
  const c = useWords(common);
  const client = useQueryClient();
  const [groupId] = useState(() => newId('grp'));
  const [fr, setFr] = useState('');
  const [en, setEn] = useState('');
  const code = slug(fr).slice(0, 40);
  const create = useMutation({
    mutationFn: () => api('POST', GROUPS, { body: { groupId, code, names: { fr, en } } }),
    onSuccess: () => {
      notifications.show({ message: t('madeGroup'), color: 'cresson' });
      onClose();
      return client.invalidateQueries({ queryKey: ['groups'] });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t('newGroupTitle')} closeButtonProps={{ 'aria-label': c('close') }}>
      <form className="column" onSubmit={submit}>
        <TextInput
          label={t('nameFr')}
          value={fr}
          onChange={(e) => setFr(e.currentTarget.value)}
          required
          maxLength={80}
        />
        <TextInput
          label={t('nameEn')}
          value={en}
          onChange={(e) => setEn(e.currentTarget.value)}
          required
          maxLength={80}
        />
        {create.error && (
          <p className="bad" role="alert">
            {sentenceOf(create.error, c('error.network'))}
          </p>
        )}
        <Button type="submit" loading={create.isPending} disabled={code === '' || en.trim() === ''}>
          {t('create')}
        </Button>
      </form>
    </Modal>
  );
}
