/** The few marks of the shop's own texts: `## ` a section, `- ` a point, a blank line between paragraphs. Everything else is text. */
import { html } from '#kit/html';
import type { Html } from '#kit/html';

/** A text as parts of a page. */
export function marked(body: string): Html[] {
  return body.split(/\n\s*\n/).flatMap((block) => parts(block.split('\n').map((line) => line.trim())));
}

function parts(lines: readonly string[]): Html[] {
  const out: Html[] = [];
  let points: string[] = [];
  let words: string[] = [];
  const close = (): void => {
    if (points.length > 0) out.push(html`<ul>${points.map((point) => html`<li>${point}</li>`)}</ul>`);
    if (words.length > 0) out.push(html`<p>${words.map((line, i) => [i > 0 && html`<br>`, line])}</p>`);
    points = [];
    words = [];
  };
  for (const line of lines) {
    if (line === '') continue;
    const point = /^- (.*)/.exec(line)?.[1];
    const title = /^## (.*)/.exec(line)?.[1];
    if (title !== undefined || (point === undefined ? points.length > 0 : words.length > 0)) close();
    if (title !== undefined) out.push(html`<h2>${title}</h2>`);
    else if (point === undefined) words.push(line);
    else points.push(point);
  }
  close();
  return out;
}
