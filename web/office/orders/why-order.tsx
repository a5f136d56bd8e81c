/** Why an order stands where it stands, why a line bears its VAT, why it comes from where it comes: told by the server from what it keeps. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { api } from '#kit/api';
import type { Level } from '#channels/model';
import { channelWords } from '../channels/words.ts';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useSites } from '../parts/names.ts';
import { Facts } from '../parts/panel.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { Timeline } from '../parts/timeline.tsx';
import { Why, WhyTable, type WhyRow } from '../parts/why.tsx';
import { Candidates } from '../sourcing/candidates.tsx';
import type { Told } from '../sourcing/data.ts';
import { useWords } from '../shell/lang.tsx';
import { journal } from '../words/journal.ts';
import { orders } from '../words/orders.ts';
import { whyWords } from '../words/why.ts';
import { shownState, type Order, type OrderLine } from './data.ts';

const waits = ['payment', 'decision', 'shipping', 'collection', 'promised_payment'] as const;
const verdicts = ['only', 'whole', 'part', 'short', 'beyond', 'not_needed', 'lease'] as const;
const rules = ['counter', 'pickup', 'allotment', 'lease_first', 'ranked', 'points'] as const;
const schemes = ['domestic', 'oss', 'reverse_charge', 'intra_eu', 'export', 'exempt'] as const;
const steps = [
  ...(['handed_over', 'same_country', 'region', 'franchise', 'outside_union', 'overseas_export'] as const),
  ...([
    'registered_there',
    'intra_eu_business',
    'no_proof',
    'to_verify',
    'own_country_number',
    'reverse_charge',
  ] as const),
  ...(['under_limit', 'over_limit', 'by_choice', 'oss', 'oss_missing', 'leaves_abroad'] as const),
] as const;
const classes = ['standard', 'intermediate', 'reduced', 'super_reduced', 'none'] as const;

type LineWhy = {
  readonly lineNo: number;
  readonly tax: {
    readonly country: string;
    readonly taxClass: (typeof classes)[number];
    readonly rate: number;
    readonly from: string;
    readonly law: string;
    readonly day: string;
  } | null;
  readonly sourcing: {
    readonly rule: (typeof rules)[number];
    readonly sites: readonly {
      readonly siteId: string;
      readonly rank: number | null;
      readonly quantity: number;
      readonly verdict: (typeof verdicts)[number];
    }[];
  };
};
type OrderWhy = {
  readonly state: {
    readonly path: readonly { readonly at: string; readonly type: string }[];
    readonly waitsFor: readonly (typeof waits)[number][];
    readonly until: string | null;
    readonly siteIds: readonly string[];
  };
  readonly stockLevel: Level;
  /** The rules' choice among the places; null where nothing was to be chosen. */
  readonly sourcing: (Told & { readonly stands: boolean }) | null;
  /** Which VAT it bears, as it was decided; null for orders of before that was kept. */
  readonly vat: VatCase | null;
  readonly deposit: {
    readonly by: 'house' | 'channel' | 'company' | 'company_on_channel';
    readonly asks: 'nobody' | 'companies' | 'beyond_stock' | 'everybody';
    readonly ppm: number;
  } | null;
  readonly lines: readonly LineWhy[];
};
type VatCase = {
  readonly scheme: (typeof schemes)[number];
  readonly country: string;
  readonly buyerVatNumber: string | null;
  readonly mention: { readonly fr: string; readonly en: string } | null;
  readonly why: readonly { readonly rule: (typeof steps)[number]; readonly law: string }[];
};

function useOrderWhy(orderId: string, asked: boolean): UseQueryResult<OrderWhy> {
  return useQuery({
    queryKey: ['orders', 'one', orderId, 'why'],
    queryFn: ({ signal }) => api<OrderWhy>('GET', `/api/orders/${orderId}/why`, { signal }),
    enabled: asked,
  });
}

type AnswerProps = { readonly why: UseQueryResult<OrderWhy>; readonly children: (data: OrderWhy) => ReactNode };

function Answer({ why, children }: AnswerProps) {
  if (why.isError) return <ErrorBox error={why.error} retry={() => void why.refetch()} />;
  return why.data ? children(why.data) : <RowsSkeleton rows={3} />;
}

type LineProps = { readonly order: Order; readonly line: OrderLine };

/** The class, the country, the day and the law behind a line's VAT. */
export function WhyVat({ order, line }: LineProps) {
  const t = useWords(whyWords);
  const { rate, text, date, money } = useFormat();
  const [asked, ask] = useState(false);
  const why = useOrderWhy(order.orderId, asked);
  const tax = why.data?.lines.find((one) => one.lineNo === line.lineNo)?.tax;
  return (
    <Why
      title={t('vatTitle', { rate: rate(line.taxRate) })}
      about={t('vatAbout', { article: text(line.name) })}
      sentence={tax && t('vatText', { day: date(tax.day) })}
      onOpen={() => ask(true)}
      foot={<span className="help">{t('vatFoot')}</span>}
    >
      <Answer why={why}>
        {({ vat }) => (
          <>
            {vat && <CaseFacts vat={vat} />}
            {tax ? <VatFacts tax={tax} /> : !vat?.mention && <p>{t('vatUnknown')}</p>}
          </>
        )}
      </Answer>
      <Facts
        items={[
          [t('net'), money(line.net)],
          [t('tax'), money(line.tax)],
          [t('gross'), <b key="gross">{money(line.total)}</b>],
        ]}
      />
    </Why>
  );
}

