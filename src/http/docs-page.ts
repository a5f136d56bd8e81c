/** The API's page for developers: every route from the OpenAPI description, with examples to copy. Plain HTML; a script adds search. */
import { html, toText } from '#kit/html';

type Operation = {
  summary?: string;
  tags?: string[];
  deprecated?: boolean;
  'x-permission'?: string;
  'x-codeSamples'?: readonly { readonly lang: string; readonly source: string }[];
  parameters?: unknown[];
  requestBody?: unknown;
  responses?: Record<string, { description?: string }>;
};
type Row = { readonly path: string; readonly method: string; readonly operation: Operation };

/** Renders the description as one page, a section a noun. */
export function docsPage(api: Record<string, unknown>): string {
  const paths = api.paths as Record<string, Record<string, Operation>>;
  const rows = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Row => ({ path, method, operation })),
  );
  const tags = [...new Set(rows.map(tagOf))].sort();
  return toText(html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Halle API</title>
<link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="/assets/docs.css"><script type="module" src="/assets/docs.js"></script></head>
<body><main><h1>Halle API</h1>
<p>${rows.length} operations. The description for machines is <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1). Errors are
<code>application/problem+json</code> (RFC 9457). Every write carries its id or an <code>Idempotency-Key</code>. Lists are paged by <code>after</code> and <code>next</code>.
Money is <code>{"minor": 1990, "currency": "EUR"}</code>.</p>
<p>In the examples <code>$HALLE</code> is the address of this server and <code>$HALLE_KEY</code> a key made in the office; <code>halle</code> is the typed client
(<code>npm run client</code>).</p>
<form role="search" hidden><label>Search <input type="search" name="q" autocomplete="off"></label> <output></output></form>
<nav aria-label="Nouns">${tags.map((tag) => html`<a href="#${tag}">${tag}</a> `)}</nav>
${tags.map((tag) =>
  section(
    tag,
    rows.filter((row) => tagOf(row) === tag),
  ),
)}
</main></body></html>`);
}

const tagOf = ({ operation }: Row): string => operation.tags?.[0] ?? 'api';

function section(tag: string, rows: readonly Row[]) {
  return html`<section id="${tag}"><h2>${tag}</h2>${rows.map(
    ({ path, method, operation }) => html`<details data-method="${method}" data-path="${path}">
<summary><b class="${method}">${method.toUpperCase()}</b> <code>${path}</code> <span>${operation.summary ?? ''}${operation.deprecated ? ' (on its way out)' : ''}</span></summary>
<p>May call: <code>${operation['x-permission'] ?? 'public'}</code></p>
${(operation['x-codeSamples'] ?? []).map(({ lang, source }) => html`<h3>${lang}</h3><pre tabindex="0" class="sample">${source}</pre>`)}
${operation.parameters ? html`<h3>Parameters</h3><pre tabindex="0">${JSON.stringify(operation.parameters, null, 2)}</pre>` : ''}
${operation.requestBody ? html`<h3>Body</h3><pre tabindex="0">${JSON.stringify(operation.requestBody, null, 2)}</pre>` : ''}
<h3>Answers</h3><ul>${Object.entries(operation.responses ?? {}).map(([status, answer]) => html`<li><code>${status}</code> ${answer.description ?? ''}</li>`)}</ul>
</details>`,
  )}</section>`;
}
