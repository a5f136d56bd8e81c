/** A channel: its levels, its facts, how both came to be. */
import { Button, Menu, NumberInput, Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type SubmitEvent } from 'react';
import { domains, presetFor, presetNames, type Domain, type Level, type Preset } from '#channels/model';
import { Confirm } from '../parts/confirm.tsx';
import { Empty } from '../parts/empty.tsx';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon, LevelGlyph } from '../parts/icon.tsx';
import { useSites } from '../parts/names.ts';
import { Facts, Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { Timeline, type TimelineItem } from '../parts/timeline.tsx';
import { useActor } from '../settings/data.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { isTold, journal } from '../words/journal.ts';
import {
  useChannelHistory,
  useLevels,
  usePatchChannel,
  useSetLevels,
  type ChannelEvent,
  type ChannelLine,
} from './data.ts';
import { Consequences, LevelPanel } from './level-panel.tsx';
import { Inbox } from './marketplaces.tsx';
import { levelNumber, meanings, presetKey } from './meanings.ts';
import { WhyLevel } from './why-level.tsx';
import { channelWords } from './words.ts';

export function ChannelRecord({ channelId }: { channelId: string }) {
  const t = useWords(channelWords);
  const { text } = useFormat();
  const levels = useLevels();
  const mayWrite = useCan('channels.write');
  if (levels.isPending) return <PageSkeleton record />;
  if (levels.isError) return <ErrorBox error={levels.error} retry={() => void levels.refetch()} page />;
  const line = levels.data.find((one) => one.channelId === channelId);
  if (!line) return <Empty icon="levels" title={t('unknown')} />;
  return (
    <Record
      back={{ href: '/channels', label: t('title') }}
      title={text(line.name)}
      tags={
        <>
          <Tag tone={line.status === 'live' ? 'ok' : 'warn'}>{t(line.status)}</Tag>
          <Tag>{t(line.kind)}</Tag>
        </>
      }
      actions={mayWrite && <PresetMenu line={line} />}
      main={
        <>
          <LevelsPanel line={line} />
          {line.kind === 'marketplace' && <Inbox channelId={channelId} />}
        </>
      }
      side={
        <>
          <ChannelFacts key={line.version} line={line} />
          <History channelId={channelId} />
        </>
      }
    />
  );
}

function LevelsPanel({ line }: { line: ChannelLine }) {
  const t = useWords(channelWords);
  const { text } = useFormat();
  const [open, setOpen] = useState<Domain | null>(null);
  const preset = line.preset === null ? t('mixed') : t('presetOf', { preset: t(presetKey[line.preset]) });
  return (
    <Panel title={t('levels')} note={preset} flush>
      <ul className="domain-list">
        {domains.map((domain) => (
          <li key={domain}>
            <button
              type="button"
              className="domain-row"
              aria-expanded={open === domain}
              onClick={() => setOpen(open === domain ? null : domain)}
            >
              <LevelGlyph level={levelNumber(line.levels[domain])} />
              <strong>{t(domain)}</strong>
              <span>{t(line.levels[domain])}</span>
              <span className="muted domain-meaning">{text(meanings[domain][line.levels[domain]])}</span>
              {line.ceilings[domain].reason && <Icon name="lock" size={14} />}
            </button>
            <WhyLevel line={line} domain={domain} />
            {open === domain && <LevelPanel line={line} domain={domain} onClose={() => setOpen(null)} />}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function PresetMenu({ line }: { line: ChannelLine }) {
  const t = useWords(channelWords);
  const [preset, setPreset] = useState<Preset | null>(null);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<Icon name="down" size={14} />}>
            {t('applyPreset')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {presetNames.map((name) => (
            <Menu.Item key={name} onClick={() => setPreset(name)} disabled={line.preset === name}>
              {t(presetKey[name])}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {preset && <ApplyPreset line={line} preset={preset} onClose={() => setPreset(null)} />}
    </>
  );
}

function ApplyPreset({ line, preset, onClose }: { line: ChannelLine; preset: Preset; onClose: () => void }) {
  const t = useWords(channelWords);
  const { text } = useFormat();
  const set = useSetLevels();
  const next = presetFor(line.kind, preset);
  const changed = domains.filter((domain) => next[domain] !== line.levels[domain]);
  const name = t(presetKey[preset]);
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('applyAll', { preset: name })}
      verb={t('applyAll', { preset: name })}
      disabled={changed.length === 0}
      run={async () => {
        await set.mutateAsync({ channelId: line.channelId, preset });
        notifications.show({ message: t('applied', { channel: text(line.name) }), color: 'cresson' });
      }}
    >
      {changed.length === 0 && <p>{t('untouched')}</p>}
      <ul className="change-list">
        {changed.map((domain) => (
          <li key={domain}>
            <strong>{t(domain)}</strong>{' '}
            <span>{t('fromTo', { from: t(line.levels[domain]), to: t(next[domain]) })}</span>
          </li>
        ))}
      </ul>
      {changed
        .filter((domain) => domain === 'stock' || domain === 'carts')
        .map((domain) => (
          <Consequences key={domain} domain={domain} from={line.levels[domain]} to={next[domain]} />
        ))}
    </Confirm>
  );
}

function ChannelFacts({ line }: { line: ChannelLine }) {
  const t = useWords(channelWords);
  const c = useWords(common);
  const sites = useSites();
  const mayWrite = useCan('channels.write');
  const [editing, setEditing] = useState(false);
  if (editing) return <ChannelForm line={line} onDone={() => setEditing(false)} />;
  return (
    <Panel
      title={t('facts')}
      aside={
        mayWrite && (
          <button type="button" className="why" onClick={() => setEditing(true)}>
            {c('edit')}
          </button>
        )
      }
    >
      <Facts
        items={[
          [t('code'), line.code],
          [t('kind'), t(line.kind)],
          [t('site'), line.siteId === null ? t('noSite') : sites.name(line.siteId)],
          [t('currency'), line.currency],
          [t('language'), line.language === 'fr' ? t('french') : t('english')],
          [t('lag'), line.lagS],
        ]}
      />
    </Panel>
  );
}

function ChannelForm({ line, onDone }: { line: ChannelLine; onDone: () => void }) {
  const t = useWords(channelWords);
  const c = useWords(common);
  const patch = usePatchChannel();
  const [fr, setFr] = useState(line.name.fr);
  const [en, setEn] = useState(line.name.en);
  const [status, setStatus] = useState<string>(line.status);
  const [lagS, setLag] = useState<string | number>(line.lagS);
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const wish = { name: { fr, en }, status: status as ChannelLine['status'], lagS: Number(lagS) };
    await patch.mutateAsync({ channelId: line.channelId, version: line.version, patch: wish });
    notifications.show({ message: t('saved'), color: 'cresson' });
    onDone();
  };
  return (
    <Panel title={t('facts')}>
      <form className="column" onSubmit={(event) => void save(event).catch(() => undefined)}>
        <TextInput
          label={t('nameFr')}
          value={fr}
          onChange={(e) => setFr(e.currentTarget.value)}
          required
          maxLength={80}
        />
        <TextInput
          label={t('nameEn')}
          value={en}
          onChange={(e) => setEn(e.currentTarget.value)}
          required
          maxLength={80}
        />
        <Select
          label={t('status')}
          data={(['live', 'paused', 'planned'] as const).map((value) => ({ value, label: t(value) }))}
          value={status}
          onChange={(value) => value && setStatus(value)}
          allowDeselect={false}
        />
        <NumberInput label={t('lag')} description={t('lagHint')} value={lagS} onChange={setLag} min={0} max={86_400} />
        {patch.error && (
          <p className="bad" role="alert">
            {sentenceOf(patch.error, c('error.network'))}
          </p>
        )}
        <div className="confirm-verbs">
          <Button variant="default" onClick={onDone}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={patch.isPending}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

type Change = { readonly domain: Domain; readonly from: Level; readonly to: Level };

function History({ channelId }: { channelId: string }) {
  const t = useWords(channelWords);
  const history = useChannelHistory(channelId);
  const say = useWords(journal) as (key: string) => string;
  const actor = useActor();
  const item = (event: ChannelEvent, i: number): TimelineItem => {
    const changes = event.type === 'channels.level_changed' ? (event.body.changes as readonly Change[]) : [];
    const why = typeof event.body.why === 'string' ? event.body.why : '';
    const key =
      event.type === 'channels.level_changed'
        ? 'levelsChanged'
        : event.type.endsWith('_created')
          ? 'created'
          : 'changed';
    return {
      key: `${event.at}${i}`,
      at: event.at,
      icon: key === 'levelsChanged' ? 'levels' : 'gear',
      title: event.type.startsWith('channels.') || !isTold(event.type) ? t(key) : say(event.type),
      detail: (
        <>
          {changes.map((change) => (
            <div key={change.domain}>
              {t(change.domain)} : {t('fromTo', { from: t(change.from), to: t(change.to) })}
            </div>
          ))}
          {why !== '' && <div>« {why} »</div>}
          <div>{t('by', { who: actor(event.actor) })}</div>
        </>
      ),
    };
  };
  return (
    <Panel title={t('history')}>
      {history.isError && <ErrorBox error={history.error} />}
      {history.data && history.data.length > 0 && <Timeline items={history.data.map(item)} />}
      {history.data?.length === 0 && <p className="muted">{t('historyEmpty')}</p>}
    </Panel>
  );
}
