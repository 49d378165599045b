import { call } from '../api/client.ts';
import { session } from '../api/routes/index.ts';
import { personasAt, signAsPersona } from '../commands/start/personas.ts';
import { signInCovers } from '../commands/statement-covers.ts';
import { done, refuse, type Result } from '../model/index.ts';
import { systemClock } from '../platform/clock.ts';

/** A link into the console, and as whom it lets in: null for whoever becomes the first signer of a new ledger. */
export interface FirstLink {
  readonly link: string;
  readonly as: string | null;
}

/**
 * The link that `start` prints: in a demo as its first persona, whose software key lies in the data folder; on a ledger
 * without signers for whoever becomes the first. Refuses on a ledger that has its signers: they come in with their keys.
 */
export async function firstLink(at: {
  readonly apiSocket: string;
  readonly folder: string;
  readonly ledger: string;
}): Promise<Result<FirstLink>> {
  const [persona] = personasAt(at.folder);
  if (persona === undefined) {
    const made = await call(at.apiSocket, session.makeSetupLink, {});
    return made.ok ? done({ link: made.value.link, as: null }) : made;
  }
  const opened = await call(at.apiSocket, session.challenge, {});
  if (!opened.ok) return opened;
  const { challenge } = opened.value;
  const covers = signInCovers(challenge, { ledger: at.ledger, now: systemClock.now() });
  if (!covers.ok) return covers;
  const signature = signAsPersona(persona).sign(challenge);
  const made = await call(at.apiSocket, session.makeLink, { challenge, signature });
  return made.ok ? done({ link: made.value.link, as: persona.showsAs }) : refuse(made.code, made.message);
}
