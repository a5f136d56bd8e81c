/** An invoice of the ticket that is shown: in the name of a company or a person, once; printed here. */
import { useState, type FormEvent } from 'react';
import { api } from '../../kit/api.ts';
import { ApiProblem, type Address } from '../api.ts';
import { Icon } from '../parts/icon.tsx';
import { useWords, type Word } from '../words.ts';

type Issued = { readonly documentId: string; readonly number: string; readonly kind: string };
type Named =
  | {
      readonly company: {
        readonly name: string;
        readonly siren: string | null;
        readonly vatNumber: string | null;
        readonly address: Address;
      };
    }
  | { readonly person: { readonly name: string; readonly address: Address } };

const ask = async (ticketId: string, body: Named): Promise<readonly Issued[]> =>
  (await api<{ items: readonly Issued[] }>('POST', `/api/till/tickets/${ticketId}/invoice`, { body })).items;

const fields = ['line1', 'postcode', 'city'] as const;
const labels = { line1: 'invoice.line1', postcode: 'invoice.postcode', city: 'invoice.city' } as const satisfies Record<
  (typeof fields)[number],
  Word
>;

export function InvoiceBox({ ticketId, customer }: { readonly ticketId: string; readonly customer: string | null }) {
  const { w } = useWords();
  const [open, setOpen] = useState(false);
  const [who, setWho] = useState<'company' | 'person'>('company');
  const [issued, setIssued] = useState<readonly Issued[]>([]);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const told = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(undefined);
    try {
      setIssued(await ask(ticketId, namedBy(told, who)));
      setOpen(false);
    } catch (error) {
      setProblem(error instanceof ApiProblem ? problemOf(error, w) : String(error));
    } finally {
      setBusy(false);
    }
  };
  const invoice = issued.findLast(({ kind }) => kind === 'invoice');
  if (invoice)
    return (
      <p className="voucher" role="status">
        <Icon name="receipt" size={24} />
        <b className="row-text num">{w('invoice.done', { number: invoice.number })}</b>
        <a
          className="side-button"
          href={`/api/till/tickets/${ticketId}/documents/${invoice.documentId}`}
          target="_blank"
          rel="noreferrer"
        >
          <Icon name="print" /> {w('invoice.print')}
        </a>
      </p>
    );
  if (!open)
    return (
      <button type="button" className="side-button" onClick={() => setOpen(true)}>
        <Icon name="receipt" /> {w('invoice.ask')}
      </button>
    );
  return (
    <form className="card-look invoice" onSubmit={(event) => void send(event)}>
      <fieldset className="invoice-who">
        <legend>{w('invoice.who')}</legend>
        {(['company', 'person'] as const).map((one) => (
          <label key={one}>
            <input type="radio" name="who" checked={who === one} onChange={() => setWho(one)} /> {w(`invoice.${one}`)}
          </label>
        ))}
      </fieldset>
      <Fields who={who} customer={customer} />
      {problem !== undefined && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" className="side-button" disabled={busy}>
        {w('invoice.make')}
      </button>
    </form>
  );
}

function Fields({ who, customer }: { readonly who: 'company' | 'person'; readonly customer: string | null }) {
  const { w } = useWords();
  return (
    <>
      <label>
        {w('invoice.name')}
        <input
          key={who}
          name="name"
          required
          maxLength={120}
          defaultValue={who === 'person' ? (customer ?? '') : ''}
          autoComplete="off"
        />
      </label>
      {who === 'company' && (
        <label>
          {w('invoice.siren')}
          <input name="id" required maxLength={20} autoComplete="off" />
        </label>
      )}
      {fields.map((field) => (
        <label key={field}>
          {w(labels[field])}
          <input name={field} required maxLength={120} autoComplete="off" />
        </label>
      ))}
    </>
  );
}

/** Nine figures are a SIREN, of which the French VAT number is made; all else is a VAT number. */
function namedBy(told: FormData, who: 'company' | 'person'): Named {
  const said = (name: string): string => String(told.get(name) ?? '').trim();
  const name = said('name');
  const id = said('id').replaceAll(/[\s.]/g, '').toUpperCase();
  const french = /^(?:FR..)?(\d{9})(?:\d{5})?$/.exec(id)?.[1];
  const country = french === undefined && /^[A-Z]{2}/.test(id) ? id.slice(0, 2) : 'FR';
  const address = { name, line1: said('line1'), postcode: said('postcode'), city: said('city'), country };
  if (who === 'person') return { person: { name, address } };
  const siren = french ?? null;
  const key = siren === null ? '' : String((12 + 3 * (Number(siren) % 97)) % 97).padStart(2, '0');
  return { company: { name, siren, vatNumber: siren === null ? id : `FR${key}${siren}`, address } };
}

const problemOf = (error: ApiProblem, w: ReturnType<typeof useWords>['w']): string =>
  error.code === 'invoicing.unsound' || error.code === 'request.invalid' ? w('invoice.wrong') : error.title;
