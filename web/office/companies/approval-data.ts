/** Requests for approval as the API tells them to staff. */
import type { Amount, Text } from '../parts/format.ts';
import type { Tone } from '../parts/tag.tsx';
import type { TraceStep } from '../prices/data.ts';

export const APPROVALS = '/api/order-approvals';
export const approvalStates = ['waiting', 'approved', 'refused'] as const;
export type ApprovalState = (typeof approvalStates)[number];
export const approvalTones: Readonly<Record<ApprovalState, Tone>> = { waiting: 'warn', approved: 'ok', refused: 'bad' };

type Person = { readonly customerId: string; readonly name: string };
export type ApprovalHead = {
  readonly askId: string;
  readonly company: { readonly companyId: string; readonly name: string };
  readonly buyer: Person | null;
  readonly channelId: string;
  readonly total: Amount;
  readonly units: number;
  readonly note: string;
  readonly state: ApprovalState;
  readonly askedAt: string;
  readonly heldUntil: string | null;
  readonly decidedAt: string | null;
  readonly decidedBy: Person | null;
};
export type ApprovalLine = {
  readonly skuId: string;
  readonly name: Text;
  readonly optionText: Text;
  readonly quantity: number;
  readonly total: Amount;
  readonly trace: readonly TraceStep[];
};
export type Approval = ApprovalHead & {
  readonly cartId: string;
  readonly lines: readonly ApprovalLine[];
  readonly answer: string;
  readonly method: string | null;
  readonly delivery: string | null;
  readonly reference: string | null;
  readonly order: { readonly orderId: string; readonly number: string } | null;
};
