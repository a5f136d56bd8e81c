/** What each channel may sell of an article now: the number, and the shelves, promises, leases and level that make it. */
import { LevelGlyph } from '../parts/icon.tsx';
import { levelNumber } from '../channels/meanings.ts';
import { channelWords } from '../channels/words.ts';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useChannels, useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { Why, WhyTable, type WhyRow } from '../parts/why.tsx';
import { useWords } from '../shell/lang.tsx';
import { whyWords } from '../words/why.ts';
import { useAvailabilityWhy, type ChannelWhy } from './data.ts';

export function ByChannel({ skuId }: { skuId: string }) {
  const t = useWords(whyWords);
  const why = useAvailabilityWhy(skuId);
  return (
    <Panel title={t('stockPanel')} note={t('stockPanelHint')} flush>
      {why.isError && <ErrorBox error={why.error} retry={() => void why.refetch()} />}
      <ul className="channel-stock">
        {why.data?.map((one) => (
          <ChannelRow key={one.channelId} why={one} />
        ))}
      </ul>
    </Panel>
  );
}

function ChannelRow({ why }: { why: ChannelWhy }) {
  const c = useWords(channelWords);
  const { number } = useFormat();
  const channels = useChannels();
  return (
    <li>
      <LevelGlyph level={levelNumber(why.level)} />
      <span className="channel-stock-name">
        {channels.name(why.channelId)}
        <span className="help">{c(why.level)}</span>
      </span>
      <strong className={`num ${why.available > 0 ? 'ok' : 'bad'}`}>{number(why.available)}</strong>
      <WhyAvailable why={why} />
    </li>
  );
}

/** On hand, less what is reserved and leased, is free; what of it this channel may sell. */
function WhyAvailable({ why }: { why: ChannelWhy }) {
  const t = useWords(whyWords);
  const { number } = useFormat();
  const channels = useChannels();
  const sites = useSites();
  const channel = channels.name(why.channelId);
  const rows = why.shelves.map(
    ({ siteId, onHand, reserved, leased, free, own, held: safety, counts, why: reason }): WhyRow => {
      const sum = t('shelfSum', { onHand, reserved, leased, free });
      const held = own > 0 && t('ownLease', { n: own });
      const kept = safety > 0 && t('keptBack', { n: safety });
      const note = [sum, kept, held, t(`shelf.${reason}`)].filter(Boolean).join(' · ');
      return { key: siteId, label: sites.name(siteId), note, amount: number(counts), chosen: counts > 0 };
    },
  );
  return (
    <Why
      title={t('stockTitle', { n: number(why.available), channel })}
      about={t('stockAbout', { channel })}
      sentence={t(`draw.${why.draw}`)}
    >
      {why.beyond > 0 && <p className="muted">{t('beyond', { n: number(why.beyond) })}</p>}
      {!why.onSale && <p className="bad">{t('notOnSale')}</p>}
      {rows.length === 0 ? (
        <p className="muted">{t('noShelf')}</p>
      ) : (
        <WhyTable label={t('site')} amount={t('counts')} rows={rows} total={[t('available'), number(why.available)]} />
      )}
    </Why>
  );
}
