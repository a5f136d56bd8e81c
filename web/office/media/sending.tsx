/** Pictures on their way: how far each is, and what was refused and why. */
import { Button, Progress } from '@mantine/core';
import { sentenceOf } from '../parts/failed.tsx';
import { Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import type { Sending } from './data.ts';
import { mediaWords } from './words.ts';

export function SendingPanel({ list, onHide }: { list: readonly Sending[]; onHide: () => void }) {
  const t = useWords(mediaWords);
  if (list.length === 0) return null;
  const done = list.filter((one) => one.state === 'sent').length;
  const over = list.every((one) => one.state === 'sent' || one.state === 'failed');
  return (
    <Panel
      className="media-sending"
      title={<span role="status">{t('sending', { done, all: list.length })}</span>}
      aside={
        over && (
          <Button size="xs" variant="default" onClick={onHide}>
            {t('hide')}
          </Button>
        )
      }
    >
      <ul>
        {list.map((one) => (
          <SendingLine key={one.id} one={one} />
        ))}
      </ul>
    </Panel>
  );
}

function SendingLine({ one }: { one: Sending }) {
  const t = useWords(mediaWords);
  const c = useWords(common);
  return (
    <li>
      <span className="media-name">{one.name}</span>
      {one.state === 'failed' ? (
        <span className="bad" role="alert">
          {sentenceOf(one.problem, c('error.network'))}
        </span>
      ) : one.state === 'sending' ? (
        <Progress value={one.share * 100} aria-label={one.name} />
      ) : (
        <span className="muted">{t(one.state === 'sent' ? 'sent' : 'waits')}</span>
      )}
    </li>
  );
}
