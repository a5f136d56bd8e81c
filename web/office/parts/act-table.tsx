/** A short list that comes whole, each line with one verb that asks first: keys, devices, invitations, tickets. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactNode } from 'react';
import { Confirm } from './confirm.tsx';
import { DataTable, type Column } from './data-table.tsx';
import type { Keyset } from './keyset.ts';

export type Act<T> = {
  /** The same word on the button, in the question's title and on its own button. */
  readonly verb: string;
  readonly may: (row: T) => boolean;
  /** Absent: nothing is asked, the verb can be done again. */
  readonly ask?: { readonly title: (row: T) => string; readonly text: ReactNode; readonly danger?: boolean };
  readonly run: (row: T) => Promise<unknown>;
  readonly done: string;
};

export type ActTableProps<T> = {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly list: Keyset<T>;
  readonly rowKey: (row: T) => string;
  /** What a line is called, for those who hear its button. */
  readonly nameOf: (row: T) => string;
  readonly empty: ReactNode;
  /** Absent: the table is only looked at. */
  readonly act?: Act<T> | undefined;
};

export function ActTable<T>({ act, columns, nameOf, ...table }: ActTableProps<T>) {
  const [asked, ask] = useState<T>();
  const carryOut = async (row: T): Promise<void> => {
    await act?.run(row);
    notifications.show({ message: act?.done, color: 'cresson' });
  };
  const all = act
    ? [...columns, verbOf(act, nameOf, (row) => (act.ask ? ask(row) : void carryOut(row).catch(() => undefined)))]
    : columns;
  return (
    <>
      <DataTable {...table} columns={all} />
      {act?.ask && asked !== undefined && (
        <Confirm
          opened
          onClose={() => ask(undefined)}
          title={act.ask.title(asked)}
          verb={act.verb}
          danger={act.ask.danger ?? false}
          run={() => carryOut(asked)}
        >
          <p>{act.ask.text}</p>
        </Confirm>
      )}
    </>
  );
}

function verbOf<T>({ verb, may }: Act<T>, nameOf: (row: T) => string, start: (row: T) => void): Column<T> {
  return {
    key: 'act',
    head: <span className="unseen">{verb}</span>,
    align: 'right',
    cell: (row) => may(row) && <Verb verb={verb} name={nameOf(row)} onClick={() => start(row)} />,
  };
}

function Verb({ verb, name, onClick }: { verb: string; name: string; onClick: () => void }) {
  return (
    <Button size="xs" variant="default" onClick={onClick}>
      {verb}
      <span className="unseen"> {name}</span>
    </Button>
  );
}
