/** Companies that buy: the list, the record, and groups. */
import { Route, Switch } from 'wouter';
import { ApprovalList } from './approvals.tsx';
import { ApprovalRecord } from './approval.tsx';
import { GroupList } from './groups.tsx';
import { CompanyList } from './list.tsx';
import { CompanyRecord } from './record.tsx';

export function Page() {
  return (
    <Switch>
      <Route path="/companies/groups">
        <GroupList />
      </Route>
      <Route path="/companies/approvals">
        <ApprovalList />
      </Route>
      <Route path="/companies/approvals/:askId">{({ askId }) => <ApprovalRecord key={askId} askId={askId} />}</Route>
      <Route path="/companies/:companyId">
        {({ companyId }) => <CompanyRecord key={companyId} companyId={companyId} />}
      </Route>
      <Route>
        <CompanyList />
      </Route>
    </Switch>
  );
}
