/** One cart as staff may see it: its articles, what has changed, who, money. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { api, ApiProblem } from '#kit/api';
import { backTo } from '../parts/back.ts';
import { Empty } from '../parts/empty.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useLive } from '../parts/live.tsx';
import { useChannels } from '../parts/names.ts';
import { Facts, Panel } from '../parts/panel.tsx';
import { Picture } from '../parts/picture.tsx';
import { RecordStory } from '../parts/record-story.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { carts } from '../words/carts.ts';
import { WhyPrice } from '../prices/why-price.tsx';
import { levelNumbers, statusTones, type Cart, type CartLine, type Level, type Notice } from './data.ts';

export function CartRecord({ cartId }: { cartId: string }) {
  const t = useWords(carts);
  const cart = useQuery({
    queryKey: ['carts', 'one', cartId],
    queryFn: ({ signal }) => api<Cart>('GET', `/api/carts/${cartId}/assisted`, { signal }),
  });
  const customerId = cart.data?.customerId;
  const mayKnow = useCan('customers.read');
  const customer = useQuery({
    queryKey: ['customers', 'one', customerId],
    queryFn: ({ signal }) =>
      api<{ name: string; email: string | null }>('GET', `/api/customers/${customerId}`, { signal }),
    enabled: customerId !== undefined && mayKnow,
  });
  useLive(
    ['carts.', 'inventory.', 'pricing.'],
    [
      ['carts', 'one', cartId],
      ['story', cartId],
    ],
  );
  const back = { href: backTo('/carts'), label: t('title') };
  if (cart.isPending) return <PageSkeleton record />;
  if (cart.isError) {
    const hidden = cart.error instanceof ApiProblem && cart.error.code === 'carts.level';
    if (hidden) return <Record back={back} title={t('hidden')} main={<Hidden problem={cart.error as ApiProblem} />} />;
    return <ErrorBox error={cart.error} retry={() => void cart.refetch()} page />;
  }
  const { data } = cart;
  const name = customer.data?.name ?? t('visitor');
  return (
    <Record
      back={back}
      title={t('cartOf', { name })}
      tags={
        <>
          <Tag tone={statusTones[data.status]}>{t(`status.${data.status}`)}</Tag>
          {data.till !== undefined && <Tag tone="note">{t('atTill')}</Tag>}
        </>
      }
      actions={
        data.became?.startsWith('ord_') && (
          <Button component={Link} href={`/orders/${data.became}`} variant="default">
            {t('order')}
          </Button>
        )
      }
      main={
        <>
          <Articles cart={data} />
          <Notices cart={data} />
        </>
      }
      side={
        <>
          <Side cart={data} name={name} email={customer.data?.email ?? undefined} />
          <RecordStory id={cartId} path={`/api/carts/${cartId}/timeline`} />
        </>
      }
    />
  );
}

/** A cart whose channel does not share it: the reason, and where it can be changed. */
function Hidden({ problem }: { problem: ApiProblem }) {
  const t = useWords(carts);
  const word = (level: unknown) => (String(level) in levelNumbers ? t(`level.${level as Level}`) : String(level));
  return (
    <Panel>
      <Empty
        icon="lock"
        title={t('hidden')}
        action={
          <Button component={Link} href="/channels" variant="default">
            {t('levels')}
          </Button>
        }
      >
        {t('hiddenText', { level: word(problem.facts.level), needed: word(problem.facts.needed) })}
      </Empty>
    </Panel>
  );
}

