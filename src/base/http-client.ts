/**
 * Calls to the outside: bounded in time and size, no redirects, no private addresses unless the caller names them as its own
 * (a pretend provider on this machine). The host is resolved once and the checked address is the one connected to.
 */
import { lookup } from 'node:dns/promises';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { BlockList, isIP } from 'node:net';
import { Unavailable } from './refusal.ts';

const privateNets = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  privateNets.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 96],
  ['::1', 128],
  ['64:ff9b::', 96],
  // Tunnels of old (Teredo, 6to4): an address inside may stand in them.
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['64:ff9b:1::', 48],
  ['ff00::', 8],
] as const) {
  privateNets.addSubnet(net, bits, 'ipv6');
}

/** True for addresses that a URL given by a person or another system must never reach, and for what is no address. */
export function isPrivateAddress(address: string): boolean {
  const [unzoned = ''] = address.split('%');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(unzoned)?.[1];
  const plain = mapped ?? unzoned;
  return isIP(plain) === 0 || privateNets.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}

/** Finds the address of a name; tests give one that lies. */
export type Resolve = (host: string) => Promise<{ readonly address: string; readonly family: number }>;

export type OutgoingRequest = {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /** Only for our own services (a pretend provider): never set from outside data. */
  readonly allowPrivate?: boolean;
};
export type IncomingAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
};

/** Connections to our own services are kept apart: none of them is there to be used again by who may not make it. */
const insideAgents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };

/** One request, one answer of any status. Throws Unavailable when there is none in time, or the answer is too large. */
export async function callOut(outgoing: OutgoingRequest, resolve: Resolve = lookup): Promise<IncomingAnswer> {
  if (!URL.canParse(outgoing.url)) throw new Unavailable('not a web address');
  const url = new URL(outgoing.url);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new Unavailable(`not a web address: ${url.protocol}`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const address = isIP(host)
    ? { address: host, family: isIP(host) }
    : await resolve(host).catch((error: unknown) => {
        throw new Unavailable(`no address for ${host}`, { cause: error });
      });
  if (!outgoing.allowPrivate && isPrivateAddress(address.address))
    throw new Unavailable(`${host} is a private address`);
  const [send, inside] =
    url.protocol === 'https:' ? [httpsRequest, insideAgents.https] : [httpRequest, insideAgents.http];
  const { timeoutMs = 10_000, maxBytes = 5_000_000 } = outgoing;
  return new Promise((answered, reject) => {
    const fail = (why: string, cause?: unknown): void => {
      call.destroy();
      reject(new Unavailable(`${host}: ${why}`, { cause }));
    };
    const call = send(
      url,
      {
        method: outgoing.method ?? 'GET',
        ...(outgoing.allowPrivate ? { agent: inside } : {}),
        headers: { 'user-agent': 'halle', ...outgoing.headers },
        lookup: (_name, options, done) =>
          options.all ? done(null, [address] as never, address.family) : done(null, address.address, address.family),
        timeout: timeoutMs,
      },
      (answer) => {
        const parts: Buffer[] = [];
        let size = 0;
        answer.on('data', (part: Buffer) => {
          size += part.length;
          if (size > maxBytes) fail(`the answer is larger than ${maxBytes} bytes`);
          else parts.push(part);
        });
        answer.on('end', () =>
          answered({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }),
        );
        answer.on('error', (error) => fail('the answer broke off', error));
      },
    );
    const timer = setTimeout(() => fail(`no answer within ${timeoutMs} ms`), timeoutMs);
    call.on('close', () => clearTimeout(timer));
    call.on('error', (error) => fail('no connection', error));
    call.end(outgoing.body);
  });
}
