import type { EntityJson, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import {
  isSubjectId,
  millisecondsOf,
  type ConsoleAction,
  type ConsoleCaller,
  type ConsoleJudge,
  type ConsoleVerdict,
  type Instant,
  type NonPersonFacts,
  type PersonFacts,
} from '../model/index.ts';
import type { Engine } from './engine.ts';
import type { Policy } from './parse-policies.ts';

type Principal = PersonFacts | NonPersonFacts;

/**
 * Judges calls of Countersign itself by the same policies: roles are Cedar, not a second system. A token is judged as the
 * machine it is and as the person who owns it, and both must be permitted.
 */
export function consoleJudgeOf(engine: Engine, policies: readonly Policy[]): ConsoleJudge {
  const said = new Map(policies.map(({ id, says }) => [id, says]));
  const sentence = (ids: readonly string[]): string =>
    ids.length === 0
      ? 'No role of yours permits this.'
      : ids.map((id) => said.get(id) ?? `\`${id}\` forbids it.`).join(' ');

  function judge(
    principal: Principal,
    scopes: readonly string[],
    action: ConsoleAction,
    now: Instant,
  ): ConsoleVerdict {
    const answer = engine.evaluate(sliceOf(principal, scopes, now), action, []);
    if (answer.decision === 'failed')
      return { outcome: 'deny', because: `Policy could not be evaluated: ${answer.why}.`, deciding: [] };
    return answer.decision === 'allow'
      ? { outcome: 'permit', deciding: answer.reasons }
      : { outcome: 'deny', because: sentence(answer.reasons), deciding: answer.reasons };
  }

  return {
    may(caller: ConsoleCaller, action, now) {
      if (caller.kind === 'person') return judge(caller.person, [], action, now);
      const { token, owner } = caller;
      if (owner.id !== token.owner)
        return { outcome: 'deny', because: 'The token’s owner is not known.', deciding: [] };
      const own = judge(owner, [], action, now);
      if (own.outcome === 'deny')
        return { ...own, because: `The token’s owner may not do this: ${own.because}` };
      return judge(token, caller.scopes, action, now);
    },
  };
}

const ref = (type: string, id: string) => ({ __entity: { type, id } });

function sliceOf(principal: Principal, scopes: readonly string[], now: Instant) {
  if (!isSubjectId(principal.id)) throw new TypeError('a caller without an id');
  const isPerson = principal.kind === 'person';
  const types = { person: 'Person', agent: 'Agent', machine: 'Machine', assistant: 'Assistant' } as const;
  const uid: TypeAndId = { type: types[principal.kind], id: principal.id };
  const owner =
    !isPerson && principal.kind !== 'assistant' && principal.owner !== undefined
      ? { owner: ref('Person', principal.owner) }
      : {};
  const entities: readonly EntityJson[] = [
    {
      uid,
      attrs: { state: ref('State', principal.state), ...owner },
      parents: isPerson ? principal.roles.map((id) => ({ type: 'Role', id })) : [],
    },
    { uid: { type: 'Platform', id: 'countersign' }, attrs: {}, parents: [] },
  ];
  return {
    act: 'console',
    principal: uid,
    resource: { type: 'Platform', id: 'countersign' },
    context: {
      now: Math.floor(millisecondsOf(now) / 1000),
      scopes: scopes.map((id) => ref('Scope', id)),
    },
    entities,
  } as const;
}
