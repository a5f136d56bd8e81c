/** The invoice of the ticket that is shown: in the name of a company or a person, once; printed here, mailed, or both, now or later. */
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { newId } from '#base/ids';
import { companyNumber, invoiceName, type InvoiceName, type InvoiceTyped } from '#kit/invoice-name';
import { api } from '../../kit/api.ts';
import { ApiProblem, type Receipt } from '../api.ts';
import { Icon } from '../parts/icon.tsx';
import { useWords, type Word } from '../words.ts';

type Issued = {
  readonly documentId: string;
  readonly number: string;
  readonly kind: string;
  readonly buyerName: string;
  readonly reversedBy: string | null;
  readonly mailed: number;
};
type Letter = { readonly mailId: string; readonly email: string };
type Known = {
  readonly name: string;
  readonly address: { readonly line1: string; readonly postcode: string; readonly city: string };
  readonly invoiceEmail: string | null;
};

const papersOf = async (ticketId: string): Promise<readonly Issued[]> =>
  (await api<{ items: readonly Issued[] }>('GET', `/api/till/tickets/${ticketId}/documents`)).items;
const ask = async (ticketId: string, body: InvoiceName & { mail?: Letter }): Promise<readonly Issued[]> =>
  (await api<{ items: readonly Issued[] }>('POST', `/api/till/tickets/${ticketId}/invoice`, { body })).items;
const knownCompany = async (number: string): Promise<Known | undefined> =>
  (await api<{ items: readonly Known[] }>('GET', '/api/till/companies', { query: { number } })).items[0];

const told = (error: unknown, w: ReturnType<typeof useWords>['w']): string => {
  if (!(error instanceof ApiProblem)) return String(error);
  return error.code === 'invoicing.unsound' || error.code === 'request.invalid' ? w('invoice.wrong') : error.title;
};

