/** A record: the way back, its name with up to three tags, verbs at the right; a wide column and one of 372 px. */
import { useEffect, type ReactNode } from 'react';
import { Link } from 'wouter';
import { Icon } from './icon.tsx';

export type RecordProps = {
  readonly back: { readonly href: string; readonly label: string; readonly position?: string };
  readonly title: string;
  readonly tags?: ReactNode;
  readonly actions?: ReactNode;
  /** The record's other parts, below its name. */
  readonly tabs?: ReactNode;
  readonly main: ReactNode;
  readonly side?: ReactNode;
};

export function Record({ back, title, tags, actions, tabs, main, side }: RecordProps) {
  useTitle(title);
  return (
    <div className="page">
      <Link href={back.href} className="back-link">
        <Icon name="left" size={14} />
        {back.label}
        {back.position && <span className="num">{back.position}</span>}
      </Link>
      <header className="page-head">
        <h1>{title}</h1>
        {tags && <span className="tags">{tags}</span>}
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {tabs}
      {side ? (
        <div className="record">
          <div className="column">{main}</div>
          <div className="column">{side}</div>
        </div>
      ) : (
        <div className="column">{main}</div>
      )}
    </div>
  );
}

/** The name of the screen in the browser's tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Halle`;
  }, [title]);
}
