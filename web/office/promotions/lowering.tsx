/** Which promotions lower the price of an article on a channel now, each a way to its record. */
import { Link } from 'wouter';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useExplained } from '../prices/data.ts';
import { useWords } from '../shell/lang.tsx';
import { usePromotions } from './data.ts';
import { promotionWords } from './words.ts';

/** The name of a promotion by its id, while it is known. */
export function usePromotionNames(): (promotionId: string) => string | undefined {
  const { text } = useFormat();
  const all = usePromotions().data;
  return (promotionId) => {
    const found = all?.find((one) => one.promotionId === promotionId);
    return found && text(found.rule.name);
  };
}

/** Nothing where no promotion of prices is in force: then nobody is asked for reasons. */
export function LoweredBy({ skuId, channel }: { skuId: string; channel: string }) {
  const t = useWords(promotionWords);
  const isAny = (usePromotions({ standing: 'in_force' }).data ?? []).some((one) =>
    one.rule.effect.kind.startsWith('price_'),
  );
  const nameOf = usePromotionNames();
  const { data } = useExplained(skuId, channel, 1, isAny);
  const ids = (isAny ? (data?.trace ?? []) : []).flatMap(({ rule, applied }) =>
    applied && rule.startsWith('promotion:') ? [rule.slice('promotion:'.length)] : [],
  );
  if (ids.length === 0) return null;
  return (
    <span className="help with-icon">
      <Icon name="gift" size={12} />
      {t('loweredBy')}{' '}
      {ids.map((promotionId) => (
        <Link key={promotionId} className="link" href={`/promotions/${promotionId}`}>
          {nameOf(promotionId) ?? promotionId}
        </Link>
      ))}
    </span>
  );
}
