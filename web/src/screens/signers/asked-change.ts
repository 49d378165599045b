import type { RouteInput, RouteOutput } from '../../api/route-table.ts';

export type Signer = RouteOutput<'signers.list'>['items'][number];
export type WaitingPasskey = RouteOutput<'passkeys.waiting'>['items'][number];
export type WaitingChange = RouteOutput<'changes.list'>['items'][number];
export type Act = WaitingChange['act'];
export type Item = RouteInput<'signers.prepare'>['item'];

export const purposes: Readonly<Record<Act, string>> = {
  enrol: 'signer.enrol',
  replace: 'signer.replace',
  revoke: 'signer.revoke',
};

/** What enrolling a waiting passkey covers; with `replaces`, in place of that key. */
export const enrolmentOf = (
  made: WaitingPasskey,
  roles: readonly string[],
  replaces?: string,
): Extract<Item, { readonly publicKey: string }> => ({
  subject: made.person,
  roles: [...roles],
  publicKey: made.publicKey,
  assurance: made.assurance,
  registration: made.record,
  ...(replaces === undefined ? {} : { replaces }),
});

/** Whether a moment is within the time of a key. */
export const isInForce = ({ until }: Signer, now: number): boolean =>
  until === null || Date.parse(until) > now;
