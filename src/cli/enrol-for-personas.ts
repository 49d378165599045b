import { call } from '../api/client.ts';
import { passkeys, signers } from '../api/routes/index.ts';
import { enrolmentItem } from '../commands/enrolment-item.ts';
import { personasAt, signAsPersona } from '../commands/start/personas.ts';
import { itemCovers } from '../commands/statement-covers.ts';
import { fingerprintOf } from '../commands/sign-with-ssh.ts';
import { systemClock } from '../platform/clock.ts';

/**
 * In a demo alone: a passkey that somebody registered as one of its personas is enrolled by that persona's software key,
 * which lies in the data folder and which the server cannot read. It gives the passkey the roles that the persona has, and
 * nobody else one. Returns how many it enrolled; a refusal is left for the next time.
 */
export async function enrolForPersonas(at: {
  readonly apiSocket: string;
  readonly folder: string;
  readonly ledger: string;
}): Promise<number> {
  const personas = personasAt(at.folder).map(signAsPersona);
  if (personas.length === 0) return 0;
  const waiting = await call(at.apiSocket, passkeys.waiting, {});
  if (!waiting.ok || waiting.value.items.length === 0) return 0;
  const enrolled = await call(at.apiSocket, signers.list, {});
  if (!enrolled.ok || !enrolled.value.demo) return 0;
  let count = 0;
  for (const made of waiting.value.items) {
    const own = enrolled.value.items.find(
      (key) =>
        key.person === made.person &&
        key.until === null &&
        personas.some((persona) => fingerprintOf(persona.publicKey) === key.keyFingerprint),
    );
    const persona = personas.find((each) => fingerprintOf(each.publicKey) === own?.keyFingerprint);
    if (own === undefined || persona === undefined) continue;
    const item = enrolmentItem({
      publicKey: made.publicKey,
      registration: made.record,
      roles: own.roles,
      person: own.person,
    });
    if (!item.ok) continue;
    const { keyFingerprint } = own;
    const opened = await call(at.apiSocket, signers.openChange, {
      act: 'enrol',
      keyFingerprint,
      item: item.value,
    });
    if (!opened.ok) continue;
    const { statement } = opened.value;
    const signing = { ledger: at.ledger, now: systemClock.now() };
    if (!itemCovers(statement, signing, { purpose: 'signer.enrol', item: { ...item.value } }).ok) continue;
    const signatures = [persona.sign(statement)];
    const changed = await call(at.apiSocket, signers.change, { act: 'enrol', statement, signatures });
    if (changed.ok) count++;
  }
  return count;
}
