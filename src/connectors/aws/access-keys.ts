import { z } from 'zod';
import { Fault, readInstant } from '../../model/index.ts';
import { streamJson } from '../../platform/json-stream.ts';

const most = 1_000_000;
const accessKey = z.object({
  UserName: z.string().min(1).max(128),
  AccessKeyId: z.string().regex(/^[A-Z0-9]{16,128}$/),
  CreateDate: z.string().max(64),
});

/**
 * Which access key id each slot of the credential report holds: the report says when a user's key was made, `iam
 * list-access-keys` which id was made then. Two keys of one name and second (two accounts in a folder) name neither.
 */
export class AccessKeyIds {
  readonly #ids = new Map<string, string | null>();

  get size(): number {
    return this.#ids.size;
  }

  /** Takes one file: an answer of `iam list-access-keys`, several one after the other, or a list of them. */
  async take(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const { at, value } of streamJson(bytes, ['AccessKeyMetadata.*', '*.AccessKeyMetadata.*'], {
      several: true,
    }))
      this.add(value, at);
  }

  /** Takes one key as `iam list-access-keys` lists it. */
  add(value: unknown, at: string): void {
    const found = accessKey.safeParse(value);
    const made = readInstant(found.data?.CreateDate ?? '');
    if (!found.success || made === undefined)
      throw new Fault(
        'input_invalid',
        `\`${at}\` is no access key as \`aws iam list-access-keys\` lists it.`,
        {
          next: 'List the keys again and do not edit the answers.',
        },
      );
    if (this.#ids.size >= most)
      throw new Fault('input_too_large', `The files list more than ${most} access keys.`, {
        next: 'AWS allows two a user: check where these files come from.',
      });
    const name = nameOf(found.data.UserName, made);
    const before = this.#ids.get(name);
    this.#ids.set(
      name,
      before === undefined || before === found.data.AccessKeyId ? found.data.AccessKeyId : null,
    );
  }

  idOf(user: string, made: string | undefined): string | undefined {
    return made === undefined ? undefined : (this.#ids.get(nameOf(user, made)) ?? undefined);
  }
}

const nameOf = (user: string, made: string): string => `${user}\n${made.slice(0, 19)}`;
