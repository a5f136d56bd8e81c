/**
 * Versions of the API. It only grows, so there is one; the header `Halle-Version` says which one a caller was written for, and a
 * caller written for one that we no longer speak is told so before anything happens. Routes on their way out say it in headers
 * (RFC 9745, RFC 8594).
 */
import type { FastifyReply } from 'fastify';
import { refuse } from '#base/refusal';
import type { Deprecation } from '#base/route';
import { msOf } from '#base/time';

/** Dates of the versions that are spoken, newest first. */
export const apiVersions: readonly string[] = ['2026-11-22'];

/** Refuses `request.version` when the caller asks for one that is not spoken. */
export function checkVersion(asked: string | string[] | undefined): void {
  if (asked === undefined || (typeof asked === 'string' && apiVersions.includes(asked))) return;
  refuse('request.version', { detail: `this server speaks ${apiVersions.join(', ')}` });
}

/** Says since when a route is on its way out, when it ends, and what to call instead. */
export function tellDeprecation(reply: FastifyReply, { since, sunset, instead }: Deprecation): void {
  reply
    .header('deprecation', `@${Math.floor(msOf(since) / 1_000)}`)
    .header('sunset', new Date(msOf(sunset)).toUTCString())
    .header('link', `</api/docs#${encodeURIComponent(instead)}>; rel="deprecation"; type="text/html"`);
}