/** Where it is taxed and by which scheme, step by step, with the law of each. */
function CaseFacts({ vat }: { vat: VatCase }) {
  const t = useWords(whyWords);
  const { text, country } = useFormat();
  return (
    <Facts
      items={[
        [t('scheme'), <b key="scheme">{t(`scheme.${vat.scheme}`, { country: country(vat.country) })}</b>],
        ...vat.why.map(({ rule, law }): [string, string] => [t(`step.${rule}`), law]),
        ...(vat.buyerVatNumber === null ? [] : [[t('buyerNumber'), vat.buyerVatNumber] as [string, string]]),
        ...(vat.mention ? [[t('mention'), text(vat.mention)] as [string, string]] : []),
      ]}
    />
  );
}

function VatFacts({ tax }: { tax: NonNullable<LineWhy['tax']> }) {
  const t = useWords(whyWords);
  const { rate, date, country } = useFormat();
  return (
    <Facts
      items={[
        [t('country'), country(tax.country)],
        [t('taxClass'), t(`class.${tax.taxClass}`)],
        [t('rate'), t('rateSince', { rate: rate(tax.rate), day: date(tax.from) })],
        [t('law'), tax.law],
      ]}
    />
  );
}

/** Whose rule asked for a deposit, and for how much of the order. */
export function WhyDeposit({ order }: { order: Order }) {
  const t = useWords(whyWords);
  const { rate } = useFormat();
  const [asked, ask] = useState(false);
  const why = useOrderWhy(order.orderId, asked);
  return (
    <Why
      title={t('depositTitle')}
      about={t('depositTitle')}
      onOpen={() => ask(true)}
      foot={<span className="help">{t('depositFoot')}</span>}
    >
      <Answer why={why}>
        {({ deposit }) =>
          deposit ? (
            <Facts
              items={[
                [t('depositRule'), t(`depositBy.${deposit.by}`)],
                [t('depositAsks'), t(`depositAsks.${deposit.asks}`)],
                [t('depositShare'), rate(deposit.ppm)],
              ]}
            />
          ) : (
            <p>{t('depositStaff')}</p>
          )
        }
      </Answer>
    </Why>
  );
}

/** Which places were asked, in which order, and what each gave. */
export function WhyPlace({ order, line }: LineProps) {
  const t = useWords(whyWords);
  const c = useWords(channelWords);
  const { text, number } = useFormat();
  const sites = useSites();
  const [asked, ask] = useState(false);
  const why = useOrderWhy(order.orderId, asked);
  const sourcing = why.data?.lines.find((one) => one.lineNo === line.lineNo)?.sourcing;
  const level = why.data ? c(why.data.stockLevel) : '';
  const rows = (sourcing?.sites ?? []).map(({ siteId, rank, quantity, verdict }): WhyRow => ({
    key: siteId,
    label: sites.name(siteId),
    note: [rank !== null && t('rank', { n: rank }), t(`verdict.${verdict}`)].filter(Boolean).join(' · '),
    amount: quantity > 0 ? number(quantity) : '—',
    chosen: quantity > 0,
  }));
  return (
    <Why
      title={t('placeTitle')}
      about={t('placeAbout', { article: text(line.name) })}
      sentence={sourcing && t(`rule.${sourcing.rule}`, { level })}
      onOpen={() => ask(true)}
      foot={sourcing?.rule === 'ranked' && <span className="help">{t('placeFoot')}</span>}
    >
      <Answer why={why}>
        {(data) =>
          sourcing?.rule === 'points' && data.sourcing ? (
            <>
              <Candidates {...data.sourcing} />
              {!data.sourcing.stands && <p className="muted">{t('placeMoved')}</p>}
            </>
          ) : rows.length > 0 ? (
            <WhyTable label={t('site')} amount={t('amount')} rows={rows} />
          ) : (
            <p className="muted">{t('noPlace')}</p>
          )
        }
      </Answer>
    </Why>
  );
}

/** The facts that brought an order to its state, and what it waits for. */
export function WhyState({ order }: { order: Order }) {
  const t = useWords(whyWords);
  const o = useWords(orders);
  const say = useWords(journal) as (key: string, facts?: unknown) => string;
  const { list, when } = useFormat();
  const sites = useSites();
  const [asked, ask] = useState(false);
  const why = useOrderWhy(order.orderId, asked);
  const names = list((why.data?.state.siteIds ?? []).map((siteId) => sites.name(siteId)));
  return (
    <Why
      title={t('stateTitle', { state: o(`state.${shownState(order).key}`) })}
      about={t('stateAbout', { number: order.number })}
      onOpen={() => ask(true)}
    >
      <Answer why={why}>
        {({ state }) => (
          <>
            <h3>{t('stateWaits')}</h3>
            {state.waitsFor.length === 0 && <p>{t('waitsNothing')}</p>}
            {state.waitsFor.length > 0 && (
              <ul className="why-list">
                {state.waitsFor.map((one) => (
                  <li key={one}>{t(`waits.${one}`, { sites: names })}</li>
                ))}
              </ul>
            )}
            {state.until !== null && <p className="muted">{t('until', { at: when(state.until) })}</p>}
            <h3>{t('statePath')}</h3>
            <Timeline items={state.path.map(({ at, type }, i) => ({ key: `${at} ${i}`, at, title: say(type) }))} />
          </>
        )}
      </Answer>
    </Why>
  );
}
