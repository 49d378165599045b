import type { Observation } from '../../model/index.ts';
import { memberOf } from '../kit/links.ts';
import type { Asking } from './answers.ts';
import { endpoints } from './endpoints.ts';
import { Kept } from './kept.ts';
import { principalKey } from './keys.ts';
import type { ObjectRef, ServicePrincipal, User } from './shapes.ts';

interface Known {
  readonly as: 'identity' | 'blueprint' | 'user';
  readonly blueprint: string | undefined;
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
      for await (const { id, agentIdentityBlueprintId, sponsors } of asking.each(endpoint))
        this.#known.set(id, {
          as,
          blueprint: agentIdentityBlueprintId ?? undefined,
          sponsors: sponsors ?? [],
        });
  }

  isIdentity(id: string): boolean {
    return this.#known.get(id)?.as === 'identity';
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

  blueprintOf(id: string): string | undefined {
    return this.#known.get(id)?.blueprint;
  }

  /** Whoever has a secret of the blueprint acts as each of its agents. `byApp`: service principals by application. */
  *observe(byApp: ReadonlyMap<string, string>): Iterable<Observation> {
    for (const [id, { as, blueprint }] of this.#known) {
      const parent = as === 'identity' && blueprint !== undefined ? byApp.get(blueprint) : undefined;
      if (parent !== undefined) yield memberOf(principalKey(parent), principalKey(id), { via: 'assume' });
    }
  }
}
