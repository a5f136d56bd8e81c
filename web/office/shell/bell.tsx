/** What needs a person, as far as this person may see it: unread counted, each leading to its record, put away one by one. */
import { ActionIcon, Popover } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { api } from '#kit/api';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useLive } from '../parts/live.tsx';
import { useChannels, useSites } from '../parts/names.ts';
import { showUndo } from '../parts/undo.tsx';
import { common } from '../words/common.ts';
import { lists } from '../words/lists.ts';
import { shell } from '../words/shell.ts';
import { useWords } from './lang.tsx';
import { isKnown, looks, NOTICES, useNotices, type Notice } from './notices.ts';

/** The bell of the bar above. Opening it is having seen what it shows. */
export function Bell() {
  const t = useWords(shell);
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const notices = useNotices();
  useLive(['office.notic'], [NOTICES], 600);
  const unread = notices.data?.unread ?? 0;
  const toggle = (isOpen: boolean): void => {
    setOpen(isOpen);
    if (isOpen) return;
    // What was shown has been seen once the bell is closed: until then it stays marked.
    const newest = notices.data?.items[0];
    if (newest && unread > 0)
      void api('PUT', '/api/notices/read', { body: { readTo: newest.at } }).then(() =>
        client.invalidateQueries({ queryKey: NOTICES }),
      );
  };
  return (
    <Popover opened={open} onChange={toggle} position="bottom-end" width={400} trapFocus returnFocus shadow="md">
      <Popover.Target>
        <ActionIcon className="bell" size={30} aria-label={t('bell.open', { n: unread })} onClick={() => toggle(!open)}>
          <Icon name="bell" size={20} />
          {unread > 0 && <i aria-hidden="true">{unread > 9 ? '9+' : unread}</i>}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className="bell-box" aria-label={t('bell.title')}>
        <h2 tabIndex={-1} data-autofocus>
          {t('bell.title')}
        </h2>
        {notices.isError && <p className="bad">{t('bell.failed')}</p>}
        {notices.data?.items.length === 0 && <p className="muted">{t('bell.nothing')}</p>}
        <ul>
          {notices.data?.items.map((notice) => (
            <NoticeRow key={notice.noticeId} notice={notice} onGo={() => toggle(false)} />
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

function NoticeRow({ notice, onGo }: { notice: Notice; onGo: () => void }) {
  const t = useWords(shell);
  const c = useWords(common);
  const l = useWords(lists);
  const { when } = useFormat();
  const channels = useChannels();
  const sites = useSites();
  const client = useQueryClient();
  const { kind, facts, noticeId } = notice;
  const told = { number: String(facts['number'] ?? ''), n: Number(facts['quantity'] ?? facts['sequence'] ?? 0) };
  const title = isKnown(kind) ? t(`notice.${kind}`, told) : t('notice.other');
  const where = [notice.channelId && channels.name(notice.channelId), notice.siteId && sites.name(notice.siteId)];
  const put = async (dismissed: boolean): Promise<void> => {
    await api('PUT', `/api/notices/${noticeId}/dismissal`, { body: { dismissed } });
    await client.invalidateQueries({ queryKey: NOTICES });
  };
  const failed = (error: unknown): string => sentenceOf(error, c('error.network'));
  const putAway = async (): Promise<void> => {
    try {
      await put(true);
      showUndo({ message: t('bell.away'), verb: l('undo'), done: l('undone'), undo: () => put(false), failed });
    } catch (error) {
      notifications.show({ message: failed(error), color: 'groseille' });
    }
  };
  return (
    <li data-unread={notice.unread || undefined}>
      <Icon name={isKnown(kind) ? looks[kind][0] : 'alert'} size={18} />
      <div>
        <Link href={isKnown(kind) ? looks[kind][1](notice) : '/now'} onClick={onGo}>
          {title}
          {notice.unread && <span className="unseen">, {t('bell.unread')}</span>}
        </Link>
        <div className="help">{[when(notice.at), ...where].filter(Boolean).join(' · ')}</div>
      </div>
      <ActionIcon
        variant="subtle"
        aria-label={`${t('bell.dismiss')} : ${title}`}
        title={t('bell.dismiss')}
        onClick={() => void putAway()}
      >
        <Icon name="x" size={16} />
      </ActionIcon>
    </li>
  );
}