export function InvoiceBox({ receipt }: { readonly receipt: Receipt }) {
  const { ticketId, kind } = receipt;
  const { w } = useWords();
  const [open, setOpen] = useState(false);
  const [issued, setIssued] = useState<readonly Issued[]>([]);
  useEffect(() => {
    let left = false;
    papersOf(ticketId).then(
      (items) => left || setIssued(items),
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [ticketId]);
  const wanted = kind === 'return' ? 'credit_note' : 'invoice';
  const papers = issued.filter((one) => one.kind === wanted && one.reversedBy === null);
  return (
    <>
      {papers.map((paper) => (
        <PaperRow key={paper.documentId} ticketId={ticketId} paper={paper} />
      ))}
      {kind === 'sale' && !open && (
        <p className="invoice-verb">
          <button type="button" className="side-button" onClick={() => setOpen(true)}>
            <Icon name="receipt" /> {w(papers.length > 0 ? 'invoice.other' : 'invoice.ask')}
          </button>
        </p>
      )}
      {open && (
        <InvoiceForm
          receipt={receipt}
          onClose={() => setOpen(false)}
          onIssued={(items) => {
            setIssued(items);
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

/** A document that stands: printed here, or mailed. */
function PaperRow({ ticketId, paper }: { readonly ticketId: string; readonly paper: Issued }) {
  const { documentId, number, kind, buyerName, mailed } = paper;
  const { w } = useWords();
  const [mailing, setMailing] = useState(false);
  const [sent, setSent] = useState<string>();
  const note =
    sent === undefined ? (mailed > 0 ? w('invoice.mailed_n', { n: mailed }) : '') : w('invoice.mailed', { to: sent });
  return (
    <div className="voucher paper-row">
      <Icon name="receipt" size={24} />
      <span className="row-text" role="status">
        <b className="num">{w(kind === 'invoice' ? 'invoice.done' : 'invoice.credit', { number })}</b>
        <small>{[buyerName, note].filter(Boolean).join(' · ')}</small>
      </span>
      <a
        className="side-button"
        href={`/api/till/tickets/${ticketId}/documents/${documentId}`}
        target="_blank"
        rel="noreferrer"
      >
        <Icon name="print" /> {w('invoice.print')}
      </a>
      <button type="button" className="side-button" aria-expanded={mailing} onClick={() => setMailing(!mailing)}>
        <Icon name="mail" /> {w('invoice.mail')}
      </button>
      {mailing && (
        <MailForm
          path={`/api/till/tickets/${ticketId}/documents/${documentId}/mail`}
          onSent={(to) => {
            setSent(to);
            setMailing(false);
          }}
        />
      )}
    </div>
  );
}

/** Its id stays until it is sent: a lost answer that is asked for again is no second letter. */
function MailForm({ path, onSent }: { readonly path: string; readonly onSent: (to: string) => void }) {
  const { w } = useWords();
  const [mailId] = useState(() => newId('mai'));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const send = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const email = String(new FormData(event.currentTarget).get('email') ?? '').trim();
    setBusy(true);
    setProblem(undefined);
    try {
      await api('POST', path, { body: { mailId, email } });
      onSent(email);
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error.title : String(error));
      setBusy(false);
    }
  };
  return (
    <form className="mail-form" onSubmit={(event) => void send(event)}>
      <input
        ref={field}
        name="email"
        type="email"
        required
        maxLength={254}
        aria-label={w('invoice.mail_to')}
        placeholder={w('invoice.mail_to')}
        autoComplete="off"
      />
      <button type="submit" className="side-button" disabled={busy}>
        {w('invoice.send')}
      </button>
      {problem !== undefined && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}

type FormProps = {
  readonly receipt: Receipt;
  readonly onIssued: (items: readonly Issued[]) => void;
  readonly onClose: () => void;
};
type Typed = InvoiceTyped & { readonly email: string };

const labels = {
  name: 'invoice.name',
  line1: 'invoice.line1',
  postcode: 'invoice.postcode',
  city: 'invoice.city',
} as const satisfies Partial<Record<keyof Typed, Word>>;

function InvoiceForm({ receipt, onIssued, onClose }: FormProps) {
  const { w } = useWords();
  const [who, setWho] = useState<'company' | 'person'>('company');
  const [typed, setTyped] = useState<Typed>({ id: '', name: '', line1: '', postcode: '', city: '', email: '' });
  const [mailId] = useState(() => newId('mai'));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const say = (field: keyof Typed, value: string): void => setTyped((before) => ({ ...before, [field]: value }));
  const choose = (one: 'company' | 'person'): void => {
    setWho(one);
    if (one === 'person' && typed.name === '') say('name', receipt.customer ?? '');
  };
  const send = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const named = invoiceName(who, typed, receipt.site.country);
    const email = typed.email.trim();
    if (!named) return setProblem(w('invoice.wrong'));
    setBusy(true);
    setProblem(undefined);
    try {
      onIssued(await ask(receipt.ticketId, { ...named, ...(email === '' ? {} : { mail: { mailId, email } }) }));
    } catch (error) {
      setProblem(told(error, w));
      setBusy(false);
    }
  };
  return (
    <form className="card-look invoice" onSubmit={(event) => void send(event)}>
      <Who who={who} onChoose={choose} />
      {who === 'company' && <NumberField typed={typed} onType={setTyped} />}
      {(['name', 'line1', 'postcode', 'city'] as const).map((field) => (
        <label key={field}>
          {w(labels[field])}
          <input
            name={field}
            required
            maxLength={field === 'postcode' ? 20 : 120}
            value={typed[field]}
            onChange={(event) => say(field, event.currentTarget.value)}
            autoComplete="off"
          />
        </label>
      ))}
      <label>
        {w('invoice.email')}
        <input
          name="email"
          type="email"
          maxLength={254}
          value={typed.email}
          onChange={(event) => say('email', event.currentTarget.value)}
          autoComplete="off"
        />
      </label>
      {problem !== undefined && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <div className="invoice-verbs">
        <button type="submit" className="side-button" disabled={busy}>
          <Icon name="check" /> {w(typed.email.trim() === '' ? 'invoice.make' : 'invoice.make_mail')}
        </button>
        <button type="button" className="plain-button" onClick={onClose}>
          {w('close')}
        </button>
      </div>
    </form>
  );
}

type WhoProps = { readonly who: 'company' | 'person'; readonly onChoose: (who: 'company' | 'person') => void };

function Who({ who, onChoose }: WhoProps) {
  const { w } = useWords();
  return (
    <fieldset className="invoice-who">
      <legend>{w('invoice.who')}</legend>
      {(['company', 'person'] as const).map((one) => (
        <label key={one}>
          <input type="radio" name="who" checked={who === one} onChange={() => onChoose(one)} /> {w(`invoice.${one}`)}
        </label>
      ))}
    </fieldset>
  );
}

type NumberProps = { readonly typed: Typed; readonly onType: (change: (before: Typed) => Typed) => void };

/** A company's number: looked at while it is typed, and a company that we know fills in the rest. */
function NumberField({ typed, onType }: NumberProps) {
  const { w } = useWords();
  const [known, setKnown] = useState<Known>();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const { id } = typed;
  const read = id.trim() === '' ? undefined : companyNumber(id);
  const right = read && !('fault' in read) ? read.vatNumber : undefined;
  useEffect(() => {
    setKnown(undefined);
    if (right === undefined) return;
    let left = false;
    knownCompany(right).then(
      (found) => {
        if (left || !found) return;
        setKnown(found);
        const { name, invoiceEmail, address } = found;
        const { line1, postcode, city } = address;
        onType((before) => ({ ...before, name, line1, postcode, city, email: before.email || (invoiceEmail ?? '') }));
      },
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [right, onType]);
  const note = ((): string => {
    if (known) return w('invoice.known', { name: known.name });
    if (right !== undefined) return w('invoice.right', { number: right });
    // A number that is being typed is not wrong yet.
    if (!read || !('fault' in read) || id.trim().length < 9) return w('invoice.form');
    return w(`invoice.${read.fault}`);
  })();
  const wrong = read !== undefined && 'fault' in read && id.trim().length >= 9;
  return (
    <label className="invoice-number">
      {w('invoice.siren')}
      <input
        ref={field}
        name="id"
        required
        maxLength={20}
        value={id}
        aria-invalid={wrong || undefined}
        aria-describedby="invoice-number-note"
        onChange={(event) => {
          const next = event.currentTarget.value;
          onType((before) => ({ ...before, id: next }));
        }}
        autoComplete="off"
      />
      <small id="invoice-number-note" className={wrong ? 'low' : right === undefined ? 'muted' : 'right'} role="status">
        {note}
      </small>
    </label>
  );
}
