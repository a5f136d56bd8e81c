/** “Pourquoi ?”: the reason of a value, one step away. */
import { Popover } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { Icon } from './icon.tsx';

export type WhyProps = {
  /** The answer as a title. */
  readonly title: string;
  /** One sentence: when, which rule, which version. */
  readonly sentence?: ReactNode;
  readonly children?: ReactNode;
  readonly foot?: ReactNode;
  /** The button's word; “Pourquoi ?” unless told. */
  readonly label?: string;
  /** What the button is about, for those who hear it: “Pourquoi ? Prix de Robe Bellecour”. */
  readonly about?: string;
  /** Called when opened: the time to ask the server. */
  readonly onOpen?: () => void;
};

export function Why({ title, sentence, children, foot, label, about, onOpen }: WhyProps) {
  const t = useWords(common);
  const [open, setOpen] = useState(false);
  const word = label ?? t('why');
  return (
    <Popover opened={open} onChange={setOpen} width={520} position="bottom" withArrow trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className="why"
          aria-label={about ? `${word} ${about}` : undefined}
          onClick={() => {
            if (!open) onOpen?.();
            setOpen(!open);
          }}
        >
          {word}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="why-box" aria-label={title}>
        <h2>{title}</h2>
        {sentence && <p className="muted">{sentence}</p>}
        {children}
        {foot && <footer className="why-foot">{foot}</footer>}
      </Popover.Dropdown>
    </Popover>
  );
}

export type WhyRow = {
  readonly key: string;
  readonly label: ReactNode;
  /** Why this row counts, or not. */
  readonly note?: ReactNode;
  readonly amount: ReactNode;
  /** It is what decided; the others were looked at and passed over. */
  readonly chosen: boolean;
};

/** What was looked at, in order: each with its reason and what it gave; the sum below, where there is one. */
export function WhyTable(props: {
  readonly label: string;
  readonly amount: string;
  readonly rows: readonly WhyRow[];
  readonly total?: readonly [name: string, amount: ReactNode];
}) {
  return (
    <table className="table why-steps" aria-label={props.label}>
      <thead>
        <tr>
          <th scope="col">{props.label}</th>
          <th scope="col" data-align="right">
            {props.amount}
          </th>
        </tr>
      </thead>
      <tbody>
        {props.rows.map(({ key, label, note, amount, chosen }) => (
          <tr key={key} data-chosen={chosen || undefined}>
            <td>
              <span className="with-icon">
                <Icon name={chosen ? 'check' : 'x'} size={14} />
                <b>{label}</b>
              </span>
              {note !== undefined && note !== '' && <div className="help">{note}</div>}
            </td>
            <td data-align="right">{amount}</td>
          </tr>
        ))}
      </tbody>
      {props.total && (
        <tfoot>
          <tr>
            <th scope="row">{props.total[0]}</th>
            <td data-align="right">
              <b>{props.total[1]}</b>
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}
