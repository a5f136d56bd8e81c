/** The API's page for developers: every route from the OpenAPI description, in plain HTML that needs no script. */
import { html, toText } from '#kit/html';

type Operation = {
  summary?: string;
  tags?: string[];
  'x-permission'?: string;
  parameters?: unknown[];
  requestBody?: unknown;
  responses?: Record<string, { description?: string }>;
};

/** Renders the description as one page, a section a noun. */
export function docsPage(api: Record<string, unknown>): string {
  const paths = api.paths as Record<string, Record<string, Operation>>;
  const rows = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(rows.map((row) => row.operation.tags?.[0] ?? 'api'))].sort();
  return toText(html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Halle API</title>
<link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="/assets/docs.css"></head>
<body><main><h1>Halle API</h1>
<p>${rows.length} operations. The description for machines is <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1). Errors are
<code>application/problem+json</code> (RFC 9457). Every write carries its id or an <code>Idempotency-Key</code>. Lists are paged by <code>after</code> and <code>next</code>.
Money is <code>{"minor": 1990, "currency": "EUR"}</code>.</p>
<nav aria-label="Nouns">${tags.map((tag) => html`<a href="#${tag}">${tag}</a> `)}</nav>
${tags.map((tag) =>
  section(
    tag,
    rows.filter((row) => (row.operation.tags?.[0] ?? 'api') === tag),
  ),
)}
</main></body></html>`);
}

function section(tag: string, rows: { path: string; method: string; operation: Operation }[]) {
  return html`<section id="${tag}"><h2>${tag}</h2>${rows.map(
    ({ path, method, operation }) => html`<details>
<summary><b class="${method}">${method.toUpperCase()}</b> <code>${path}</code> <span>${operation.summary ?? ''}</span></summary>
<p>May call: <code>${operation['x-permission'] ?? 'public'}</code></p>
${operation.parameters ? html`<h3>Parameters</h3><pre tabindex="0">${JSON.stringify(operation.parameters, null, 2)}</pre>` : ''}
${operation.requestBody ? html`<h3>Body</h3><pre tabindex="0">${JSON.stringify(operation.requestBody, null, 2)}</pre>` : ''}
<h3>Answers</h3><ul>${Object.entries(operation.responses ?? {}).map(([status, answer]) => html`<li><code>${status}</code> ${answer.description ?? ''}</li>`)}</ul>
</details>`,
  )}</section>`;
}
