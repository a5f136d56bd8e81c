/** A bare HTTP client over one kept connection: the load generator must cost as little as it can, for it runs on the same cores. */
import { connect } from 'node:net';

export type Answer = { readonly status: number; readonly body: Buffer; readonly headers: string };
export type Client = {
  call(method: string, path: string, body?: unknown, headers?: string): Promise<Answer>;
  close(): void;
};

/** Opens a connection to 127.0.0.1:port; calls go one after another. */
export async function openClient(port: number): Promise<Client> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.once('error', reject);
  });
  let got: Buffer = Buffer.alloc(0);
  let settle: ((answer: Answer) => void) | undefined;
  let fail: ((error: Error) => void) | undefined;
  socket.on('data', (part: Buffer) => {
    got = got.length === 0 ? part : Buffer.concat([got, part]);
    const answer = settle && take();
    if (answer) {
      const done = settle;
      settle = undefined;
      done?.(answer);
    }
  });
  for (const event of ['error', 'close'] as const) socket.on(event, () => fail?.(new Error('the connection was lost')));

  function take(): Answer | undefined {
    const end = got.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const headers = got.toString('latin1', 0, end);
    const length = Number(/content-length: (\d+)/i.exec(headers)?.[1] ?? 0);
    if (got.length < end + 4 + length) return undefined;
    const body = got.subarray(end + 4, end + 4 + length);
    got = got.subarray(end + 4 + length);
    return { status: Number(headers.slice(9, 12)), body, headers };
  }

  return {
    close: () => socket.destroy(),
    call: (method, path, body, headers = '') =>
      new Promise((resolve, reject) => {
        settle = resolve;
        fail = reject;
        const text = body === undefined ? '' : JSON.stringify(body);
        const kind =
          body === undefined ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n`;
        socket.write(`${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${kind}${headers}\r\n${text}`);
      }),
  };
}
