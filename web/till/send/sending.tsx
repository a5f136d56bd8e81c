/** Sending what is not here: to whom and where, from which place it comes and why, when, and what that costs. Then it is paid with the rest. */
import { useEffect, useRef, type Dispatch, type RefObject } from 'react';
import type { Day } from '#base/time';
import { longDate } from '#kit/format';
import { vatSteps } from '#kit/vat-words';
import type { Device, Place, SendQuote } from '../api.ts';
import type { Catalogue } from '../catalogue.ts';
import type { LiveState } from '../live.ts';
import { Icon } from '../parts/icon.tsx';
import { InPaySlot } from '../parts/pay-slot.tsx';
import type { Act, Shown, Ticket } from '../ticket.ts';
import { useWords, type Word } from '../words.ts';
import { useSending, type SendingState, type Typed } from './use-sending.ts';

type Props = {
  device: Device;
  ticket: Ticket;
  shown: Shown;
  live: LiveState;
  act: Dispatch<Act>;
  onBack: () => void;
  onPay: () => void;
};

export function Sending({ device, ticket, shown, live, act, onBack, onPay }: Props) {
  const { w } = useWords();
  const stores = live.catalogue.places.filter((place) => place.pickup && place.siteId !== device.site.siteId);
  const sending = useSending({ ticket, shown, live, act, siteId: stores[0]?.siteId ?? '' });
  const { typed, type, busy, problem, quote } = sending;
  const form = useRef<HTMLFormElement>(null);
  const main = useRef<HTMLButtonElement>(null);
  const lost = live.lostAt !== undefined;
  useEffect(() => form.current?.querySelector<HTMLInputElement>('input:not([type=radio])')?.focus(), []);
  useEffect(() => {
    if (!quote) return;
    document.getElementById('sending-told')?.scrollIntoView({ block: 'nearest' });
    main.current?.focus();
  }, [quote]);
  return (
    <div className="sold sending">
      <div className="sold-head">
        <button type="button" className="plain-button back" onClick={onBack}>
          <Icon name="left" size={18} /> {w('pay.back')} <kbd>{w('pay.escape')}</kbd>
        </button>
        <h2>{w('send.title', { n: shown.sentUnits })}</h2>
      </div>
      <div className="sending-body">
        {lost && (
          <p className="notice" role="status">
            <Icon name="offline" size={18} /> {w('send.offline')}
          </p>
        )}
        <form
          ref={form}
          id="sending"
          onSubmit={(event) => {
            event.preventDefault();
            if (!busy && !lost) void sending.ask();
          }}
        >
          <Method {...{ typed, type }} pickup={stores.length > 0} />
          <Who {...{ typed, type }} />
          {typed.method === 'delivery' ? (
            <Where {...{ typed, type }} />
          ) : (
            <Stores {...{ typed, type, stores, ticket }} catalogue={live.catalogue} />
          )}
        </form>
        <p className="problem" role="alert">
          {problem !== undefined && (
            <>
              <Icon name="alert" size={18} /> {problem}
            </>
          )}
        </p>
        {quote && <Told {...{ quote, sending }} places={live.catalogue.places} />}
      </div>
      <InPaySlot>
        <MainKey {...{ main, quote, onPay }} disabled={busy || lost} />
      </InPaySlot>
    </div>
  );
}

type KeyProps = {
  main: RefObject<HTMLButtonElement | null>;
  quote: SendQuote | null;
  disabled: boolean;
  onPay: () => void;
};

/** First it is asked what sending means, then paid. */
function MainKey({ main, quote, disabled, onPay }: KeyProps) {
  const { w, amount } = useWords();
  if (!quote)
    return (
      <button type="submit" form="sending" className="pay-button" disabled={disabled}>
        <span>
          {w('send.check')}
          <small>{w('pay.key')}</small>
        </span>
        <Icon name="truck" size={28} />
      </button>
    );
  return (
    <button ref={main} type="button" className="pay-button" disabled={disabled} onClick={onPay}>
      <span>
        {w('pay')}
        <small>{w('pay.key')}</small>
      </span>
      <span className="num">{amount(quote.total.minor, quote.total.currency)}</span>
    </button>
  );
}

type TypedProps = { typed: Typed; type: (change: Partial<Typed>) => void };

function Method({ typed, type, pickup }: TypedProps & { pickup: boolean }) {
  const { w } = useWords();
  return (
    <fieldset className="choice">
      <legend className="sr-only">{w('send.how')}</legend>
      {(['delivery', 'pickup'] as const).map((method) => (
        <label key={method}>
          <input
            type="radio"
            name="method"
            checked={typed.method === method}
            disabled={method === 'pickup' && !pickup}
            onChange={() => type({ method })}
          />
          <Icon name={method === 'delivery' ? 'truck' : 'store'} /> {w(`send.${method}`)}
        </label>
      ))}
    </fieldset>
  );
}

type FieldProps = TypedProps & {
  of: 'name' | 'email' | 'phone' | 'line1' | 'line2' | 'postcode' | 'city';
  wide?: boolean;
  required?: boolean;
  kind?: string;
};

