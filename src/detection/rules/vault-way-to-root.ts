import { accountFacts, factOf } from '../facts.ts';
import type { Conclusion, Rule } from '../rule.ts';

/** What lets somebody give themselves all the rest of a Vault: its policies, its doors, who is who. */
const governs = /^(?:create|update|patch|sudo) on (?:sys|auth|identity)\//;

export const vaultWayToRoot: Rule = {
  id: 'vault-way-to-root',
  version: 1,
  title: 'Right to rewrite the rules of a secret store',
  why: 'Who may write policies, roles or groups of Vault can let themselves read every secret in it, one request later.',
  reference: [
    'OWASP-NHI-2025 NHI5:2025',
    'PCI-DSS-4.0.1 7.2.2',
    'ISO-27001-2022 A.8.2',
    'NIST-CSF-2.0 PR.AA-05',
  ],
  falsePositives: ['The one pipeline that keeps the policies: accept it, with an owner and a narrow door.'],
  runbook: [
    'See by which role it is held, and who can sign in by that.',
    'Name the policies and roles that it keeps, instead of all of them; leave out its own.',
    'Where people hold it, have them take it for the hour that they need it.',
  ],
  needs: ['privileges', 'state'],
  evaluate(view) {
    if (view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    const held = view.privileges.filter(({ what }) => governs.test(what));
    const [first] = held;
    if (first === undefined) return [{ is: 'clear', recheckAt: null }];
    const sure = held.filter(({ conditional }) => !conditional);
    if (sure.length === 0)
      return [{ is: 'unknown', subject: view.ref, aspect: '', missing: `on what it depends: ${first.what}` }];
    const rights = factOf(view.ref, 'may', sure.map(({ what }) => what).toSorted(), view.observedAt);
    const giver = sure[0]?.path.findLast((step) => step.entity === 'group') ?? view.ref;
    const conclusion: Conclusion = {
      is: 'hit',
      subject: view.ref,
      aspect: '',
      title: `${view.ref.name} may ${sure[0]?.what ?? first.what}`,
      cause: { key: `${giver.source}/${giver.key}`, title: `${giver.name} may rewrite the rules` },
      facts: [...accountFacts(view), rights],
      material: [rights.id],
      risk: {
        likelihood: [
          view.kind === 'person'
            ? { what: 'a person can give themselves everything', points: 20 }
            : { what: 'one token of a machine is enough to have everything', points: 28 },
        ],
        blast: [{ what: 'it can have every secret', points: 45 }],
        ease: [{ what: 'one policy has to be narrowed', points: 10 }],
      },
      recheckAt: null,
    };
    return [conclusion];
  },
};
