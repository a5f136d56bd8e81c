/** Choosing what takes the place of what comes back: the other sizes and colours first, then anything by scan or name; and who owes whom. */
import { WhyToday, type WhyTodayProps } from '../orders/why-price.tsx';
import { useFormat } from '../parts/format.ts';
import { sentenceOf } from '../parts/failed.tsx';
import { Facts } from '../parts/panel.tsx';
import { Why } from '../parts/why.tsx';
import { useWords } from '../shell/lang.tsx';
import { ArticleFace, Scanner, type Article } from '../stock/scanner.tsx';
import { Stepper } from '../stock/stepper.tsx';
import { common } from '../words/common.ts';
import { useChoices, type BackLine, type Choice, type Chosen, type ExchangePlan, type Want } from './exchange-data.ts';
import { exchangeWords } from './exchange-words.ts';
import '../stock/scanner.css';

type Props = {
  readonly orderId: string;
  readonly currency: string;
  readonly back: readonly BackLine[];
  readonly chosen: readonly Chosen[];
  readonly onChange: (chosen: readonly Chosen[]) => void;
};

export function ExchangePick({ orderId, currency, back, chosen, onChange }: Props) {
  const t = useWords(exchangeWords);
  const c = useWords(common);
  const { text } = useFormat();
  const choices = useChoices(orderId);
  const add = (article: Article, quantity: number): void => {
    const known = chosen.some((one) => one.article.skuId === article.skuId);
    onChange(
      known
        ? chosen.map((one) => (one.article.skuId === article.skuId ? { ...one, quantity: one.quantity + 1 } : one))
        : [...chosen, { article, quantity }],
    );
  };
  const count = (skuId: string, quantity: number): void =>
    onChange(
      chosen.flatMap((one) => (one.article.skuId !== skuId ? [one] : quantity > 0 ? [{ ...one, quantity }] : [])),
    );
  if (choices.isError)
    return (
      <p className="bad" role="alert">
        {sentenceOf(choices.error, c('error.network'))}
      </p>
    );
  return (
    <>
      {back.map((line) => {
        const mine = choices.data?.find((one) => one.lineNo === line.lineNo)?.articles ?? [];
        return mine.length < 2 ? null : (
          <Siblings
            key={line.lineNo}
            line={line}
            articles={mine}
            currency={currency}
            onTake={({ skuId, sku, optionText, image }) =>
              add({ skuId, sku, optionText, image, name: line.name }, line.quantity)
            }
          />
        );
      })}
      <h3>{t('other')}</h3>
      <Scanner onArticle={(article) => add(article, 1)} words />
      <h3>{t('wanted')}</h3>
      {chosen.length === 0 && <p className="muted">{t('nothing')}</p>}
      {chosen.length > 0 && (
        <ul className="hand-lines">
          {chosen.map(({ article, quantity }) => (
            <li key={article.skuId}>
              <ArticleFace article={article} />
              <Stepper
                label={t('quantityOf', {
                  name: [text(article.name), text(article.optionText)].filter(Boolean).join(', '),
                })}
                fewer={t('fewer')}
                more={t('more')}
                value={quantity}
                max={9_999}
                onChange={(next) => count(article.skuId, next)}
              />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

type SiblingsProps = {
  readonly line: BackLine;
  readonly articles: readonly Choice[];
  readonly currency: string;
  readonly onTake: (choice: Choice) => void;
};

/** What the product of a line is sold in, each with what lies there: what does not, can't be chosen. */
function Siblings({ line, articles, currency, onTake }: SiblingsProps) {
  const t = useWords(exchangeWords);
  const { text, money } = useFormat();
  const name = [text(line.name), text(line.optionText)].filter(Boolean).join(', ');
  const costs = new Set(articles.map((one) => one.minor)).size > 1;
  return (
    <fieldset className="siblings">
      <legend>{t('siblings', { name })}</legend>
      {articles.map((one) => (
        <button key={one.skuId} type="button" disabled={one.free < 1} onClick={() => onTake(one)}>
          <b>{text(one.optionText) || one.sku}</b>
          <small>
            {one.skuId === line.skuId && `${t('same')} · `}
            {one.free < 1 ? t('none') : t('free', { n: one.free })}
            {costs && ` · ${money({ minor: one.minor, currency })}`}
          </small>
        </button>
      ))}
    </fieldset>
  );
}

type SumsProps = {
  readonly plan: ExchangePlan;
  /** Of the new articles, by id. */
  readonly names: ReadonlyMap<string, string>;
  /** For whom it is priced, and where. */
  readonly of: WhyTodayProps['order'];
};

/** Why an article that is taken instead costs that: what was paid is kept, or today's price with its rules. */
function WhyWant({ want, name, of }: { want: Want; name: string; of: SumsProps['of'] }) {
  const t = useWords(exchangeWords);
  if (!want.kept) return <WhyToday order={of} skuId={want.skuId} name={name} quantity={want.quantity} />;
  return <Why title={t('whyKept')} about={name} sentence={t('whyKeptText')} />;
}

/** What an exchange comes to, and who owes whom. */
export function ExchangeSums({ plan, names, of: sold }: SumsProps) {
  const t = useWords(exchangeWords);
  const { money } = useFormat();
  const of = (minor: number): string => money({ minor, currency: plan.currency });
  return (
    <div className="exchange-sums">
      <Facts
        items={[
          [
            t('worth'),
            <span key="w" className="num">
              {of(plan.valueMinor)}
            </span>,
          ],
          [
            t('costs'),
            <span key="c" className="num">
              {of(plan.totalMinor)}
            </span>,
          ],
          ...plan.wants.map((want) => {
            const name = `${want.quantity} × ${names.get(want.skuId) ?? ''}${want.kept ? ` (${t('kept')})` : ''}`;
            return [
              name,
              <span key={want.skuId} className="num">
                {of(want.unitMinor * want.quantity)}{' '}
                <WhyWant want={want} name={names.get(want.skuId) ?? ''} of={sold} />
              </span>,
            ] as const;
          }),
        ]}
      />
      <Outcome plan={plan} />
    </div>
  );
}

function Outcome({ plan: { payMinor, backMinor, currency } }: { plan: ExchangePlan }) {
  const t = useWords(exchangeWords);
  const { money } = useFormat();
  if (payMinor > 0)
    return (
      <p role="status">
        <b>{t('owes', { amount: money({ minor: payMinor, currency }) })}.</b>{' '}
        <span className="muted">{t('owesHint')}</span>
      </p>
    );
  if (backMinor > 0)
    return (
      <p role="status">
        <b>{t('gets', { amount: money({ minor: backMinor, currency }) })}.</b>{' '}
        <span className="muted">{t('getsHint')}</span>
      </p>
    );
  return (
    <p role="status">
      <b>{t('even')}.</b>
    </p>
  );
}
