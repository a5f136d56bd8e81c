export type FieldProblem = { readonly field: string; readonly rule: string };

/** A refusal as the server told it (RFC 9457). `status` 0 means that the server was not reached. */
export class HalleError extends Error {
  override name = 'HalleError';
  readonly status: number;
  /** What to branch on: `inventory.short`, `request.forbidden`. */
  readonly code: string;
  readonly detail: string | undefined;
  readonly fields: readonly FieldProblem[];
  /** Stands in the server's list of recent calls too. */
  readonly requestId: string | undefined;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(status: number, facts: Readonly<Record<string, unknown>>, requestId?: string, cause?: unknown) {
    super(typeof facts.title === 'string' ? facts.title : `HTTP ${status}`, { cause });
    this.status = status;
    this.code = typeof facts.code === 'string' ? facts.code : 'unknown';
    this.detail = typeof facts.detail === 'string' ? facts.detail : undefined;
    this.fields = Array.isArray(facts.fields) ? (facts.fields as FieldProblem[]) : [];
    this.requestId = requestId;
    this.facts = facts;
  }
}

/** Whether something thrown is a refusal, with this code when one is given. */
export const isHalleError = (error: unknown, code?: string): error is HalleError =>
  error instanceof HalleError && (code === undefined || error.code === code);
