import type { Observation } from '../../model/index.ts';
import { memberOf } from '../kit/links.ts';
import type { Asking } from './answers.ts';
import { endpoints } from './endpoints.ts';
import { Kept } from './kept.ts';
import { principalKey, userKey } from './keys.ts';
import type { ObjectRef, ServicePrincipal, User } from './shapes.ts';

interface Known {
  readonly as: 'identity' | 'blueprint' | 'user';
  readonly blueprint: string | undefined;
  /** Of a user: the agent identity that acts as it. */
  readonly parent: string | undefined;
  readonly sponsors: readonly ObjectRef[];
}

/** Tags by which products mark what they made as an agent, where it is no agent identity yet. */
const agentTag = /^(?:AgenticApp|AgenticInstance|AIAgentBuilder|AgentCreatedBy:.*|power-virtual-agents-.*)$/i;

/** Agent identities, the blueprints whose secrets let them act, and users that are agents. Read before all of these. */
export class Agents {
  readonly #known = new Kept<Known>('agents');

  async read(asking: Asking): Promise<void> {
    for (const [as, endpoint] of [
      ['identity', endpoints.agents],
      ['blueprint', endpoints.blueprintPrincipals],
      ['user', endpoints.agentUsers],
    ] as const)
      for await (const each of asking.each(endpoint))
        this.#known.set(each.id, {
          as,
          blueprint: each.agentIdentityBlueprintId ?? undefined,
          parent: each.identityParentId ?? undefined,
          sponsors: each.sponsors ?? [],
        });
  }

  isUser({ id, '@odata.type': type }: User): boolean {
    return this.#known.get(id)?.as === 'user' || (type ?? '').endsWith('.agentUser');
  }

  /** What of an agent the service principal is; undefined: none. */
  partOf(
    principal: ServicePrincipal,
  ): 'agent identity' | 'blueprint of agents' | 'agent by its tags' | undefined {
    const type = principal['@odata.type'] ?? '';
    const as = this.#known.get(principal.id)?.as;
    if (
      as === 'identity' ||
      type.endsWith('.agentIdentity') ||
      principal.servicePrincipalType === 'ServiceIdentity'
    )
      return 'agent identity';
    if (as === 'blueprint' || type.endsWith('.agentIdentityBlueprintPrincipal')) return 'blueprint of agents';
    return (principal.tags ?? []).some((tag) => agentTag.test(tag)) ? 'agent by its tags' : undefined;
  }

  sponsorsOf(id: string): readonly ObjectRef[] {
    return this.#known.get(id)?.sponsors ?? [];
  }

  /** How many sponsors are named; that none is says nothing where the lists were not there at all. */
  sponsorsSaid(id: string): string {
    const known = this.#known.get(id);
    return known === undefined ? 'not read' : String(known.sponsors.length);
  }

  /**
   * Whoever has a secret of the blueprint acts as each of its agents, and an agent as the user that it was given. `byApp`:
   * service principals by application; `isUser`: whether the user was read.
   */
  *observe(byApp: ReadonlyMap<string, string>, isUser: (id: string) => boolean): Iterable<Observation> {
    for (const [id, { as, blueprint, parent }] of this.#known) {
      const maker = as === 'identity' && blueprint !== undefined ? byApp.get(blueprint) : undefined;
      if (maker !== undefined) yield memberOf(principalKey(maker), principalKey(id), { via: 'assume' });
      if (as === 'user' && parent !== undefined && isUser(id) && this.#known.get(parent)?.as === 'identity')
        yield memberOf(principalKey(parent), userKey(id), { via: 'assume' });
    }
  }
}
