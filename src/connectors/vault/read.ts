import { Fault, type Observation } from '../../model/index.ts';
import type { ReadContext, ReadPage } from '../kit/connector.ts';
import { observationPages } from '../kit/observation-pages.ts';
import { keyOf } from '../kit/keys.ts';
import { Asking, type Answers } from '../kit/rest/asking.ts';
import { endpoints } from './endpoints.ts';
import { exportFolder } from './export-folder.ts';
import { observeGaps } from './gaps.ts';
import { Identities } from './identities.ts';
import { askVault } from './live.ts';
import type { VaultConfig } from './location.ts';
import { parsePolicy, type PathRule } from './policy.ts';
import { PolicySets } from './policy-sets.ts';
import { readLeases } from './leases.ts';
import { readRoles } from './roles.ts';
import { readTokens } from './tokens.ts';

/** Vault's answers, and policies that lie beside them as files. */
export interface VaultAnswers extends Answers {
  policyFiles(): AsyncIterable<{ readonly name: string; readonly file: string; readonly text: string }>;
}

/** Policies with what they amount to together, roles by which one signs in, entities and groups, and what was not read. */
export const readVault = (context: ReadContext<VaultConfig>): AsyncIterable<ReadPage> =>
  readAnswers(() => openAnswers(context));

async function openAnswers(context: ReadContext<VaultConfig>): Promise<VaultAnswers> {
  const { config, signal } = context;
  if ('path' in config) return exportFolder(config.path, signal);
  return askVault(config, { token: await context.secret(config.passwordFrom), signal });
}

/** The same, from wherever the answers come. */
export async function* readAnswers(open: () => Promise<VaultAnswers>): AsyncIterable<ReadPage> {
  const answers = await open();
  yield* observationPages(readServer(answers, new Asking(answers, 'Vault')));
}

async function* readServer(answers: VaultAnswers, asking: Asking): AsyncIterable<Observation> {
  const engines = (await asking.one(endpoints.mounts, {})) ?? [];
  for (const { path, type } of engines)
    yield { type: 'resource', key: keyOf('mount', path), name: `${path}/`, kind: `secret engine ${type}` };
  const policies = await readPolicies(answers, asking);
  const sets = new PolicySets(policies);
  const identities = new Identities();
  await identities.read(asking);
  for (const name of policies.keys()) yield* sets.tell([name]);
  const held = new Map<string, readonly string[]>();
  yield* identities.observe(sets);
  const methods = (await asking.one(endpoints.authMethods, {})) ?? [];
  for (const method of methods) {
    yield {
      type: 'resource',
      key: keyOf('auth', method.path),
      name: `auth/${method.path}/`,
      kind: `auth method ${method.type}`,
    };
    yield* readRoles(asking, method, { sets, identities, held });
  }
  yield* readTokens(asking, { sets, identities, held, mounts: methods.map(({ path }) => path) });
  yield* readLeases(asking, engines);
  yield* observeGaps(asking.unread);
}

async function readPolicies(
  answers: VaultAnswers,
  asking: Asking,
): Promise<ReadonlyMap<string, readonly PathRule[] | undefined>> {
  const found = new Map<string, readonly PathRule[] | undefined>();
  const parsed = (where: string, text: string): readonly PathRule[] => {
    try {
      return parsePolicy(text);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      throw new Fault(
        error.code,
        `\`${where}\`: ${error.message}`,
        error.next === undefined ? {} : { next: error.next },
      );
    }
  };
  const names: string[] = [];
  for await (const name of (await asking.list(endpoints.policies, {})) ?? []) names.push(name);
  for (const name of names) {
    // it has no text: it may do everything
    if (name === 'root') continue;
    const told = (await asking.one(endpoints.policy, { policy: name }))?.data;
    // an answer without a text is not a policy that allows nothing
    const text = told?.policy ?? told?.rules;
    found.set(name, text === undefined ? undefined : parsed(name, text));
  }
  for await (const { name, file, text } of answers.policyFiles()) {
    if (found.get(name) !== undefined)
      throw new Fault(
        'source_untrusted',
        `There are two policies \`${name.slice(0, 200)}\`: one of them is \`${file}\`.`,
        {
          next: 'Keep one of them in the folder.',
        },
      );
    found.set(name, parsed(file, text));
  }
  return found;
}
