import type { CedarValueJson, Context, EntityJson, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import {
  approverRoles,
  millisecondsOf,
  type ActClass,
  type Instant,
  type JudgeRequest,
  type SubjectId,
} from '../model/index.ts';

/** What Cedar is given for one request, apart from `met`. `act`: which policies could matter. */
export interface AnySlice {
  readonly act: ActClass | 'console' | 'ending' | 'mandate';
  readonly principal: TypeAndId;
  readonly resource: TypeAndId;
  readonly context: Context;
  readonly entities: readonly EntityJson[];
}

/** The same for an act on a change. */
export interface Slice extends AnySlice {
  readonly act: ActClass;
}

const types = { person: 'Person', agent: 'Agent', machine: 'Machine', assistant: 'Assistant' } as const;
export const ref = (type: string, id: string): CedarValueJson => ({ __entity: { type, id } });
export const persons = (ids: readonly SubjectId[] | undefined): CedarValueJson =>
  (ids ?? []).map((id) => ref('Person', id));
export const epochSeconds = (instant: Instant): number => Math.floor(millisecondsOf(instant) / 1000);

/**
 * A normalised request as Cedar entities and context. Two entities only: who acts, and the change. Other people appear as
 * ids in sets; a policy that reads an attribute of theirs errs and so denies.
 */
export function sliceOf(request: JudgeRequest): Slice {
  const { principal, change, via, approval } = request;
  const uid = { type: types[principal.kind], id: principal.id };
  const resource = { type: 'Change', id: 'change' };
  const { interest, holders, replacing } = change;
  const byRole = (of: NonNullable<typeof holders>) =>
    Object.fromEntries(approverRoles.map((role) => [role, persons(of[role])]));
  const owners =
    principal.kind === 'agent' || principal.kind === 'machine'
      ? {
          ...(principal.owner === undefined ? {} : { owner: ref('Person', principal.owner) }),
          ...(principal.sponsor === undefined ? {} : { sponsor: ref('Person', principal.sponsor) }),
        }
      : {};
  return {
    act: change.act,
    principal: uid,
    resource,
    context: {
      now: epochSeconds(request.now),
      factsAge: request.factsAgeSeconds,
      via: {
        persons: persons(via.persons),
        agents: via.agents.map((id) => ref('Agent', id)),
        machines: via.machines.map((id) => ref('Machine', id)),
      },
      ...(approval === undefined ? {} : approvalContext(approval)),
    },
    entities: [
      {
        uid,
        attrs: { state: ref('State', principal.state), ...owners },
        parents: principal.kind === 'person' ? principal.roles.map((id) => ({ type: 'Role', id })) : [],
      },
      {
        uid: resource,
        attrs: {
          act: ref('ActClass', change.act),
          subject: ref('Kind', change.subject),
          reversible: change.reversible,
          reduces: change.reduces,
          basis: ref('Basis', change.basis),
          ...(change.tier === undefined ? {} : { tier: ref('Tier', change.tier) }),
          ...(interest === undefined
            ? {}
            : {
                interest: {
                  requester: persons(interest.requester),
                  beneficiary: persons(interest.beneficiary),
                  steward: persons(interest.steward),
                },
              }),
          ...(holders === undefined ? {} : { holders: byRole(holders) }),
          ...(replacing === undefined ? {} : { replacing: byRole(replacing) }),
        },
        parents: [],
      },
    ],
  };
}

function approvalContext(approval: NonNullable<JudgeRequest['approval']>): Context {
  const { delegation } = approval;
  return {
    role: ref('Role', approval.role),
    authority: ref('Person', approval.authority),
    ...(delegation === undefined
      ? {}
      : {
          delegation: {
            from: ref('Person', delegation.from),
            to: ref('Person', delegation.to),
            start: epochSeconds(delegation.start),
            end: epochSeconds(delegation.end),
          },
        }),
  };
}
