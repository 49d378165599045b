import { dependsOn, decidedBy } from '../../access/aws-ask.ts';
import { nodeOf } from '../../access/aws-who-can.ts';
import {
  contextOf,
  evaluate,
  Question,
  type CompiledPolicy,
  type PolicySet,
} from '../../access/aws/index.ts';
import type { AwsAt } from '../aws/index.ts';
import { admittedSubjects } from './admitted-subjects.ts';

/** A role that lets identities of an OpenID Connect provider in. */
export interface FederatedRole {
  readonly at: AwsAt;
  readonly key: string;
  readonly node: number;
  /** ARN of the provider. */
  readonly provider: string;
  /** As conditions write it: `token.actions.githubusercontent.com`. */
  readonly issuer: string;
  /** What its conditions compare the subject with, as written. */
  readonly subjects: readonly string[];
  /** Patterns of which every subject that it lets in matches one; undefined: it does not say. */
  readonly admits: readonly string[] | undefined;
  readonly trust: PolicySet;
}

/** Every role whose trust policy names such a provider, for each provider. */
export const federatedRoles = (places: readonly AwsAt[]): readonly FederatedRole[] => [...rolesIn(places)];

function* rolesIn(places: readonly AwsAt[]): Iterable<FederatedRole> {
  for (const at of places)
    for (const principal of at.estate.principals) {
      if (principal.ask.caller.kind !== 'role') continue;
      const trust = at.estate.onResources.policyOn(principal.key);
      const node = nodeOf(at, principal);
      if (trust === undefined || node === -1) continue;
      for (const provider of new Set(trust.policies.flatMap(providersIn))) {
        const issuer = provider.slice(provider.indexOf('oidc-provider/') + 'oidc-provider/'.length);
        const subjects = trust.policies.flatMap((policy) => subjectsIn(policy, issuer));
        const admits = admittedSubjects(trust, { provider, issuer });
        yield { at, key: principal.key, node, provider, issuer, subjects, admits, trust };
      }
    }
}

const providersIn = ({ statements }: CompiledPolicy): readonly string[] =>
  statements.flatMap(({ principals }) =>
    (principals?.named ?? []).flatMap(({ type, name }) =>
      type === 'federated' && name.includes(':oidc-provider/') ? [name] : [],
    ),
  );

const subjectsIn = ({ statements }: CompiledPolicy, issuer: string): readonly string[] =>
  statements.flatMap(({ tests }) =>
    tests
      .filter(({ key }) => key === `${issuer.toLowerCase()}:sub`)
      .flatMap(({ text }) => text.slice(text.indexOf(': ') + 2).split(', ')),
  );

/** Whether the role lets in whoever has a token with this subject; undefined: it does not. */
export class TrustQuestion {
  readonly #question = new Question('sts:AssumeRoleWithWebIdentity');

  ask(
    role: FederatedRole,
    subject: string | undefined,
  ): { readonly dependsOn: readonly string[]; readonly says: readonly string[] } | undefined {
    const { issuer, provider, at, key, trust } = role;
    const claims = {
      [`${issuer}:aud`]: 'sts.amazonaws.com',
      ...(subject === undefined ? {} : { [`${issuer}:sub`]: subject }),
    };
    const account = /:iam::(\d{12}):/.exec(key)?.[1] ?? '';
    const { standing, anyRcps } = {
      standing: at.estate.organization.standing(account),
      anyRcps: at.estate.organization.anyRcps,
    };
    const answer = evaluate(this.#question, {
      caller: { kind: 'identity_provider', provider },
      identity: { policies: [], unread: [] },
      ...(at.when.rcpServices.has('sts') ? { rcps: standing?.rcps ?? anyRcps } : {}),
      resource: key,
      resourceAccount: account,
      resourcePolicy: trust,
      context: contextOf(claims),
    });
    if (answer.verdict === 'deny') return undefined;
    return { dependsOn: dependsOn(answer), says: decidedBy(answer) };
  }
}
