import type { EstateRef, PrivilegeView } from '../../model/index.ts';
import { accountFacts, factOf } from '../facts.ts';
import type { Conclusion, Rule } from '../rule.ts';

/** Everything on everything, all of IAM or (of Vault) `sudo` on every path, which are the way to everything; narrower wildcards are not this rule's. */
const everything = /^(\*(:\*)?|iam:\*|sudo) on \*$/i;

export const wildcardAdministratorPolicy: Rule = {
  id: 'wildcard-administrator-policy',
  version: 2,
  title: 'Administrator through a wildcard',
  why: 'A policy that allows everything on everything makes administrators of all who hold it, whatever they were meant to do.',
  reference: [
    'OWASP-NHI-2025 NHI5:2025',
    'PCI-DSS-4.0.1 7.2.2',
    'ISO-27001-2022 A.8.2',
    'NIST-CSF-2.0 PR.AA-05',
  ],
  falsePositives: [
    'The one role through which administrators are meant to work: accept it, with its members reviewed.',
  ],
  runbook: [
    'Start with the policy, not with the accounts: one change to it closes every finding of this cause.',
    'Write down which actions its holders used; replace the wildcard by those.',
    'Detach it from everybody who is not an administrator by job.',
  ],
  needs: ['privileges'],
  evaluate(view) {
    if (view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    const conclusions = new Map<string, Conclusion>();
    const wildcards = view.privileges.filter((held) => everything.test(held.what));
    for (const held of wildcards.filter((each) => !each.conditional)) {
      const giver = giverOf(held, view.ref);
      const key = nameOf(giver);
      if (conclusions.has(key)) continue;
      const path = factOf(
        view.ref,
        `path/${giver.key}`,
        held.path.map((step) => step.key),
        view.observedAt,
      );
      const what = factOf(giver, 'allows', held.what, view.observedAt);
      conclusions.set(key, {
        is: 'hit',
        subject: view.ref,
        aspect: giver.key,
        title: `${view.ref.name} is administrator through ${giver.key === view.ref.key ? 'a policy of its own' : giver.name}`,
        cause: { key, title: `${giver.name} allows ${held.what}` },
        facts: [...accountFacts(view), what, path],
        material: [what.id, path.id],
        risk: {
          likelihood:
            view.kind === 'person'
              ? [{ what: 'a person works as administrator all day', points: 15 }]
              : [{ what: 'a machine credential is enough to become administrator', points: 25 }],
          blast: [{ what: 'it allows everything', points: 40 }],
          ease: [{ what: 'one policy has to be narrowed', points: 10 }],
        },
        recheckAt: null,
      });
    }
    // A right under conditions that nobody evaluated may be none.
    for (const held of wildcards) {
      const giver = giverOf(held, view.ref);
      if (!held.conditional || conclusions.has(nameOf(giver))) continue;
      const missing = 'whether the conditions of a policy that allows everything are met';
      conclusions.set(nameOf(giver), { is: 'unknown', subject: view.ref, aspect: giver.key, missing });
    }
    return [...conclusions.values()];
  },
};

/** The last policy or group on the path gives the right; without one the account holds it by itself. */
const giverOf = (held: PrivilegeView, account: EstateRef): EstateRef =>
  held.path.findLast((step) => step.entity === 'group') ?? account;

const nameOf = ({ source, key }: EstateRef): string => `${source}/${key}`;
