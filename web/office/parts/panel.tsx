/** A panel with its title; and facts in two columns, name and value. */
import type { ReactNode } from 'react';

export type PanelProps = {
  readonly title?: ReactNode;
  /** Beside the title, quiet. */
  readonly note?: ReactNode;
  /** At the right of the title: a link or a small button. */
  readonly aside?: ReactNode;
  /** Without padding, for tables and lists that reach the edges. */
  readonly flush?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
};

export function Panel({ title, note, aside, flush, className, children }: PanelProps) {
  return (
    <section className={`panel ${className ?? ''}`} data-flush={flush || undefined}>
      {title !== undefined && (
        <header className="panel-head">
          <h2>{title}</h2>
          {note !== undefined && <span className="muted">{note}</span>}
          {aside !== undefined && <span className="panel-aside">{aside}</span>}
        </header>
      )}
      {children}
    </section>
  );
}

export type Fact = readonly [name: string, value: ReactNode] | undefined | false;

/** Names and values, right aligned; absent facts are left out. */
export function Facts({ items }: { items: readonly Fact[] }) {
  return (
    <dl className="facts">
      {items
        .filter((item): item is readonly [string, ReactNode] => Array.isArray(item))
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
