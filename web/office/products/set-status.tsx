/** The status of several products at once: said beforehand what changes, and taken back with one click. */
import { Button, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#kit/api';
import { BulkBox } from '../parts/bulk.tsx';
import { useFormat } from '../parts/format.ts';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { statuses, type ProductLine, type Status } from './data.ts';
import { statusTone } from './status.ts';
import { productWords } from './words.ts';

export function SetStatus({ lines, onDone }: { lines: readonly ProductLine[]; onDone: () => void }) {
  const t = useWords(productWords);
  const [to, setTo] = useState<Status>();
  return (
    <>
      <Menu position="top">
        <Menu.Target>
          <Button size="xs" variant="white">
            {t('status')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {statuses.map((status) => (
            <Menu.Item key={status} onClick={() => setTo(status)}>
              {t(status)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {to && <StatusBox lines={lines} to={to} onDone={onDone} onClose={() => setTo(undefined)} />}
    </>
  );
}

type BoxProps = {
  readonly lines: readonly ProductLine[];
  readonly to: Status;
  readonly onDone: () => void;
  readonly onClose: () => void;
};

function StatusBox({ lines, to, onDone, onClose }: BoxProps) {
  const t = useWords(productWords);
  const c = useWords(common);
  const { text } = useFormat();
  const client = useQueryClient();
  const lineOf = new Map(lines.map((line) => [line.productId, line]));
  const set = (productId: string, version: number, status: Status) =>
    api<{ version: number }>('PATCH', `/api/products/${productId}`, { body: { version, status } });
  return (
    <BulkBox
      title={t('setStatus', { status: t(to) })}
      verb={c('save')}
      rows={lines.map((line) => ({
        id: line.productId,
        name: text(line.name),
        goes: line.status !== to,
        says: (
          <>
            <Tag tone={statusTone[line.status]}>{t(line.status)}</Tag>
            {line.status === to ? ` ${t('statusSame')}` : ' → '}
            {line.status !== to && <Tag tone={statusTone[to]}>{t(to)}</Tag>}
          </>
        ),
      }))}
      run={(productId) => set(productId, lineOf.get(productId)?.version ?? 0, to)}
      undo={(productId, { version }) => set(productId, version, lineOf.get(productId)?.status ?? to)}
      done={(n) => t('statusSet', { n, status: t(to) })}
      again={() => client.invalidateQueries({ queryKey: ['products'] })}
      onClose={onClose}
      onDone={onDone}
    />
  );
}
