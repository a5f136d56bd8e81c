/** Facts, newest first: what, who or which rule, when. */
import type { ReactNode } from 'react';
import type { IconName } from '#kit/icons';
import { useFormat } from './format.ts';
import { Icon } from './icon.tsx';
import type { Tone } from './tag.tsx';

export type TimelineItem = {
  readonly key: string;
  readonly at: string;
  readonly title: ReactNode;
  readonly detail?: ReactNode;
  readonly icon?: IconName;
  readonly tone?: Tone;
};

export function Timeline({ items }: { items: readonly TimelineItem[] }) {
  const { when } = useFormat();
  return (
    <ol className="timeline">
      {items.map((item) => (
        <li key={item.key}>
          <span className="timeline-icon" data-tone={item.tone ?? 'plain'}>
            <Icon name={item.icon ?? 'clock'} size={14} />
          </span>
          <div>
            <div className="timeline-title">{item.title}</div>
            {item.detail && <div className="help">{item.detail}</div>}
          </div>
          <time dateTime={item.at} className="num help">
            {when(item.at)}
          </time>
        </li>
      ))}
    </ol>
  );
}
