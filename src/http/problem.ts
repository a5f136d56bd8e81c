/** Errors become RFC 9457 problems. */
import type { FastifyError } from 'fastify';
import { sqlState } from '#base/db';
import { log } from '#base/log';
import { Refusal, Unavailable, type FieldError, type RefusalCodes } from '#base/refusal';

export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly fields?: readonly FieldError[];
  readonly [fact: string]: unknown;
};

export type Answer = { readonly problem: Problem; readonly retryAfterS?: number };

/** Turns what was thrown into a problem: refused 4xx, unavailable 503, broken 500 (logged, and nothing of it told). */
export function problemOf(error: unknown, codes: RefusalCodes): Answer {
  if (error instanceof Refusal) return refusalProblem(error, codes);
  if (error instanceof Unavailable) {
    return {
      problem: plain('service.unavailable', 503, 'Not available right now; try again with the same id'),
      retryAfterS: error.retryAfterS,
    };
  }
  const state = sqlState(error);
  if (state === '55P03') {
    return { problem: plain('request.in_flight', 409, 'The same record is still being worked on'), retryAfterS: 1 };
  }
  const status = (error as FastifyError | undefined)?.statusCode;
  if (status !== undefined && status >= 400 && status < 500) return frameworkProblem(error as FastifyError, status);
  if (state?.startsWith('22')) {
    log.error({ state }, 'a value reached the database that no schema refused');
    return { problem: plain('request.invalid', 400, 'A value cannot be stored') };
  }
  log.error(
    { error: error instanceof Error ? { message: error.message, stack: error.stack, state } : error },
    'broken',
  );
  return { problem: plain('service.broken', 500, 'Something went wrong on our side') };
}

function refusalProblem(error: Refusal, codes: RefusalCodes): Answer {
  const known = codes[error.code];
  if (!known) log.error({ code: error.code }, 'a refusal code is not declared');
  const status = known?.status ?? 422;
  const { detail, fields, ...facts } = error.facts;
  const problem = {
    ...facts,
    ...plain(error.code, status, known?.title ?? error.code),
    ...(detail === undefined ? {} : { detail }),
    ...(fields === undefined ? {} : { fields }),
  };
  const wait = typeof facts.retryAfterS === 'number' ? facts.retryAfterS : 1;
  return status === 429 || error.code === 'request.in_flight' ? { problem, retryAfterS: wait } : { problem };
}

function frameworkProblem(error: FastifyError, status: number): Answer {
  if (error.validation) {
    const fields = error.validation.map((issue) => ({
      field: fieldName(error.validationContext, issue.instancePath, issue.params),
      rule: issue.message ?? issue.keyword,
    }));
    return { problem: { ...plain('request.invalid', 400, 'The request does not fit its schema'), fields } };
  }
  if (status === 404) return { problem: plain('request.not_found', 404, 'Nothing is here') };
  if (status === 413) return { problem: plain('request.too_large', 413, 'The request is too large') };
  if (status === 415) return { problem: plain('request.media_type', 415, 'This media type is not accepted here') };
  return { problem: { ...plain('request.malformed', 400, 'The request could not be read'), detail: error.code } };
}

function fieldName(context: string | undefined, path: string, params: Record<string, unknown>): string {
  const extra = params.additionalProperty ?? params.missingProperty;
  const parts = [context === 'querystring' ? 'query' : context, ...path.split('/').filter(Boolean)];
  if (typeof extra === 'string') parts.push(extra);
  return parts.filter(Boolean).join('.');
}

function plain(code: string, status: number, title: string): Problem {
  return { type: `/problems/${code}`, title, status, code };
}
