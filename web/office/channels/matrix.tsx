/** All channels by the eight domains; a cell opens what another level would change. */
import { Drawer, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link } from 'wouter';
import { domains, rankOf, type Domain } from '#channels/model';
import { ErrorBox } from '../parts/failed.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon, LevelGlyph } from '../parts/icon.tsx';
import { useLive } from '../parts/live.tsx';
import { useChannels } from '../parts/names.ts';
import { Help } from '../parts/help.tsx';
import { useTitle } from '../parts/record.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { useLevels, type ChannelLine } from './data.ts';
import { LevelPanel } from './level-panel.tsx';
import { Marketplaces } from './marketplaces.tsx';
import { levelNumber } from './meanings.ts';
import { channelWords } from './words.ts';

type Chosen = { readonly channelId: string; readonly domain: Domain };

export function Matrix() {
  const t = useWords(channelWords);
  useTitle(t('title'));
  useLive(['channels.'], [['channels']]);
  const c = useWords(common);
  const { text } = useFormat();
  const levels = useLevels();
  const narrow = useMediaQuery('(max-width: 1240px)');
  const cell = useFilters(['channel', 'domain']);
  const line = levels.data?.find((one) => one.channelId === cell.values.channel);
  const domain = domains.find((one) => one === cell.values.domain);
  const open = line && domain ? { line, domain } : undefined;
  const panel = open && (
    <LevelPanel key={`${open.line.channelId}${open.domain}`} {...open} onClose={narrow ? undefined : cell.clear} />
  );
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <div className="title-line">
            <h1>{t('title')}</h1>
            <Help about="channels" title={t('title')} />
          </div>
          <p className="muted">{t('intro')}</p>
        </div>
      </header>
      <Legend />
      <div className="levels-page">
        <section className="panel" data-flush>
          {levels.isPending && <RowsSkeleton rows={8} height={52} />}
          {levels.isError && <ErrorBox error={levels.error} retry={() => void levels.refetch()} />}
          {levels.data && (
            <LevelTable
              lines={levels.data}
              chosen={open && { channelId: open.line.channelId, domain: open.domain }}
              onChoose={({ channelId, domain: d }) => cell.set({ channel: channelId, domain: d })}
            />
          )}
        </section>
        {narrow ? (
          <Drawer
            opened={open !== undefined}
            onClose={cell.clear}
            title={open && t('confirmTitle', { channel: text(open.line.name), domain: t(open.domain).toLowerCase() })}
            closeButtonProps={{ 'aria-label': c('close') }}
            size={420}
          >
            {panel}
          </Drawer>
        ) : (
          <aside className="panel levels-aside" data-flush>
            {panel ?? <p className="muted levels-hint">{t('choose')}</p>}
          </aside>
        )}
      </div>
      <Marketplaces />
    </div>
  );
}

function Legend() {
  const t = useWords(channelWords);
  const kinds = ['isolated', 'bridged', 'synchronised', 'unified'] as const;
  return (
    <ul className="levels-legend">
      {kinds.map((level) => (
        <li key={level}>
          <LevelGlyph level={levelNumber(level)} />
          <strong>{t(level)}</strong> <span className="muted">{t(`${level}Hint`)}</span>
        </li>
      ))}
      <li>
        <Icon name="lock" size={14} /> <span className="muted">{t('limit')}</span>
      </li>
    </ul>
  );
}

type TableProps = {
  readonly lines: readonly ChannelLine[];
  readonly chosen: Chosen | undefined;
  readonly onChoose: (cell: Chosen) => void;
};

function LevelTable({ lines, chosen, onChoose }: TableProps) {
  const t = useWords(channelWords);
  const { text } = useFormat();
  const { icon } = useChannels();
  return (
    // A region that scrolls must be reachable by keyboard; its cells are buttons, so it is.
    <div className="table-scroll">
      <table className="levels" aria-label={t('levels')}>
        <thead>
          <tr>
            <th scope="col">{t('channel')}</th>
            {domains.map((domain) => (
              <th key={domain} scope="col">
                {t(domain)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.channelId}>
              <th scope="row">
                <Link href={`/channels/${line.channelId}`} className="levels-name">
                  <Icon name={icon(line.channelId)} size={18} />
                  {text(line.name)}
                </Link>
                {line.status !== 'live' && (
                  <Tag tone={line.status === 'paused' ? 'warn' : 'plain'}>{t(line.status)}</Tag>
                )}
              </th>
              {domains.map((domain) => (
                <td key={domain}>
                  <Cell
                    line={line}
                    domain={domain}
                    chosen={chosen?.channelId === line.channelId && chosen.domain === domain}
                    onChoose={onChoose}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type CellProps = {
  readonly line: ChannelLine;
  readonly domain: Domain;
  readonly chosen: boolean;
  readonly onChoose: (cell: Chosen) => void;
};

function Cell({ line, domain, chosen, onChoose }: CellProps) {
  const t = useWords(channelWords);
  const { text } = useFormat();
  const level = line.levels[domain];
  const top = line.ceilings[domain];
  const limited = top.reason !== null && rankOf(level) >= rankOf(top.level);
  const label = t('cell', { channel: text(line.name), domain: t(domain), level: t(level) });
  const reason = limited && top.reason ? text(top.reason) : '';
  return (
    <Tooltip label={reason} disabled={!limited} multiline maw={280}>
      <button
        type="button"
        className="level-cell"
        data-level={level}
        aria-pressed={chosen}
        aria-label={reason === '' ? label : `${label}. ${t('limit')} : ${reason}`}
        onClick={() => onChoose({ channelId: line.channelId, domain })}
      >
        <LevelGlyph level={levelNumber(level)} size={28} />
        <span>{t(level)}</span>
        {limited && (
          <span className="level-lock">
            <Icon name="lock" size={12} />
          </span>
        )}
      </button>
    </Tooltip>
  );
}
