// Just enough of an LDAP server (RFC 4511) to say what no server in good order says.
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface FakeLdap {
  readonly port: number;
  /** Everything that was ever received, in the clear. */
  received(): string;
  close(): Promise<void>;
}

/** A BER value: tag, length, content. */
export function ber(tag: number, ...content: readonly (Uint8Array | string)[]): Buffer {
  const body = Buffer.concat(content.map((each) => Buffer.from(each)));
  const length =
    body.length < 0x80
      ? [body.length]
      : [0x84, ...[24, 16, 8, 0].map((bits) => (body.length >>> bits) & 0xff)];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}
const integer = (value: number): Buffer => ber(0x02, Buffer.from([value]));
const text = (value: string): Buffer => ber(0x04, value);
/** An LDAPMessage with this operation. */
export const message = (id: number, operation: Buffer): Buffer => ber(0x30, integer(id), operation);
export const result = (operation: number, code: number): Buffer =>
  ber(operation, ber(0x0a, Buffer.from([code])), text(''), text(''));
export const entry = (dn: string, attributes: Readonly<Record<string, readonly string[]>>): Buffer =>
  ber(
    0x64,
    text(dn),
    ber(
      0x30,
      ...Object.entries(attributes).map(([name, values]) =>
        ber(0x30, text(name), ber(0x31, ...values.map(text))),
      ),
    ),
  );
export const bindDone = 0x61;
export const searchDone = 0x65;
export const extendedDone = 0x78;

/** Answers each request by its operation's tag and whole text; what it gives back is written as it is. */
export async function startFakeLdap(
  answer: (
    request: { readonly id: number; readonly operation: number; readonly text: string },
    socket: Socket,
  ) => readonly Buffer[],
): Promise<FakeLdap> {
  let all = '';
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let waiting = Buffer.alloc(0);
    socket.on('data', (bytes: Buffer) => {
      all += bytes.toString('latin1');
      waiting = Buffer.concat([waiting, bytes]);
      for (;;) {
        const end = endOf(waiting);
        if (end === undefined || waiting.length < end) return;
        const one = waiting.subarray(0, end);
        waiting = waiting.subarray(end);
        const at = (one[1] ?? 0) < 0x80 ? 2 : 2 + ((one[1] ?? 0) & 0x7f);
        const id = one[at + 2] ?? 0;
        for (const part of answer({ id, operation: one[at + 3] ?? 0, text: one.toString('latin1') }, socket))
          if (!socket.destroyed) socket.write(part);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server.address());
  return {
    port,
    received: () => all,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;

function endOf(bytes: Buffer): number | undefined {
  const first = bytes[1];
  if (first === undefined) return undefined;
  if (first < 0x80) return 2 + first;
  const size = first & 0x7f;
  return bytes.length < 2 + size ? undefined : 2 + size + bytes.readUIntBE(2, size);
}
