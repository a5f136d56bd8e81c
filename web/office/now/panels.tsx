/** The quiet panels: what is to be prepared where, and what will run out. */
import { Link } from 'wouter';
import { useFormat } from '../parts/format.ts';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { Picture } from '../parts/picture.tsx';
import { useWords } from '../shell/lang.tsx';
import { now as nowWords } from '../words/now.ts';
import { sum, type AtRisk, type ShopNow } from './data.ts';

export function Prepare({ now }: { now: ShopNow }) {
  const t = useWords(nowWords);
  const { number } = useFormat();
  const sites = useSites();
  const most = Math.max(1, ...now.toPrepare.map((row) => row.orders));
  const all = sum(now.toPrepare.map((row) => row.orders));
  return (
    <Panel
      title={t('prepare')}
      aside={all > 0 && <Link href="/orders?state=placed">{t('prepareAll', { n: all })}</Link>}
    >
      {now.toPrepare.length === 0 && <p className="muted">{t('prepareNone')}</p>}
      <ul className="prepare">
        {now.toPrepare.map(({ siteId, orders, late }) => (
          <li key={siteId}>
            <div>
              <b>{sites.name(siteId)}</b>
              <span className="num muted">
                {late > 0 ? t('late', { n: number(orders), late: number(late) }) : number(orders)}
              </span>
            </div>
            <div className="meter" aria-hidden="true">
              <i style={{ width: `${(late * 100) / most}%`, background: 'var(--bad)' }} />
              <i style={{ width: `${((orders - late) * 100) / most}%`, background: 'var(--c-1)' }} />
            </div>
          </li>
        ))}
      </ul>
      {now.toPrepare.some((row) => row.late > 0) && <p className="help">{t('lateWhat')}</p>}
    </Panel>
  );
}

export function AtRiskPanel({ now }: { now: ShopNow }) {
  const t = useWords(nowWords);
  return (
    <Panel title={t('risk')} aside={<Link href="/stock?low=2">{t('stock')}</Link>}>
      {now.atRisk.length === 0 && <p className="muted">{t('riskNone')}</p>}
      <ul className="risks">
        {now.atRisk.map((row) => (
          <Risk key={row.skuId} row={row} />
        ))}
      </ul>
    </Panel>
  );
}

function Risk({ row }: { row: AtRisk }) {
  const t = useWords(nowWords);
  const { text, number } = useFormat();
  const days = row.perWeek > 0 ? Math.round((row.free * 70) / row.perWeek) / 10 : 0;
  const name = [text(row.name), text(row.optionText)].filter((part) => part !== '').join(', ');
  return (
    <li>
      <Picture src={row.image} size={36} />
      <div>
        <Link className="row-link" href={`/products/${row.productId}`}>
          {name}
        </Link>
        <div className="help">{t('riskFree', { free: number(row.free), perWeek: number(row.perWeek) })}</div>
      </div>
      <b className={row.free <= 0 ? 'bad num' : 'warn num'}>
        {row.free <= 0 ? t('out') : t('days', { n: number(days) })}
      </b>
    </li>
  );
}
