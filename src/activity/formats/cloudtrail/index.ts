import { done, refuse } from '../../../model/index.ts';
import { field, firstMoment, flag, isRecord, reason, record, some, text } from '../../fields.ts';
import { vendorFormat } from '../../format.ts';
import type { Outcome, Told } from '../../told.ts';
import { deedOf } from './deed.ts';
import { actorOf, sessionOf } from './identity.ts';
import { provenanceOf, tellsOf } from './provenance.ts';
import { targetsOf } from './targets.ts';

type Event = Readonly<Record<string, unknown>>;

/** AWS CloudTrail: management, data and sign-in events, as the service writes them and as tables keep them. */
export const cloudtrail = vendorFormat({
  id: 'cloudtrail',
  title: 'AWS CloudTrail',
  product: { name: 'CloudTrail', vendor: 'AWS' },
  is: (event) =>
    text(event, 'eventName') !== undefined &&
    (text(event, 'eventSource') !== undefined ||
      ['userIdentity', 'requestParameters', 'responseElements'].some((key) => isRecord(field(event, key))) ||
      text(event, 'awsRegion') !== undefined),
  told: (event) => {
    const action = text(event, 'eventName');
    if (action === undefined) return refuse('input_invalid', 'A CloudTrail event without an eventName.');
    const service = text(event, 'eventSource');
    const account = text(event, 'recipientAccountId') ?? text(event, 'userIdentity', 'accountId');
    const outcome = outcomeOf(event);
    const actor = actorOf(event);
    const targets = targetsOf(event, account);
    return done<Told>({
      uid: text(event, 'eventID'),
      timeMs: firstMoment(event, 'eventTime', 'p_event_time'),
      action,
      service,
      deed: deedOf(event, action, service, actor),
      actor: actor.party,
      onBehalfOf: actor.onBehalfOf,
      invokedBy: actor.invokedBy,
      session: sessionOf(event),
      targets,
      outcome,
      from: sourceOf(text(event, 'sourceIPAddress')),
      userAgent: text(event, 'userAgent'),
      provenance: provenanceOf(event),
      tellsOf: tellsOf(event, action),
      correlation: text(event, 'requestID') ?? text(event, 'sharedEventID'),
      cloud: { provider: 'AWS', account, region: text(event, 'awsRegion') },
      more: some({
        readOnly: flag(event, 'readOnly'),
        eventType: text(event, 'eventType'),
        vpcEndpointId: text(event, 'vpcEndpointId'),
      }),
    });
  },
});

/** A refused call has an error code; a sign-in writes its result among the response’s elements. */
function outcomeOf(event: Event): Outcome {
  const code = text(event, 'errorCode');
  const message = reason(event, 'errorMessage');
  if (code !== undefined || message !== undefined) return { status: 'failure', code, detail: message };
  const signIn = record(field(event, 'responseElements'));
  const said = [
    'ConsoleLogin',
    'SwitchRole',
    'ExitRole',
    'CheckMfa',
    'PasswordRecoveryRequested',
    'PasswordRecoveryCompleted',
  ]
    .map((name) => text(signIn, name))
    .find((result) => result !== undefined);
  if (said !== undefined) return { status: /^success/i.test(said) ? 'success' : 'failure', code: said };
  const state = text(event, 'serviceEventDetails', 'createAccountStatus', 'state');
  if (state !== undefined) return { status: state === 'FAILED' ? 'failure' : 'success', code: state };
  // CloudTrail writes an error code for every call that failed
  return { status: 'success' };
}

/** An address, or the name of the service that called. */
function sourceOf(value: string | undefined): Told['from'] {
  if (value === undefined) return undefined;
  return /^[0-9.]+$|:/.test(value) ? { ip: value } : { name: value };
}
