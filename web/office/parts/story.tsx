/** A record's timeline from the journal: each fact in words, who did it, how much. */
import type { IconName } from '#kit/icons';
import { Link } from 'wouter';
import { useWords } from '../shell/lang.tsx';
import { isTold, journal } from '../words/journal.ts';
import { siteOfPlace } from '#inventory/model';
import { ErrorBox } from './failed.tsx';
import { useFormat } from './format.ts';
import { useSites } from './names.ts';
import { Panel } from './panel.tsx';
import { RowsSkeleton } from './skeleton.tsx';
import type { Tone } from './tag.tsx';
import { Timeline, type TimelineItem } from './timeline.tsx';

export type StoryEvent = {
  readonly at: string;
  readonly type: string;
  readonly actor: string;
  readonly actorName?: string | null;
  readonly subjectKind?: string;
  readonly subjectId?: string;
  readonly channelId?: string | null;
  readonly body: Readonly<Record<string, unknown>>;
};
type Look = readonly [icon: IconName, tone: Tone];

const looks: Readonly<Record<string, Look>> = {
  'orders.opened': ['clock', 'warn'],
  'orders.placed': ['receipt', 'ok'],
  'orders.needs_decision': ['alert', 'note'],
  'orders.cancelled': ['x', 'bad'],
  'orders.expired': ['x', 'bad'],
  'orders.ready': ['check', 'ok'],
  'orders.edited': ['receipt', 'info'],
  'orders.held': ['park', 'warn'],
  'orders.resumed': ['right', 'ok'],
  'orders.noted': ['chat', 'plain'],
  'orders.shipped': ['truck', 'info'],
  'inventory.breached': ['alert', 'bad'],
  'payments.refunded': ['back', 'plain'],
  'payments.refund_failed': ['alert', 'bad'],
  'payments.quarantined': ['alert', 'warn'],
};
const families: Readonly<Record<string, Look>> = {
  payments: ['card', 'ok'],
  invoicing: ['book', 'plain'],
  carts: ['cart', 'plain'],
  customers: ['user', 'plain'],
  identity: ['lock', 'plain'],
  till: ['scan', 'info'],
  inventory: ['box', 'plain'],
  marketplaces: ['tag', 'plain'],
  pricing: ['percent', 'plain'],
  purchasing: ['inbox', 'plain'],
  catalog: ['tag', 'plain'],
  channels: ['levels', 'info'],
  org: ['store', 'plain'],
  imports: ['download', 'plain'],
  webhooks: ['flow', 'plain'],
};

type Reading = {
  readonly data: { readonly items: readonly StoryEvent[] } | undefined;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly refetch: () => unknown;
};

/** The panel “Ce qui s’est passé”. `linkOrders` makes the numbers of orders links, where the record is not the order itself; `bare` stands without the panel. */
type StoryProps = { readonly reading: Reading; readonly linkOrders?: boolean; readonly bare?: boolean };

export function Story({ reading, linkOrders, bare }: StoryProps) {
  const t = useWords(journal);
  const tell = useTeller(linkOrders ?? false);
  const items = reading.data?.items ?? [];
  const told = (
    <>
      {reading.isPending ? (
        <RowsSkeleton rows={3} />
      ) : reading.error && items.length === 0 ? (
        <ErrorBox error={reading.error} retry={() => void reading.refetch()} />
      ) : items.length === 0 ? (
        <p className="muted">{t('nothing')}</p>
      ) : (
        <Timeline items={items.map(tell)} />
      )}
    </>
  );
  if (bare) return told;
  return (
    <Panel title={t('title')} note={items.length > 0 ? t('count', { n: items.length }) : undefined}>
      {told}
    </Panel>
  );
}

function useTeller(linkOrders: boolean): (event: StoryEvent, index: number) => TimelineItem {
  const t = useWords(journal);
  const { money } = useFormat();
  const sites = useSites();
  const say = t as (key: string, facts?: unknown) => string;
  const actor = ({ actor: id, actorName }: StoryEvent): string => {
    if (actorName) return actorName;
    if (id.startsWith('stf_')) return t('actor.staff');
    if (id.startsWith('cus_')) return t('actor.customer');
    if (id === 'visitor' || id === 'demo' || id === 'gate') return t(`actor.${id}`);
    if (id === 'schedule:orders.expire') return t('actor.expiry');
    if (id.startsWith('payments')) return t('actor.payments');
    if (id.startsWith('reaction:')) return t('actor.house');
    return t('actor.rule', { name: id });
  };
  return (event, index) => {
    const { type, body, at } = event;
    const [icon, tone] = looks[type] ?? families[type.split('.')[0] ?? ''] ?? (['clock', 'plain'] as const);
    const number = typeof body.number === 'string' ? body.number : undefined;
    const amount =
      typeof body.totalMinor === 'number' && typeof body.currency === 'string'
        ? money({ minor: body.totalMinor, currency: body.currency })
        : undefined;
    const facts = [
      amount,
      typeof body.units === 'number' ? t('units', { n: body.units }) : undefined,
      typeof body.lines === 'number' ? t('lines', { n: body.lines }) : undefined,
      typeof body.quantity === 'number' ? t('units', { n: body.quantity }) : undefined,
      Array.isArray(body.skuIds) ? t('lines', { n: body.skuIds.length }) : undefined,
      typeof body.compensation === 'string' ? body.compensation : undefined,
      typeof body.placeId === 'string' ? sites.name(siteOfPlace(body.placeId)?.siteId) : undefined,
      typeof body.reason === 'string' && body.reason !== '' && type !== 'orders.expired' ? body.reason : undefined,
      t('by', { who: actor(event) }),
    ];
    const link =
      linkOrders && event.subjectKind === 'order' ? (
        <Link className="link num" href={`/orders/${event.subjectId ?? ''}`}>
          {number ?? '→'}
        </Link>
      ) : undefined;
    return {
      key: `${at} ${index}`,
      at,
      icon,
      tone,
      title: (
        <>
          {isTold(type) ? say(type) : t('other')} {link}
        </>
      ),
      detail: facts.filter((fact) => fact !== undefined).join(' · '),
    };
  };
}
