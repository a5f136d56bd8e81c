import { createServer } from 'node:net';

/** A mail server that takes everything and remembers it; `deaf` hangs up at once, and what `refuses` fits is refused for good. */
export async function mailServer(
  t: { after(run: () => unknown): void },
  refuses: (line: string) => boolean = () => false,
): Promise<{ url: string; mails: string[]; deaf: { on: boolean } }> {
  const mails: string[] = [];
  const deaf = { on: false };
  const server = createServer((socket) => {
    if (deaf.on) return socket.destroy();
    let data = false;
    let text = '';
    socket.write('220 test\r\n');
    return socket.on('data', (part) => {
      text += String(part);
      if (data) {
        if (!text.endsWith('\r\n.\r\n')) return;
        mails.push(text);
        data = false;
        text = '';
        socket.write('250 ok\r\n');
        return;
      }
      for (const line of text.split('\r\n').filter(Boolean)) {
        data = line === 'DATA';
        if (refuses(line)) {
          socket.write('550 no such person\r\n');
          continue;
        }
        socket.write(data ? '354 go\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
      }
      text = '';
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const address = server.address();
  return { url: `smtp://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`, mails, deaf };
}
