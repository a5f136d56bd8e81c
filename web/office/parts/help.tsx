/** A question mark beside a title; what it says fits into a few sentences. */
import { Popover } from '@mantine/core';
import { useWords } from '../shell/lang.tsx';
import { help, type HelpKey } from '../words/help.ts';

export function Help({ about, title }: { about: HelpKey; title: string }) {
  const t = useWords(help);
  return (
    <Popover width={340} position="bottom-start" withArrow trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="help-button" aria-label={`${t('help')} : ${title}`}>
          ?
        </button>
      </Popover.Target>
      <Popover.Dropdown className="help-box" aria-label={`${t('help')} : ${title}`} tabIndex={-1} data-autofocus>
        {t(about)}
      </Popover.Dropdown>
    </Popover>
  );
}
