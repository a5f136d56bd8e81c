/** The groups a customer or a company is in, and putting it into one more. */
import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '#kit/api';
import { useFormat } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { GROUPS, useGroups, type Group } from './data.ts';
import { companyWords } from './words.ts';

export function InGroups({ subjectId }: { subjectId: string }) {
  const t = useWords(companyWords);
  const { text } = useFormat();
  const mayWrite = useCan('companies.write');
  const client = useQueryClient();
  const all = useGroups().data ?? [];
  const mine = useQuery({
    queryKey: ['groups', 'of', subjectId],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly Group[] }>('GET', GROUPS, { query: { of: subjectId }, signal })).items,
  });
  const change = useMutation({
    mutationFn: ({ groupId, put }: { groupId: string; put: boolean }) =>
      api('POST', `${GROUPS}/${groupId}/members`, {
        body: { add: put ? [subjectId] : [], remove: put ? [] : [subjectId] },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ['groups'] }),
  });
  const inside = new Set(mine.data?.map((one) => one.groupId));
  const others = all.filter((one) => !inside.has(one.groupId));
  return (
    <Panel title={t('inGroups')}>
      {mine.data?.length === 0 && <p className="muted">{t('noGroup')}</p>}
      {mine.data?.map((one) => (
        <p key={one.groupId} className="between">
          <span>{text(one.names)}</span>
          {mayWrite && (
            <Button
              size="xs"
              variant="subtle"
              aria-label={`${t('remove')} ${text(one.names)}`}
              onClick={() => change.mutate({ groupId: one.groupId, put: false })}
            >
              {t('remove')}
            </Button>
          )}
        </p>
      ))}
      {mayWrite && others.length > 0 && (
        <NativeSelect
          aria-label={t('putIn')}
          value=""
          onChange={(event) => change.mutate({ groupId: event.currentTarget.value, put: true })}
          data={[
            { value: '', label: t('putIn') },
            ...others.map((one) => ({ value: one.groupId, label: text(one.names) })),
          ]}
        />
      )}
    </Panel>
  );
}
