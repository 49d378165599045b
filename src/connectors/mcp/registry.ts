import { z } from 'zod';
import { Fault } from '../../model/index.ts';
import type { ListedServer } from './found.ts';

const text = z.string().max(4096).catch('');
const list = <T extends z.ZodType>(item: T) => z.array(item).max(1000).nullish();
const variable = z.object({
  name: text.default(''),
  is_secret: z.boolean().optional().catch(undefined),
  isSecret: z.boolean().optional().catch(undefined),
});
const shape = z.object({
  name: text.default(''),
  packages: list(
    z.object({
      registry_name: text.optional(),
      registry_type: text.optional(),
      registryType: text.optional(),
      name: text.optional(),
      identifier: text.optional(),
      environment_variables: list(variable),
      environmentVariables: list(variable),
    }),
  ),
  remotes: list(z.object({ url: text.default(''), headers: list(variable) })),
});
const wrapped = z.object({ server: shape });

/** A variable or header whose name says that it holds a credential. */
const namesCredential = (name: string): boolean =>
  /key|token|secret|password/i.test(name) || /^(?:proxy-)?authorization$/i.test(name);

const registries: ReadonlyMap<string, string> = new Map([['docker', 'oci']]);

/**
 * One `server.json`, in the shape of 2025-05 or the later ones, or wrapped as the registry's API gives it → what it lists.
 * An entry without a name gives undefined. Throws Fault `input_wrong_kind` for anything else.
 */
export function listedServer(value: unknown, at: string): ListedServer | undefined {
  const inner = wrapped.safeParse(value);
  const parsed = inner.success ? inner : shape.safeParse(value);
  if (!parsed.success)
    throw new Fault(
      'input_wrong_kind',
      `At ${at}, field \`${(parsed.error.issues[0]?.path.join('.') ?? '').slice(0, 100)}\`: this is no server as an MCP registry lists it.`,
      { next: 'Give what the registry answers to `GET /v0/servers`, or server.json files.' },
    );
  const server = 'server' in parsed.data ? parsed.data.server : parsed.data;
  if (server.name.trim() === '') return undefined;
  const packages = server.packages ?? [];
  const remotes = server.remotes ?? [];
  const variables = [
    ...packages.flatMap((each) => [
      ...(each.environment_variables ?? []),
      ...(each.environmentVariables ?? []),
    ]),
    ...remotes.flatMap((each) => each.headers ?? []),
  ];
  return {
    name: server.name,
    software: [
      ...packages.flatMap((each) => {
        const registry = (each.registryType ?? each.registry_type ?? each.registry_name ?? '').toLowerCase();
        const name = each.identifier ?? each.name ?? '';
        return name === '' || registry === '' || registry === 'unknown'
          ? []
          : [`${registries.get(registry) ?? registry}:${name}`];
      }),
      ...remotes.flatMap(({ url }) => {
        const host = URL.parse(url)?.host ?? '';
        return host === '' ? [] : [`host:${host}`];
      }),
    ],
    needs: [
      ...new Set(
        variables
          .filter(
            ({ name, is_secret, isSecret }) =>
              name !== '' && (is_secret === true || isSecret === true || namesCredential(name)),
          )
          .map(({ name }) => name),
      ),
    ].toSorted(),
  };
}