function Articles({ cart }: { cart: Cart }) {
  const t = useWords(carts);
  if (cart.lines.length === 0) {
    return (
      <Panel title={t('articles')}>
        <p className="muted">{t('noLines')}</p>
      </Panel>
    );
  }
  return (
    <Panel title={t('articles')} flush>
      <div className="table-scroll">
        <table className="table" data-tall aria-label={t('articles')}>
          <thead>
            <tr>
              <th scope="col">{t('article')}</th>
              <th scope="col" data-align="right" data-hide="phone">
                {t('available')}
              </th>
              <th scope="col" data-align="right">
                {t('quantity')}
              </th>
              <th scope="col" data-align="right" data-hide="phone">
                {t('unit')}
              </th>
              <th scope="col" data-align="right">
                {t('total')}
              </th>
            </tr>
          </thead>
          <tbody>
            {cart.lines.map((line) => (
              <Line key={`${line.skuId} ${line.card?.cardKey ?? ''}`} line={line} channelId={cart.channelId} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Line({ line, channelId }: { line: CartLine; channelId: string }) {
  const t = useWords(carts);
  const { money, number, text, when } = useFormat();
  const channels = useChannels();
  const channel = channels.items.find((one) => one.channelId === channelId)?.code;
  const added = t('addedOn', { channel: channels.name(line.addedChannelId), when: when(line.addedAt) });
  return (
    <tr>
      <td>
        <div className="with-picture">
          <Picture src={line.image} />
          <div>
            <b>{text(line.name) || t('unknownArticle')}</b>
            <div className="help">{[text(line.optionText), line.sku, added].filter(Boolean).join(' · ')}</div>
          </div>
        </div>
      </td>
      <td data-align="right" data-hide="phone" className={line.available < line.quantity ? 'bad' : undefined}>
        {number(line.available)}
      </td>
      <td data-align="right">{number(line.quantity)}</td>
      <td data-align="right" data-hide="phone">
        {line.unit ? money(line.unit) : <span className="muted">{t('noPrice')}</span>}{' '}
        {line.unit && channel && (
          <WhyPrice skuId={line.skuId} about={text(line.name)} quantity={line.quantity} channel={channel} />
        )}
        {line.compareAt && (
          <div className="help">
            <s>{money(line.compareAt)}</s>
          </div>
        )}
      </td>
      <td data-align="right">
        <b>{line.total ? money(line.total) : '—'}</b>
      </td>
    </tr>
  );
}

function Notices({ cart }: { cart: Cart }) {
  const t = useWords(carts);
  const { money, number, text } = useFormat();
  if (cart.notices.length === 0) return null;
  const tell = ({ kind, skuId, was, now, available, count, number: order }: Notice): string => {
    const article = text(cart.lines.find((line) => line.skuId === skuId)?.name) || t('unknownArticle');
    const n = number(available ?? 0);
    if (kind === 'price_changed')
      return t('notice.price_changed', { article, was: was ? money(was) : '—', now: now ? money(now) : '—' });
    if (kind === 'merged') return t('notice.merged', { n: number(count ?? 0) });
    if (kind === 'ordered') return t('notice.ordered', { n: number(count ?? 0), number: order ?? '—' });
    if (kind === 'unavailable') return t('notice.unavailable', { article });
    return t(kind === 'short' ? 'notice.short' : 'notice.limited', { article, n });
  };
  return (
    <Panel title={t('notices')}>
      <ul>
        {cart.notices.map((notice) => (
          <li key={`${notice.kind} ${notice.skuId}`}>{tell(notice)}</li>
        ))}
      </ul>
    </Panel>
  );
}

function Side({ cart, name, email }: { cart: Cart; name: string; email: string | undefined }) {
  const t = useWords(carts);
  const { money, rate, when } = useFormat();
  const channels = useChannels();
  return (
    <>
      <Panel
        title={name}
        aside={cart.customerId !== undefined && <Link href={`/customers/${cart.customerId}`}>{t('record')}</Link>}
      >
        <Facts items={[[t('channel'), channels.name(cart.channelId)], email !== undefined && ['E-mail', email]]} />
      </Panel>
      <Panel title={t('money')}>
        <div className="num">
          <Facts
            items={[
              [t('net'), money(cart.totals.net)],
              ...cart.taxGroups.map((group) => [t('vat', { rate: rate(group.rate) }), money(group.tax)] as const),
              [t('items'), <b key="items">{money(cart.totals.items)}</b>],
              cart.status === 'open' && [t('quote'), when(cart.quote.expiresAt)],
            ]}
          />
        </div>
      </Panel>
    </>
  );
}
