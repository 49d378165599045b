import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Fault } from '../../model/index.ts';
import { headOf } from './head.ts';

/** Logs shrink to a tenth or a fiftieth; what grows beyond this was packed to grow. */
const mostTimes = 250;
/** Below this much nothing is judged: a short file of zeros hurts nobody. */
const allowanceBytes = 64 << 20;

/** Gzipped bytes are unpacked as they come, all members; others pass. Throws Fault for a bomb and for what is cut off. */
export async function* unpacked(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const { head, all } = await headOf(bytes, 2);
  if (!(head[0] === 0x1f && head[1] === 0x8b)) {
    yield* all;
    return;
  }
  let packed = 0;
  let grown = 0;
  const counted = async function* (): AsyncIterable<Uint8Array> {
    for await (const chunk of all) {
      packed += chunk.length;
      yield chunk;
    }
  };
  const gunzip = createGunzip();
  const input = Readable.from(counted(), { objectMode: false });
  input.once('error', (error) => gunzip.destroy(error));
  input.pipe(gunzip);
  try {
    for await (const chunk of gunzip) {
      if (!(chunk instanceof Uint8Array)) continue;
      grown += chunk.length;
      if (grown > allowanceBytes && grown > packed * mostTimes)
        throw new Fault(
          'input_too_large',
          `The gzipped file grows more than ${mostTimes} times: no log does.`,
          {
            next: 'Check where this file comes from; unpack it yourself if you trust it.',
          },
        );
      yield chunk;
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault('input_invalid', 'The gzipped file is damaged or cut off.', {
      next: 'Get the file again; what came before the damage was not enough to judge it by.',
      cause: error,
    });
  } finally {
    input.destroy();
    gunzip.destroy();
  }
}
