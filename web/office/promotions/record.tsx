/** One promotion: what it does, switched on and off, its figures, versions, codes, and the past under it. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Link } from 'wouter';
import { clock } from '#base/time';
import { backTo } from '../parts/back.ts';
import { Confirm } from '../parts/confirm.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useLive } from '../parts/live.tsx';
import { Facts, Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { RecordStory } from '../parts/record-story.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useActor } from '../settings/data.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { ByChannel } from './by-channel.tsx';
import { CodesPanel } from './codes.tsx';
import { tones, usePromotion, useSave, type PromotionRecord } from './data.ts';
import { WhatIfPanel } from './what-if.tsx';
import { promotionWords } from './words.ts';

export function PromotionPage({ promotionId }: { promotionId: string }) {
  const read = usePromotion(promotionId);
  useLive(['pricing.promotion_saved', 'pricing.codes_added', 'orders.'], [['promotions', promotionId]], 3_000);
  if (read.isError) return <ErrorBox error={read.error} retry={() => void read.refetch()} page />;
  if (!read.data) return <PageSkeleton record />;
  return <Loaded promotion={read.data} />;
}

function Loaded({ promotion }: { promotion: PromotionRecord }) {
  const t = useWords(promotionWords);
  const { text } = useFormat();
  const mayWrite = useCan('promotions.write');
  const { promotionId, rule, standing } = promotion;
  return (
    <Record
      back={{ href: backTo('/promotions'), label: t('back') }}
      title={text(rule.name)}
      tags={
        <>
          <Tag tone={tones[standing]}>{t(standing)}</Tag>
          {rule.coded && <Tag tone="note">{t('needsCode')}</Tag>}
        </>
      }
      actions={
        mayWrite && (
          <>
            <Button component={Link} href={`/promotions/${promotionId}/edit`} variant="default">
              {t('edit')}
            </Button>
            <Switch promotion={promotion} />
          </>
        )
      }
      main={
        <>
          <Panel>
            <p className="promo-sentence">{text(promotion.says)}</p>
          </Panel>
          {mayWrite && <ByChannel promotionId={promotionId} />}
          {mayWrite && <WhatIfPanel promotionId={promotionId} rule={rule} limits={promotion} />}
          {mayWrite && rule.coded && <CodesPanel promotion={promotion} />}
          <Versions promotion={promotion} />
        </>
      }
      side={
        <>
          <Figures promotion={promotion} />
          <RecordStory id={promotionId} />
        </>
      }
    />
  );
}

function Figures({ promotion }: { promotion: PromotionRecord }) {
  const t = useWords(promotionWords);
  const { number, money } = useFormat();
  const { rule, uses, maxUses, maxEach, budgetMinor, spentMinor, codes } = promotion;
  const amount = (minor: number): string => money({ minor, currency: rule.currency });
  const isCounted = maxUses !== null || maxEach !== null || budgetMinor !== null || uses > 0;
  return (
    <Panel title={t('facts')}>
      <Facts
        items={[
          [
            t('uses'),
            maxUses === null
              ? isCounted
                ? number(uses)
                : t('notCounted')
              : t('usesOf', { n: number(uses), of: number(maxUses) }),
          ],
          [
            t('spent'),
            budgetMinor === null
              ? isCounted
                ? amount(spentMinor)
                : t('notCounted')
              : t('usesOf', { n: amount(spentMinor), of: amount(budgetMinor) }),
          ],
          maxEach !== null && [t('maxEach'), t('times', { n: maxEach })],
          rule.coded && [t('codes'), number(codes)],
          [t('priority'), number(rule.priority)],
          [t('stacks'), t(`stacks.${rule.stacks}`)],
          rule.set !== null && [t('set'), rule.set],
        ]}
      />
      {!isCounted && <p className="help">{t('notLimited')}</p>}
    </Panel>
  );
}

/** The one filled verb of the record: starts what is not started, stops what is. */
function Switch({ promotion }: { promotion: PromotionRecord }) {
  const t = useWords(promotionWords);
  const [asking, ask] = useState(false);
  const save = useSave();
  const isOn = promotion.state === 'on';
  const run = async () => {
    const { promotionId, version, rule, maxUses, maxEach, budgetMinor } = promotion;
    const limits = { maxUses, maxEach, budgetMinor };
    await save({
      ...{ promotionId, version, rule, ...limits },
      state: isOn ? 'off' : 'on',
      note: t(isOn ? 'noteOff' : 'noteOn'),
    });
    notifications.show({ message: t(isOn ? 'isOff' : 'isOn'), color: 'cresson' });
  };
  return (
    <>
      <Button {...(isOn ? { color: 'groseille', variant: 'light' } : {})} onClick={() => ask(true)}>
        {t(isOn ? 'switchOff' : 'switchOn')}
      </Button>
      <Confirm
        opened={asking}
        onClose={() => ask(false)}
        title={t(isOn ? 'offTitle' : 'onTitle')}
        verb={t(isOn ? 'offVerb' : 'onVerb')}
        danger={isOn}
        run={run}
      >
        {isOn ? <p>{t('offText')}</p> : <Holds promotion={promotion} />}
      </Confirm>
    </>
  );
}

/** From when, until when and where it will hold. */
function Holds({ promotion: { rule, says, names, codes } }: { promotion: PromotionRecord }) {
  const t = useWords(promotionWords);
  const { text, dateTime, list } = useFormat();
  const now = clock();
  const { channelIds, siteIds, buyers } = rule.audience;
  const named = (ids: readonly string[]): string => list(ids.map((id) => text(names[id]) || id));
  const isOver = rule.until !== null && rule.until <= now;
  const begins = rule.from > now ? t('onLater', { when: dateTime(rule.from) }) : t('onNow');
  const ends = rule.until === null ? t('forever') : t('until', { when: dateTime(rule.until) });
  return (
    <div className="column fields-tight">
      <p>
        <b>{text(says)}</b>
      </p>
      <p className={isOver ? 'bad' : undefined}>{isOver ? t('onEnded') : `${begins}${ends}.`}</p>
      <p>
        {channelIds === null ? siteIds === null && t('whereShared') : t('whereChannels', { names: named(channelIds) })}{' '}
        {siteIds !== null && t('whereSites', { names: named(siteIds) })}{' '}
        {buyers !== null && t('whoBuyers', { names: named(buyers) })}
      </p>
      {rule.coded && codes === 0 && <p className="bad">{t('noCodes')}</p>}
    </div>
  );
}

function Versions({ promotion }: { promotion: PromotionRecord }) {
  const t = useWords(promotionWords);
  const { text, when } = useFormat();
  const actor = useActor();
  return (
    <Panel title={t('versions')} flush>
      <div className="table-scroll" role="region" aria-label={t('versions')} tabIndex={0}>
        <table className="table promo-table promo-versions" aria-label={t('versions')}>
          <tbody>
            {promotion.history.map((one) => (
              <tr key={one.version}>
                <th scope="row">{t('version', { n: one.version })}</th>
                <td>
                  <div>{text(one.says)}</div>
                  <div className="help">
                    {[t(`did.${one.state}`), one.note || t('noNote'), actor(one.madeBy)].join(' · ')}
                  </div>
                </td>
                <td data-align="right" className="num muted">
                  {when(one.madeAt)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
