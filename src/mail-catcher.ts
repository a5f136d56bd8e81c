/** The demo's mail catcher: takes every mail on a port of this machine and shows it on a page; nothing leaves the house. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { newId } from '#base/ids';
import { html, toText } from '#kit/html';

export type MailCatcher = { readonly url: string; readonly smtpPort: number; close(): Promise<void> };

const MAX_BYTES = 5_000_000;
const ID = /^mail_[0-9a-z]{26}$/;

/** Starts the SMTP side and the page, both on 127.0.0.1 and free ports; the SMTP port is in HALLE_SMTP for the mailer. */
export async function startMailCatcher(dataDir: string): Promise<MailCatcher> {
  const folder = join(dataDir, 'mails');
  await mkdir(folder, { recursive: true });
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    size: MAX_BYTES,
    onData: (stream, _session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on(
        'end',
        () => void writeFile(join(folder, `${newId('mail')}.eml`), Buffer.concat(parts)).then(() => done(), done),
      );
    },
  });
  smtp.on('error', () => undefined);
  const smtpPort = await new Promise<number>((resolve, reject) => {
    smtp.on('error', reject);
    const server = smtp.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  const web = createServer((request, response) => {
    void page(folder, request.url ?? '/').then(({ status, body }) => {
      response.writeHead(status, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'",
      });
      response.end(body);
    });
  });
  const webPort = await new Promise<number>((resolve) =>
    web.listen(0, '127.0.0.1', () => resolve((web.address() as { port: number }).port)),
  );
  process.env.HALLE_SMTP ??= `smtp://127.0.0.1:${smtpPort}`;
  return { url: `http://127.0.0.1:${webPort}/`, smtpPort, close: () => closeBoth(smtp, web) };
}

async function closeBoth(smtp: SMTPServer, web: Server): Promise<void> {
  await Promise.all([
    new Promise<void>((resolve) => smtp.close(() => resolve())),
    new Promise<void>((resolve) => void web.close(() => resolve())),
  ]);
}

async function page(folder: string, url: string): Promise<{ status: number; body: string }> {
  const id = url.slice(1);
  if (ID.test(id)) {
    const mail = await readFile(join(folder, `${id}.eml`)).then(
      (raw) => PostalMime.parse(raw),
      () => undefined,
    );
    if (mail) return { status: 200, body: mail.html ?? toText(html`<!doctype html><pre>${mail.text ?? ''}</pre>`) };
  }
  if (url !== '/') return { status: 404, body: 'No such mail.' };
  const names = (await readdir(folder))
    .filter((name) => name.endsWith('.eml'))
    .sort()
    .reverse()
    .slice(0, 200);
  const mails = await Promise.all(
    names.map(async (name) => ({
      id: name.slice(0, -4),
      mail: await PostalMime.parse(await readFile(join(folder, name))),
    })),
  );
  const rows = mails.map(
    ({ id: mailId, mail }) =>
      html`<li><a href="/${mailId}">${mail.subject ?? '(no subject)'}</a> to ${mail.to?.map((to) => to.address).join(', ') ?? ''}, ${mail.date ?? ''}</li>`,
  );
  return {
    status: 200,
    body: toText(
      html`<!doctype html><html lang="en"><meta charset="utf-8"><title>Mails</title><body style="font:16px/1.6 system-ui;max-width:50rem;margin:2rem auto"><h1>Mails</h1>${rows.length === 0 ? html`<p>None yet.</p>` : html`<ol>${rows}</ol>`}</body></html>`,
    ),
  };
}
