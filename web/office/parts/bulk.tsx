/** One act on several records: said beforehand what happens to each, then told of each what happened; taken back with one click. */
import { Button, Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactNode } from 'react';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { lists } from '../words/lists.ts';
import { sentenceOf } from './failed.tsx';
import { Tag } from './tag.tsx';
import { showUndo } from './undo.tsx';

export type BulkRow = {
  readonly id: string;
  readonly name: ReactNode;
  /** Whether it is acted upon; the others are shown with the reason why not. */
  readonly goes: boolean;
  /** What will happen to it, or why nothing does. */
  readonly says: ReactNode;
};

export type BulkProps<R> = {
  readonly title: string;
  /** The same word as on the button that led here. */
  readonly verb: string;
  readonly rows: readonly BulkRow[];
  /** What is asked before: fields, a sentence. */
  readonly children?: ReactNode;
  /** What is asked is answered. */
  readonly ready?: boolean;
  readonly run: (id: string) => Promise<R>;
  readonly undo?: (id: string, result: R) => Promise<unknown>;
  readonly done: (n: number) => string;
  /** Reads the list again. */
  readonly again: () => Promise<unknown>;
  readonly onClose: () => void;
  /** All were done: nothing is chosen any more. */
  readonly onDone: () => void;
};

export function BulkBox<R>(props: BulkProps<R>) {
  const t = useWords(lists);
  const c = useWords(common);
  const { title, verb, rows, children, ready = true, onClose } = props;
  const { told, busy, start } = useRun(props);
  const left = rows.filter((row) => row.goes && told.get(row.id) !== '');
  return (
    <Modal opened onClose={onClose} title={title} size="lg" closeButtonProps={{ 'aria-label': c('close') }}>
      <div className="column">
        {children}
        <ul className="bulk-preview" tabIndex={0} aria-label={title}>
          {rows.map(({ id, name, says }) => (
            <li key={id}>
              <span>{name}</span>
              <Result told={told.get(id)}>{says}</Result>
            </li>
          ))}
        </ul>
        <div className="confirm-verbs">
          {busy && (
            <span className="muted num" role="status">
              {t('bulkProgress', { n: told.size, all: rows.filter((row) => row.goes).length })}
            </span>
          )}
          <Button variant="default" onClick={onClose} data-autofocus>
            {told.size === 0 || busy ? c('cancel') : c('close')}
          </Button>
          <Button loading={busy} disabled={!ready || left.length === 0} onClick={() => void start(left)}>
            {told.size === 0 ? verb : c('retry')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

function Result({ told, children }: { told: string | undefined; children: ReactNode }) {
  const t = useWords(lists);
  if (told === undefined) return <span>{children}</span>;
  return told === '' ? (
    <Tag tone="ok">{t('bulkDone')}</Tag>
  ) : (
    <span className="bad" role="alert">
      {told}
    </span>
  );
}

/** Does one after the other; a row that failed holds up none. `told`: empty for what was done, else why it was not. */
function useRun<R>({ run, undo, done, again, onClose, onDone }: BulkProps<R>) {
  const t = useWords(lists);
  const c = useWords(common);
  const [told, tell] = useState<ReadonlyMap<string, string>>(new Map());
  const [busy, setBusy] = useState(false);
  const failed = (error: unknown): string => sentenceOf(error, c('error.network'));
  const start = async (rows: readonly BulkRow[]) => {
    setBusy(true);
    const now = new Map([...told].filter(([, what]) => what === ''));
    const results: (readonly [id: string, result: R])[] = [];
    for (const { id } of rows) {
      try {
        results.push([id, await run(id)]);
        now.set(id, '');
      } catch (error) {
        now.set(id, failed(error));
      }
      tell(new Map(now));
    }
    await again();
    setBusy(false);
    const message = done(results.length);
    const takeBack = async () => {
      for (const [id, result] of results) await undo?.(id, result);
      await again();
    };
    if (results.length > 0 && undo) showUndo({ message, verb: t('undo'), done: t('undone'), undo: takeBack, failed });
    else if (results.length > 0) notifications.show({ message, color: 'cresson' });
    if (results.length < rows.length) return;
    onDone();
    onClose();
  };
  return { told, busy, start };
}
