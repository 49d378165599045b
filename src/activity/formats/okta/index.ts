import { done, refuse, type Result } from '../../../model/index.ts';
import { field, firstMoment, flag, list, reason, some, text } from '../../fields.ts';
import { vendorFormat } from '../../format.ts';
import type { Outcome, Party, Told } from '../../told.ts';
import { deedOf } from './deed.ts';
import { partyOf, targetOf } from './parties.ts';

type Event = Readonly<Record<string, unknown>>;

/** Okta’s System Log. */
export const okta = vendorFormat({
  id: 'okta',
  title: 'Okta system log',
  product: { name: 'System Log', vendor: 'Okta' },
  is: (event) =>
    text(event, 'eventType')?.includes('.') === true &&
    (text(event, 'uuid') !== undefined ||
      text(event, 'outcome', 'result') !== undefined ||
      text(event, 'legacyEventType') !== undefined ||
      (text(event, 'actor', 'type') !== undefined && text(event, 'actor', 'id') !== undefined)),
  told: (event): Result<Told> => {
    const action = text(event, 'eventType');
    if (action === undefined) return refuse('input_invalid', 'An Okta event without an eventType.');
    const actor = partyOf(field(event, 'actor'));
    const deed = deedOf(event, action, actor);
    const named = list(event, 'target').flatMap((target) => targetOf(target));
    // who signs in to nothing in particular signs in to Okta
    const targets =
      named.length === 0 && deed.class === 'authentication' ? [{ name: 'Okta', type: 'service' }] : named;
    const token = text(event, 'transaction', 'detail', 'requestApiTokenId');
    return done({
      uid: text(event, 'uuid'),
      timeMs: firstMoment(event, 'published', 'p_event_time'),
      action,
      deed,
      actor: actor ?? userTargeted(event),
      app: some({ uid: text(event, 'client', 'id') }),
      session: some({
        uid: text(event, 'authenticationContext', 'externalSessionId'),
        issuer: text(event, 'authenticationContext', 'issuer', 'id'),
        // the id of an API token is no secret, and tells which one it was
        credentialUid: token ?? text(event, 'debugContext', 'debugData', 'dtHash'),
      }),
      targets,
      outcome: outcomeOf(event),
      from: { ip: text(event, 'client', 'ipAddress') ?? text(list(event, 'request', 'ipChain')[0], 'ip') },
      userAgent:
        text(event, 'client', 'userAgent', 'rawUserAgent') ?? text(event, 'client', 'userAgent', 'browser'),
      correlation: text(event, 'transaction', 'id'),
      cloud: { provider: 'Okta' },
      more: some({
        message: reason(event, 'displayMessage'),
        country: text(event, 'client', 'geographicalContext', 'country'),
        network: text(event, 'securityContext', 'asOrg'),
        proxy: flag(event, 'securityContext', 'isProxy'),
      }),
    });
  },
});

/** In a sign-on whose actor Okta leaves out, the user it was for is the target of type User or AppUser. */
function userTargeted(event: Event): Party | undefined {
  if (Object.hasOwn(event, 'actor')) return undefined;
  const user = list(event, 'target').find((target) =>
    ['User', 'AppUser'].includes(text(target, 'type') ?? ''),
  );
  return user === undefined ? undefined : partyOf(user);
}

function outcomeOf(event: Event): Outcome {
  const result = text(event, 'outcome', 'result');
  const detail = reason(event, 'outcome', 'reason');
  switch (result) {
    case 'SUCCESS':
    case 'ALLOW':
      return { status: 'success', code: result, detail };
    case 'FAILURE':
    case 'DENY':
    case 'ABANDONED':
    case 'RATE_LIMIT':
      return { status: 'failure', code: result, detail };
    case undefined:
    case 'UNKNOWN':
      return { status: 'unknown', code: result, detail };
    default: // CHALLENGE, SKIPPED, SCHEDULED
      return { status: 'other', code: result, detail };
  }
}
