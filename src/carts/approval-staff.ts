/** Orders that wait for their company's yes, as staff find and read them: who decides is the company. */
import { z } from 'zod';
import { idPattern } from '#base/ids';
import { numberKey, readCursor, readKeyCursor } from '#base/input';
import { refuse } from '#base/refusal';
import { route, type Route } from '#base/route';
import {
  approvalKey,
  approvalList,
  approvalSorts,
  approvalStates,
  askedFor,
  isByTime,
  named,
  type Named,
  type NamedApproval,
} from './approval-list.ts';
import { approvalById } from './approvals.ts';

const amount = z.strictObject({ minor: z.int(), currency: z.string() });
const text = z.record(z.string(), z.string());
const person = z.strictObject({ customerId: z.string(), name: z.string() }).nullable();

const head = z.strictObject({
  askId: z.string(),
  company: z.strictObject({ companyId: z.string(), name: z.string() }),
  /** Who would buy; null: forgotten since. */
  buyer: person,
  channelId: z.string(),
  total: amount,
  units: z.int(),
  /** What the buyer wrote to who decides. */
  note: z.string(),
  state: z.enum(approvalStates),
  askedAt: z.string(),
  /** Until when its goods are set aside; null: they are not. */
  heldUntil: z.string().nullable(),
  decidedAt: z.string().nullable(),
  decidedBy: person,
});

const step = z.strictObject({
  lineNo: z.int().nullable(),
  rule: z.string(),
  amount,
  applied: z.boolean(),
  reason: z.string(),
});

const line = z.strictObject({
  skuId: z.string(),
  name: text,
  optionText: text,
  quantity: z.int(),
  total: amount,
  /** The rules that made its price, and those passed over; empty in requests older than that. */
  trace: z.array(step),
});

const customer = (one: Named | null) => one && { customerId: one.id, name: one.name };

function headOf({ row, company, buyer, decider }: NamedApproval): z.input<typeof head> {
  const { askId, channelId, totalMinor, currency, note, state, askedAt, heldUntil, decidedAt } = row;
  return {
    ...{ askId, channelId, note, askedAt, heldUntil, decidedAt },
    company: { companyId: company.id, name: company.name },
    buyer: customer(buyer),
    total: { minor: totalMinor, currency },
    units: row.lines.reduce((sum, { quantity }) => sum + quantity, 0),
    state: state === 'placing' ? 'waiting' : state,
    decidedBy: customer(decider),
  };
}

const list = route({
  method: 'GET',
  path: '/api/order-approvals',
  permission: 'staff:customers.read',
  summary: 'Orders that companies’ buyers asked their approvers for; by company or buyer, by state',
  query: z.strictObject({
    q: z.string().max(120).optional(),
    state: z.enum(approvalStates).optional(),
    sort: z.enum(approvalSorts).default('newest'),
    after: z.string().max(80).optional(),
    limit: z.int().min(1).max(100).default(50),
  }),
  output: z.strictObject({ items: z.array(head), next: z.string().nullable() }),
  refusals: ['request.invalid'],
  run: async ({ db }, { query }) => {
    const { q = '', state, sort, after, limit } = query;
    const timed = isByTime(sort) ? readCursor(after) : undefined;
    const from = isByTime(sort) ? timed && { key: timed.at, id: timed.id } : readKeyCursor(after, numberKey);
    const rows = await approvalList(db, { ...{ q: q.trim(), state, sort, limit }, after: from });
    const last = rows.at(-1);
    return {
      items: (await named(db, rows)).map(headOf),
      next: rows.length === limit && last ? `${approvalKey(last, sort)}~${last.askId}` : null,
    };
  },
});

const show = route({
  method: 'GET',
  path: '/api/order-approvals/:askId',
  permission: 'staff:customers.read',
  summary: 'One such request: what was asked for, why it costs what it costs, the answer, the order it became',
  params: z.strictObject({ askId: z.string().regex(new RegExp(idPattern('bap'))) }),
  output: head.extend({
    cartId: z.string(),
    lines: z.array(line),
    /** What the approver wrote. */
    answer: z.string(),
    /** How it is to be paid and received; null: forgotten with its buyer. */
    method: z.string().nullable(),
    delivery: z.string().nullable(),
    /** The buyer's own number of the purchase. */
    reference: z.string().nullable(),
    order: z.strictObject({ orderId: z.string(), number: z.string() }).nullable(),
  }),
  refusals: ['carts.unknown_approval'],
  run: async ({ db }, { params: { askId } }) => {
    const row = (await approvalById(db, askId)) ?? refuse('carts.unknown_approval', { detail: askId });
    const [[one], asked] = await Promise.all([named(db, [row]), askedFor(db, row)]);
    const { currency, cartId, answer } = row;
    const lines = row.lines.map(({ skuId, name, optionText, quantity, totalMinor, why }) => ({
      ...{ skuId, name: { ...name }, optionText: { ...optionText }, quantity },
      total: { minor: totalMinor, currency },
      trace: (why?.trace ?? []).map((each) => ({ ...each, amount: { ...each.amount } })),
    }));
    return { ...headOf(one ?? refuse('carts.unknown_approval')), ...{ cartId, answer, lines }, ...asked };
  },
});

export const staffApprovalRoutes: readonly Route[] = [list, show];
