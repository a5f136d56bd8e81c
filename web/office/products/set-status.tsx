/** The status of several products at once: said beforehand what changes, and taken back with one click. */
import { Button, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#kit/api';
import { Confirm } from '../parts/confirm.tsx';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Tag } from '../parts/tag.tsx';
import { showUndo } from '../parts/undo.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { lists } from '../words/lists.ts';
import { statuses, type ProductLine, type Status } from './data.ts';
import { statusTone } from './status.ts';
import { productWords } from './words.ts';

type Changed = { readonly productId: string; readonly version: number; readonly was: Status };

const patch = (productId: string, version: number, status: Status) =>
  api<{ version: number }>('PATCH', `/api/products/${productId}`, { body: { version, status } });

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
  const l = useWords(lists);
  const c = useWords(common);
  const { text } = useFormat();
  const client = useQueryClient();
  const changing = lines.filter((line) => line.status !== to);
  const again = () => client.invalidateQueries({ queryKey: ['products'] });
  const failed = (error: unknown): string => sentenceOf(error, c('error.network'));
  const run = async () => {
    const changed: Changed[] = [];
    const undo = async () => {
      for (const one of changed) await patch(one.productId, one.version, one.was);
      await again();
    };
    try {
      for (const line of changing) {
        const { version } = await patch(line.productId, line.version, to);
        changed.push({ productId: line.productId, version, was: line.status });
      }
      onDone();
    } finally {
      await again();
      const message = t('statusSet', { n: changed.length, status: t(to) });
      if (changed.length > 0) showUndo({ message, verb: l('undo'), done: l('undone'), undo, failed });
    }
  };
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('setStatus', { status: t(to) })}
      verb={c('save')}
      disabled={changing.length === 0}
      run={run}
    >
      <ul className="bulk-preview">
        {lines.map((line) => (
          <li key={line.productId}>
            {text(line.name)}
            <span>
              <Tag tone={statusTone[line.status]}>{t(line.status)}</Tag>
              {line.status === to ? ` ${t('statusSame')}` : ' → '}
              {line.status !== to && <Tag tone={statusTone[to]}>{t(to)}</Tag>}
            </span>
          </li>
        ))}
      </ul>
    </Confirm>
  );
}
