import type { ServerResponse } from 'node:http';

/** Server-sent events on one response. */
export interface EventStream {
  /** False when the reader is slow and this one was left out; only for what may be left out (progress). */
  offer(event: string, data: unknown): boolean;
  /** Sends, however slow the reader is. `id` is what a client resumes after. */
  send(event: string, data: unknown, id?: string): void;
  /** Resolves when the reader has caught up, or is gone. */
  drained(): Promise<void>;
  end(): void;
}

type Headers = Readonly<Record<string, string | number | string[] | undefined>>;

const heartbeatMs = 15_000;

/**
 * Opens the stream, with the headers that the listener gives every answer. A comment every 15 seconds keeps proxies from closing it and finds out that a client is gone. JSON
 * holds no line breaks, so each event's data is one line.
 */
export function openEventStream(out: ServerResponse, headers: Headers): EventStream {
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) out.setHeader(name, value);
  out.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  out.write(': open\n\n');
  const heartbeat = setInterval(() => {
    if (!out.writableNeedDrain) out.write(': alive\n\n');
  }, heartbeatMs);
  heartbeat.unref();
  out.once('close', () => clearInterval(heartbeat));
  const send = (event: string, data: unknown, id?: string): void => {
    out.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  return {
    send,
    offer(event, data) {
      if (out.writableNeedDrain) return false;
      send(event, data);
      return true;
    },
    drained: () =>
      out.writableNeedDrain && !out.destroyed
        ? new Promise((resolve) => {
            const go = (): void => {
              out.off('drain', go).off('close', go);
              resolve();
            };
            out.on('drain', go).on('close', go);
          })
        : Promise.resolve(),
    end: () => void out.end(),
  };
}
