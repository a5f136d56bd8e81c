/** A list: title and one filled action, saved views as tabs, search and filters, the table. */
import type { ReactNode } from 'react';
import type { HelpKey } from '../words/help.ts';
import { Help } from './help.tsx';
import { useTitle } from './record.tsx';

export type ListPageProps = {
  readonly title: string;
  /** What the question mark beside the title says. */
  readonly help?: HelpKey | undefined;
  /** At the right of the title; one filled button at most. */
  readonly actions?: ReactNode;
  readonly views?: ReactNode;
  /** Search field, filter fields. */
  readonly filters?: ReactNode;
  readonly children: ReactNode;
};

export function ListPage({ title, help, actions, views, filters, children }: ListPageProps) {
  useTitle(title);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{title}</h1>
        {help && <Help about={help} title={title} />}
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {views}
      <section className="panel" data-flush>
        {filters && <div className="filters">{filters}</div>}
        {children}
      </section>
    </div>
  );
}

export type View<K extends string> = { readonly key: K; readonly label: string; readonly count?: number };

/** Saved views as tabs; the one shown lives in the URL. */
export function Views<K extends string>(props: {
  label: string;
  views: readonly View<K>[];
  value: K;
  onChange: (key: K) => void;
}) {
  return (
    <div className="views" role="group" aria-label={props.label}>
      {props.views.map(({ key, label, count }) => (
        <button key={key} type="button" aria-pressed={key === props.value} onClick={() => props.onChange(key)}>
          {label}
          {count !== undefined && <span className="num">{count}</span>}
        </button>
      ))}
    </div>
  );
}