function Field({ typed, type, of, wide = false, required = false, kind = 'text' }: FieldProps) {
  const { w } = useWords();
  return (
    <label className={wide ? 'wide' : ''}>
      {w(`send.${of}`)}
      <input
        type={kind}
        value={typed[of]}
        required={required}
        maxLength={of === 'postcode' ? 12 : of === 'phone' ? 30 : 80}
        // A counter's browser must not offer the last customer's address to the next.
        autoComplete="off"
        onChange={(event) => type({ [of]: event.currentTarget.value })}
      />
    </label>
  );
}

const Who = (props: TypedProps) => (
  <div className="fields">
    <Field {...props} of="name" wide required />
    <Field {...props} of="email" kind="email" />
    <Field {...props} of="phone" kind="tel" />
  </div>
);

const countries = ['FR', 'AT', 'BE', 'CH', 'DE', 'ES', 'IE', 'IT', 'LU', 'NL', 'PT'] as const;

function Where(props: TypedProps) {
  const { w, lang } = useWords();
  const named = new Intl.DisplayNames([lang], { type: 'region' });
  return (
    <div className="fields">
      <Field {...props} of="line1" wide required />
      <Field {...props} of="line2" wide />
      <Field {...props} of="postcode" required />
      <Field {...props} of="city" required />
      <label>
        {w('send.country')}
        <select value={props.typed.country} onChange={(event) => props.type({ country: event.currentTarget.value })}>
          {countries.map((country) => (
            <option key={country} value={country}>
              {named.of(country)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

type StoresProps = TypedProps & { stores: readonly Place[]; ticket: Ticket; catalogue: Catalogue };

/** The stores where it can be collected, with how much of what is sent lies there. */
function Stores({ typed, type, stores, ticket, catalogue }: StoresProps) {
  const { w } = useWords();
  const wanted = ticket.lines.filter((line) => (line.sent ?? 0) > 0);
  const all = wanted.reduce((sum, line) => sum + (line.sent ?? 0), 0);
  const thereAt = (siteId: string): number =>
    wanted.reduce((sum, { skuId, sent = 0 }) => {
      const places = catalogue.bySku.get(skuId)?.item.elsewhere ?? [];
      return sum + Math.min(sent, places.find((place) => place.siteId === siteId)?.free ?? 0);
    }, 0);
  return (
    <fieldset className="stores">
      <legend>{w('send.which')}</legend>
      {stores.map(({ siteId, name, city }) => (
        <label key={siteId}>
          <input type="radio" name="store" checked={typed.siteId === siteId} onChange={() => type({ siteId })} />
          <span className="row-text">
            <b>{name}</b>
            <small>{city}</small>
          </span>
          <small className="num">{w('send.there', { n: thereAt(siteId), all })}</small>
        </label>
      ))}
    </fieldset>
  );
}

const verdicts: Readonly<Record<string, Word>> = {
  whole: 'send.whole',
  part: 'send.part',
  points: 'send.points',
  short: 'send.too_few',
  not_sending: 'send.not_sending',
  full: 'send.full',
  nothing: 'send.nothing',
  kept: 'send.kept',
};

type ToldProps = { quote: SendQuote; sending: SendingState; places: readonly Place[] };

/** What the server says of it: from where, when, for how much, and why from there. */
function Told({ quote, sending, places }: ToldProps) {
  const { w, lang, amount } = useWords();
  const { promise, carriage, from, vat, why } = quote;
  const placeOf = (siteId: string): string => places.find((place) => place.siteId === siteId)?.name ?? '';
  const day = (text: string): string => longDate(lang, text as Day);
  return (
    <section id="sending-told" className="sending-told" aria-label={w('send.told')}>
      <ul className="rows still">
        {[...Map.groupBy(from, (one) => one.siteId)].map(([siteId, lines]) => (
          <li key={siteId}>
            <Icon name={sending.typed.method === 'pickup' ? 'store' : 'truck'} />
            <span className="row-text">
              <b>{w(sending.typed.method === 'pickup' ? 'send.at' : 'send.from', { place: placeOf(siteId) })}</b>
              <small>{lines.map((one) => `${one.quantity} × ${sending.nameOf(one.skuId)}`).join(' · ')}</small>
            </span>
          </li>
        ))}
      </ul>
      <p>
        {sending.typed.method === 'pickup'
          ? w('send.when_ready')
          : promise === null
            ? w('send.no_day')
            : promise.earliest === promise.latest
              ? w('send.on', { day: day(promise.latest) })
              : w('send.between', { from: day(promise.earliest), to: day(promise.latest) })}
        {sending.typed.method === 'delivery' && (
          <span className="num">
            {' '}
            {carriage.minor === 0
              ? w('send.free')
              : w('send.carriage', { price: amount(carriage.minor, carriage.currency) })}
          </span>
        )}
      </p>
      {vat && (
        <details open>
          <summary>{vat.mention?.[lang] ?? w('send.vat')}</summary>
          <ul>
            {vat.why.map(({ rule, law }) => (
              <li key={rule}>
                {vatSteps[lang][`step.${rule}`]} <small className="muted">{law}</small>
              </li>
            ))}
          </ul>
        </details>
      )}
      {why.length > 0 && (
        <details>
          <summary>{w('send.why')}</summary>
          <ul>
            {why.map(({ siteId, can, gives, verdict, km }) => (
              <li key={siteId} className={gives > 0 ? 'chosen' : ''}>
                <b>{placeOf(siteId)}</b> {w(verdicts[verdict] ?? 'send.points', { n: gives > 0 ? gives : can })}
                {km !== null && <span className="muted num"> · {km} km</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
