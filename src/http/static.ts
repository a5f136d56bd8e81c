/** Built files of the front ends, read once into memory with their compressed form; names with a hash are cached for ever. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

export type StaticFile = {
  readonly body: Buffer;
  readonly compressed: Buffer | undefined;
  readonly type: string;
  readonly etag: string;
  readonly forEver: boolean;
};

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
};

/** Reads a folder; keys are URL paths below `prefix`. An absent folder is empty: the front ends are not built yet. */
export async function readStatic(folder: string, prefix: string): Promise<Map<string, StaticFile>> {
  const files = new Map<string, StaticFile>();
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of names) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(prefix + relative(folder, path).split(sep).join('/'), fileOf(await readFile(path), entry.name));
  }
  return files;
}

/** Prepares bytes to be served: media type by name, ETag, Brotli where it pays. */
export function fileOf(body: Buffer, name: string): StaticFile {
  const type = mediaTypes[extname(name)] ?? 'application/octet-stream';
  const text = /^(text|application\/(json|manifest)|image\/svg)/.test(type);
  return {
    body,
    compressed:
      text && body.length > 1_000
        ? brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } })
        : undefined,
    type,
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    forEver: /-[A-Za-z0-9_-]{8}\.\w+$/.test(name),
  };
}

/** Answers with the file, or 304 when the caller has it. */
export function sendFile(request: FastifyRequest, reply: FastifyReply, file: StaticFile): FastifyReply {
  reply
    .header('etag', file.etag)
    .header('cache-control', file.forEver ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  reply.header('content-type', file.type).header('vary', 'accept-encoding');
  const accepts = String(request.headers['accept-encoding'] ?? '').includes('br');
  return file.compressed && accepts
    ? reply.header('content-encoding', 'br').send(file.compressed)
    : reply.send(file.body);
}
