import { parseSignerKey } from '../ledger/index.ts';
import { inert } from '../platform/text.ts';
import { signerActs } from './signer-changes.ts';
import type { StatedItem } from './statement-covers.ts';

/** What a statement about signers says, from its own text; undefined when it is about something else. */
export function statedText(stated: Pick<StatedItem, 'purpose' | 'item'>): readonly string[] | undefined {
  const act = Object.entries(signerActs).find(([, { purpose }]) => purpose === stated.purpose)?.[0];
  const text = (name: string): string => {
    const value = stated.item[name];
    return typeof value === 'string' ? inert(value) : 'not said';
  };
  if (act === undefined) return undefined;
  if (act === 'revoke')
    return [
      `Your signature ends the key ${text('fingerprint')}`,
      `  of ${text('subject')}`,
      `  because ${text('reason')}`,
    ];
  const { roles, publicKey } = stated.item;
  const key = typeof publicKey === 'string' ? parseSignerKey(publicKey) : 'there is none';
  return [
    `Your signature makes this key speak for ${text('subject')}: ${typeof key === 'string' ? `none that can be read (${key})` : key.fingerprint}`,
    `  with the roles ${Array.isArray(roles) ? roles.map((role) => inert(String(role))).join(', ') : 'not said'}`,
    `  as ${text('assurance')}`,
    ...(act === 'replace' ? [`  in place of ${text('replaces')}, which ends`] : []),
  ];
}
