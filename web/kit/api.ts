/** Calls of our own API from a page: same origin, cookie session, problems as errors. Read by office and till. */

export type FieldProblem = { readonly field: string; readonly problem: string };

/** A refusal as the server told it (RFC 9457). `status` 0 means that the server was not reached. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly fields: readonly FieldProblem[];
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(status: number, facts: Readonly<Record<string, unknown>>) {
    const title = text(facts.title) ?? `HTTP ${status}`;
    super(title);
    this.name = 'ApiProblem';
    this.status = status;
    this.title = title;
    this.code = text(facts.code) ?? 'unknown';
    this.detail = text(facts.detail);
    this.fields = fieldsOf(facts.errors ?? facts.fields);
    this.facts = facts;
  }
}

export type ApiMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type QueryValue = string | number | boolean | readonly (string | number)[] | null | undefined;
export type ApiOptions = {
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  /** JSON, or a Blob or FormData sent as it is. */
  readonly body?: unknown;
  /** The same key again is answered with the first answer; a new one is made for each write that has none. */
  readonly key?: string | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** The event on `globalThis` that says the session is gone. */
export const SIGNED_OUT = 'halle:signed-out';

/** Asks the API. Throws an ApiProblem; one for want of a session also raises `halle:signed-out`. */
export async function api<T>(method: ApiMethod, path: string, options: ApiOptions = {}): Promise<T> {
  const response = await reach(method, path, options);
  if (response.status === 204) return undefined as T;
  const answer = await jsonOf(response);
  if (response.ok) return answer as T;
  const problem = new ApiProblem(response.status, isRecord(answer) ? answer : {});
  // A wrong password or PIN is a 401 too, but no session has ended.
  if (problem.code === 'request.unauthenticated') raise(SIGNED_OUT);
  throw problem;
}

/** The address of a call, empty values left out. */
export function address(path: string, query: ApiOptions['query'] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue;
    search.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  const tail = search.toString();
  return tail === '' ? path : `${path}?${tail}`;
}

async function reach(method: ApiMethod, path: string, options: ApiOptions): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (method !== 'GET') headers['idempotency-key'] = options.key ?? freshKey();
  const { body } = options;
  const asIs = body instanceof Blob || body instanceof FormData;
  if (body !== undefined && !asIs) headers['content-type'] = 'application/json';
  try {
    return await fetch(address(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: asIs ? body : JSON.stringify(body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiProblem(0, { code: 'network.unreachable', title: 'The server was not reached' });
  }
}

// A page opened over plain HTTP on the LAN has no randomUUID.
function freshKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

function raise(name: string): void {
  const page = globalThis as unknown as { dispatchEvent?: (event: Event) => boolean };
  page.dispatchEvent?.(new Event(name));
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function fieldsOf(value: unknown): FieldProblem[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map((item) => ({
    field: text(item.field) ?? text(item.path) ?? text(item.pointer) ?? '',
    problem: text(item.rule) ?? text(item.problem) ?? text(item.message) ?? text(item.detail) ?? '',
  }));
}
