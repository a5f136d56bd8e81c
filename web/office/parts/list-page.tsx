/** A list: title and one filled action, saved views as tabs, search and filters, the table. */
import type { ReactNode } from 'react';
import { useTitle } from './record.tsx';

export type ListPageProps = {
  readonly title: string;
  /** At the right of the title; one filled button at most. */
  readonly actions?: ReactNode;
  readonly views?: ReactNode;
  /** Search field, filter fields. */
  readonly filters?: ReactNode;
  readonly children: ReactNode;
};

export function ListPage({ title, actions, views, filters, children }: ListPageProps) {
  useTitle(title);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{title}</h1>
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
