/** What an article costs us and what is left of its price without VAT: for those who may see costs. */
import { useQuery } from '@tanstack/react-query';
import { api } from '#kit/api';
import { useFormat } from '../parts/format.ts';
import { Facts, Panel } from '../parts/panel.tsx';
import { useUnitCost } from '../purchasing/parts.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { useExplained } from './data.ts';
import { marginOf } from './margin.ts';
import { priceWords } from './words.ts';

type Worth = { readonly averageMilli: number; readonly onHand: number };

export function Margin({ skuId }: { skuId: string }) {
  return useCan('costs.read') ? <Seen skuId={skuId} /> : null;
}

function Seen({ skuId }: { skuId: string }) {
  const t = useWords(priceWords);
  const { money, number } = useFormat();
  const unitCost = useUnitCost();
  const priced = useExplained(skuId, 'web', 1).data;
  const costs = useQuery({
    queryKey: ['stock-value', 'of', skuId],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly Worth[] }>('GET', '/api/stock-value', { query: { skuId }, signal })).items,
  }).data;
  const unit = priced?.unit;
  const [cost] = costs ?? [];
  if (!unit || !cost) return null;
  const tax = priced.trace
    .filter((step) => step.rule.startsWith('vat:'))
    .reduce((sum, step) => sum + step.amount.minor, 0);
  const margin = marginOf(unit.minor - tax, cost.averageMilli);
  const { currency } = unit;
  return (
    <Panel title={t('margin')}>
      <Facts
        items={[
          [t('averageCost'), unitCost(cost.averageMilli, currency)],
          [t('netPrice'), money({ minor: unit.minor - tax, currency })],
          margin !== undefined && [
            t('marginRate'),
            <strong key="margin" className={margin < 0 ? 'bad' : undefined}>
              {`${number(margin / 10)} %`}
            </strong>,
          ],
        ]}
      />
      {margin !== undefined && margin < 0 && (
        <p className="bad" role="alert">
          {t('belowCost')}
        </p>
      )}
    </Panel>
  );
}
