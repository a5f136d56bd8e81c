/** One channel in one domain: its level, what another would change, and the change itself. */
import { ActionIcon, Button, Textarea, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { levels, rankOf, type Domain, type Level } from '#channels/model';
import { Confirm } from '../parts/confirm.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon, LevelGlyph } from '../parts/icon.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { useSetLevels, type ChannelLine } from './data.ts';
import { consequence, inForce, levelNumber, meanings } from './meanings.ts';
import { channelWords } from './words.ts';

export type LevelPanelProps = {
  readonly line: ChannelLine;
  readonly domain: Domain;
  /** Absent where the panel stands in something that closes and names itself. */
  readonly onClose?: (() => void) | undefined;
};

export function LevelPanel({ line, domain, onClose }: LevelPanelProps) {
  const t = useWords(channelWords);
  const c = useWords(common);
  const { text } = useFormat();
  const mayWrite = useCan('channels.write');
  const [wish, setWish] = useState<Level>(line.levels[domain]);
  const [asking, setAsking] = useState(false);
  const from = line.levels[domain];
  const title = t('confirmTitle', { channel: text(line.name), domain: t(domain).toLowerCase() });
  return (
    <div className="level-panel">
      <div className="level-head">
        <div>
          {onClose && <h2>{title}</h2>}
          <p className="muted">{t('now', { level: t(from) })}</p>
        </div>
        {onClose && (
          <ActionIcon variant="subtle" color="zinc" aria-label={c('close')} onClick={onClose}>
            <Icon name="x" size={16} />
          </ActionIcon>
        )}
      </div>
      <LevelChoice line={line} domain={domain} value={wish} onChange={setWish} />
      <Consequences domain={domain} from={from} to={wish} />
      {mayWrite && wish !== from && (
        <div className="level-verb">
          <Button fullWidth onClick={() => setAsking(true)}>
            {t('apply', { level: t(wish) })}
          </Button>
        </div>
      )}
      <ChangeLevel
        line={line}
        domain={domain}
        to={wish}
        opened={asking}
        onClose={() => setAsking(false)}
        title={title}
      />
    </div>
  );
}

type ChoiceProps = {
  readonly line: ChannelLine;
  readonly domain: Domain;
  readonly value: Level;
  readonly onChange: (level: Level) => void;
};

function LevelChoice({ line, domain, value, onChange }: ChoiceProps) {
  const t = useWords(channelWords);
  const { text } = useFormat();
  const top = line.ceilings[domain];
  return (
    <>
      <fieldset className="level-choice">
        <legend className="hidden">{t('levelFor')}</legend>
        {levels.map((level) => {
          const above = rankOf(level) > rankOf(top.level);
          return (
            <Tooltip key={level} label={text(top.reason)} disabled={!above} multiline maw={280}>
              <label data-now={line.levels[domain] === level || undefined} data-above={above || undefined}>
                <input
                  type="radio"
                  name="level"
                  value={level}
                  checked={value === level}
                  aria-disabled={above}
                  onChange={() => !above && onChange(level)}
                />
                <LevelGlyph level={levelNumber(level)} />
                <span>{t(level)}</span>
                {above && (
                  <span className="level-lock">
                    <Icon name="lock" size={12} />
                  </span>
                )}
              </label>
            </Tooltip>
          );
        })}
      </fieldset>
      {top.reason && (
        <p className="level-limit">
          <Icon name="lock" size={14} />
          <span>
            <strong>{t('above', { level: t(top.level) })}</strong> <span className="muted">{text(top.reason)}</span>
          </span>
        </p>
      )}
    </>
  );
}

type ChangeProps = { readonly domain: Domain; readonly from: Level; readonly to: Level };

/** What the level means, and what going there does to what is sold and put into carts. */
export function Consequences({ domain, from, to }: ChangeProps) {
  const t = useWords(channelWords);
  const { text } = useFormat();
  const effect = from === to ? undefined : consequence(domain, from, to);
  const title = domain === 'stock' ? t('changeStock') : domain === 'carts' ? t('changeCarts') : t('change');
  return (
    <div className="level-effects">
      <h3>{t('meaning')}</h3>
      <p>
        <strong>{t(to)}.</strong> {text(meanings[domain][to])}
      </p>
      {from !== to && (
        <>
          <h3>{title}</h3>
          {effect && (
            <p className="level-effect">
              <Icon name="alert" size={16} />
              {text(effect)}
            </p>
          )}
          <p className="muted">{inForce.includes(domain) ? t('effectNow') : t('effectLater')}</p>
          <p className="muted">{t('nothingLost')}</p>
        </>
      )}
    </div>
  );
}

type ConfirmProps = {
  readonly line: ChannelLine;
  readonly domain: Domain;
  readonly to: Level;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
};

function ChangeLevel({ line, domain, to, opened, onClose, title }: ConfirmProps) {
  const t = useWords(channelWords);
  const { text } = useFormat();
  const set = useSetLevels();
  const [why, setWhy] = useState('');
  const from = line.levels[domain];
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={title}
      verb={t('apply', { level: t(to) })}
      run={async () => {
        const reason = why.trim() === '' ? {} : { why: why.trim() };
        await set.mutateAsync({ channelId: line.channelId, levels: { [domain]: to }, ...reason });
        notifications.show({ message: t('applied', { channel: text(line.name) }), color: 'cresson' });
      }}
    >
      <p className="level-move">
        <LevelGlyph level={levelNumber(from)} /> {t(from)} <Icon name="right" size={14} />
        <LevelGlyph level={levelNumber(to)} /> <strong>{t(to)}</strong>
      </p>
      <Consequences domain={domain} from={from} to={to} />
      <Textarea
        label={t('why')}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
        maxLength={300}
        autosize
        minRows={2}
      />
    </Confirm>
  );
}
