import type { CredentialView, SameCredentialView } from '../../model/index.ts';
import { accountFacts, credentialFacts, factOf } from '../facts.ts';
import { actsForAgent } from '../mcp-server.ts';
import type { Conclusion, Rule } from '../rule.ts';

export const agentHoldsAdministratorCredential: Rule = {
  id: 'agent-holds-administrator-credential',
  version: 1,
  title: 'Agent holds a credential of an administrator',
  why: 'One sentence in a page, a ticket or a tool’s description that the agent reads is enough to have it use everything the credential opens.',
  reference: ['OWASP-NHI-2025 NHI5:2025', 'NIST-CSF-2.0 PR.AA-05', 'ISO-27001-2022 A.8.2', 'SOC2-TSC CC6.3'],
  falsePositives: [
    'The agent is the company’s own automation of that system, and a person confirms what it does.',
  ],
  runbook: [
    'Take the credential out of the file, and replace it: an agent had it.',
    'Give the agent one with the rights that its tools need, and no more.',
  ],
  needs: ['credentials', 'kind', 'attributes', 'state'],
  evaluate(view) {
    if (!actsForAgent(view) || view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    return view.credentials
      .filter(({ state }) => state !== 'inactive')
      .map((each): Conclusion => {
        const certain = each.sameAs.find(administers);
        if (certain === undefined) return withoutAdministrator(each);
        const about = credentialFacts(each, view);
        const account = `${certain.account.source}/${certain.account.key}`;
        const of = factOf(each.ref, 'is a credential of', account, view.observedAt);
        const may = factOf(certain.account, 'holds', rightsOf(certain), view.observedAt);
        return {
          is: 'hit',
          subject: each.ref,
          aspect: '',
          title: `${view.ref.name} can act as ${certain.account.name}, an administrator`,
          cause: { key: account, title: `${certain.account.name} is an administrator, and agents act as it` },
          facts: [...accountFacts(view), ...about, of, may],
          material: [...about.map(({ id }) => id), of.id, may.id],
          risk: {
            likelihood: [{ what: 'whoever can make the agent read something can have it used', points: 40 }],
            blast: [{ what: 'it opens administrator rights', points: 45 }],
            ease: [{ what: 'an account with fewer rights has to be made first', points: 8 }],
          },
          recheckAt: null,
        };
      });
  },
};

const rightsOf = ({ powers, privileges }: SameCredentialView): readonly string[] => [
  ...powers,
  ...privileges.filter(({ conditional }) => !conditional).map(({ what }) => what),
];
const administers = (same: SameCredentialView): boolean =>
  same.privileges.some(({ conditional }) => !conditional) ||
  same.powers.some((power) => power === 'superuser' || power === 'root');

function withoutAdministrator(each: CredentialView): Conclusion {
  const unknown = (missing: string): Conclusion => ({
    is: 'unknown',
    subject: each.ref,
    aspect: '',
    missing,
  });
  if (each.fingerprint === undefined && each.publicId === undefined)
    return unknown('whose credential it is: the file only names it');
  if (each.sameAs.some(({ privileges }) => privileges.length > 0))
    return unknown('when the administrator rights apply');
  return { is: 'clear', recheckAt: null };
}
