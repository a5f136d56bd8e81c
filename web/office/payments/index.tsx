/** Payments: all of them, what waits for a person, statements of the bank, disputes. */
import { Route, Switch, useLocation } from 'wouter';
import { Views } from '../parts/list-page.tsx';
import { useWords } from '../shell/lang.tsx';
import { DisputeList } from './disputes.tsx';
import { LineRecord } from './line.tsx';
import { LineList } from './lines.tsx';
import { PaymentList } from './list.tsx';
import './payments.css';
import { StatementPage } from './statements.tsx';
import { paymentWords } from './words.ts';

export function Page() {
  return (
    <Switch>
      <Route path="/payments/lines">
        <LineList tabs={<Sections value="lines" />} />
      </Route>
      <Route path="/payments/lines/:id">{({ id }) => <LineRecord key={id} entryId={id} />}</Route>
      <Route path="/payments/statements">
        <StatementPage tabs={<Sections value="statements" />} />
      </Route>
      <Route path="/payments/disputes">
        <DisputeList tabs={<Sections value="disputes" />} />
      </Route>
      <Route>
        <PaymentList tabs={<Sections value="list" />} />
      </Route>
    </Switch>
  );
}

const sections = ['list', 'lines', 'statements', 'disputes'] as const;

function Sections({ value }: { value: (typeof sections)[number] }) {
  const t = useWords(paymentWords);
  const [, go] = useLocation();
  return (
    <Views
      label={t('sections')}
      value={value}
      onChange={(key) => go(key === 'list' ? '/payments' : `/payments/${key}`)}
      views={sections.map((key) => ({ key, label: t(key) }))}
    />
  );
}
