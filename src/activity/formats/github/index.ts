import { done, refuse, type Result } from '../../../model/index.ts';
import { field, firstMoment, flag, isRecord, some, text } from '../../fields.ts';
import { vendorFormat } from '../../format.ts';
import type { ProvenanceTold, Target, Told } from '../../told.ts';
import { from } from '../provenance.ts';
import { deedOf } from './deed.ts';

type Event = Readonly<Record<string, unknown>>;

/** The audit log of a GitHub organisation or enterprise, as exported, streamed or asked for by its API. */
export const github = vendorFormat({
  id: 'github',
  title: 'GitHub audit',
  product: { name: 'Audit log', vendor: 'GitHub' },
  is: (event) =>
    /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$|^[a-z_]+$/.test(text(event, 'action') ?? '') &&
    !isRecord(event['actor']) &&
    ['actor', '_document_id', 'org', 'repo', 'business'].some((key) => Object.hasOwn(event, key)) &&
    !Object.hasOwn(event, 'eventType') &&
    !Object.hasOwn(event, 'sender'),
  told: (event, { fingerprint }): Result<Told> => {
    const action = text(event, 'action');
    if (action === undefined) return refuse('input_invalid', 'A GitHub event without an action.');
    const name = text(event, 'actor');
    const hashed = text(event, 'hashed_token');
    const bot = flag(event, 'actor_is_bot') === true || name?.endsWith('[bot]') === true;
    const external = text(event, 'external_identity_nameid');
    return done({
      uid: text(event, '_document_id'),
      timeMs: firstMoment(event, '@timestamp', 'at_sign_timestamp', 'created_at', 'p_event_time'),
      action,
      deed: deedOf(event, action),
      actor:
        name === undefined
          ? undefined
          : {
              uid: name,
              name,
              kind: bot || flag(event, 'actor_is_agent') === true ? 'service' : 'user',
              type: flag(event, 'actor_is_agent') === true ? 'Agent' : bot ? 'Bot' : 'User',
              email: external?.includes('@') === true ? external : undefined,
            },
      app: some({
        name: text(event, 'oauth_application_name') ?? text(event, 'application_name'),
        uid: text(event, 'oauth_application_id'),
      }),
      // a workflow that somebody started runs as a bot for that person
      onBehalfOf:
        bot && text(event, 'triggered_by') !== undefined
          ? { name: text(event, 'triggered_by'), kind: 'user' }
          : undefined,
      session: some({
        credentialUid: text(event, 'token_id') ?? (hashed === undefined ? undefined : fingerprint(hashed)),
      }),
      targets: targetsOf(event),
      // GitHub writes down what was done; a run says how it ended
      outcome: concluded(text(event, 'conclusion')),
      from: { ip: text(event, 'actor_ip') },
      userAgent: text(event, 'user_agent'),
      provenance: provenanceOf(event, action),
      correlation: text(event, 'request_id') ?? text(event, 'workflow_run_id'),
      cloud: { provider: 'GitHub', account: text(event, 'org') ?? text(event, 'business') },
      more: some({
        credential: text(event, 'programmatic_access_type'),
        protocol: text(event, 'transport_protocol_name') ?? text(event, 'protocol_name'),
        country: text(event, 'actor_location', 'country_code'),
        visibility: text(event, 'visibility'),
        public: flag(event, 'public_repo') ?? flag(event, 'repository_public'),
      }),
    });
  },
});

/** What it was about, the nearest first: a user, a team, a repository, the organisation, the enterprise. */
function targetsOf(event: Event): readonly Target[] {
  const named = (type: string, ...paths: readonly (readonly string[])[]): readonly Target[] => {
    const name = paths.map((path) => text(event, ...path)).find((value) => value !== undefined);
    return name === undefined ? [] : [{ uid: `${type}/${name}`, name, type }];
  };
  const found = [
    ...named('team', ['team'], ['data', 'team']),
    ...named('repository', ['repo'], ['repository']),
    ...named('user', ['user']),
    ...named('organization', ['org']),
    ...named('enterprise', ['business']),
  ];
  const repository = field(event, 'repository');
  if (found.length === 0 && isRecord(repository))
    return [{ name: text(repository, 'full_name') ?? 'repository', type: 'repository' }];
  return found;
}

/** A workflow’s run comes from its repository, and is known by the workflow’s name there. */
function provenanceOf(event: Event, action: string): readonly ProvenanceTold[] {
  const repository = text(event, 'repo');
  if (!action.startsWith('workflows.') || repository === undefined) return [];
  const name = text(event, 'name');
  return [
    ...from('repository', `github.com/${repository}`),
    ...from('workflow', name === undefined ? undefined : `github.com/${repository} ${name}`),
  ];
}

function concluded(conclusion: string | undefined): Told['outcome'] {
  if (conclusion === undefined) return { status: 'success' };
  if (conclusion === 'success') return { status: 'success', code: conclusion };
  return ['failure', 'timed_out', 'startup_failure', 'cancelled'].includes(conclusion)
    ? { status: 'failure', code: conclusion }
    : { status: 'unknown', code: conclusion };
}
