import type { AccountView, CredentialView, SameCredentialView } from '../../model/index.ts';
import { accountFacts, credentialFacts, factOf } from '../facts.ts';
import { actsForAgent } from '../mcp-server.ts';
import type { Conclusion, Rule } from '../rule.ts';

export const agentSharesCredential: Rule = {
  id: 'agent-shares-credential',
  version: 1,
  title: 'Agent holds a credential that is not its own',
  why: 'What the agent does looks like the person, or like the other agent, in every log; it cannot be stopped alone, and has all that the other has.',
  reference: [
    'OWASP-NHI-2025 NHI9:2025',
    'OWASP-NHI-2025 NHI10:2025',
    'NIST-CSF-2.0 PR.AA-01',
    'SOC2-TSC CC6.1',
  ],
  falsePositives: ['Two configurations of one agent on one machine: give them one, or accept it.'],
  runbook: [
    'Make the agent an identity of its own, with the rights that its work needs, and a credential that ends.',
    'Put that in the place of the shared one; then replace the shared one, which was in a file that an agent reads.',
  ],
  needs: ['credentials', 'kind', 'attributes', 'state'],
  evaluate(view) {
    if (!actsForAgent(view) || view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    return view.credentials.filter(({ state }) => state !== 'inactive').map((each) => conclude(each, view));
  },
};

function conclude(each: CredentialView, view: AccountView): Conclusion {
  if (each.fingerprint === undefined && each.publicId === undefined)
    return {
      is: 'unknown',
      subject: each.ref,
      aspect: '',
      missing: 'whose credential it is: the file only names it',
    };
  const person = each.sameAs.find(isOfPerson);
  const agent = each.sameAs.find(isOfAgent);
  const other = person ?? agent;
  if (other === undefined) {
    const open = each.sameAs.find(({ kind }) => kind === 'unknown');
    return open === undefined
      ? { is: 'clear', recheckAt: null }
      : {
          is: 'unknown',
          subject: each.ref,
          aspect: '',
          missing: `whether a person or a machine uses ${open.account.name}`,
        };
  }
  const said = person === undefined ? 'another agent' : 'a person';
  const about = credentialFacts(each, view);
  const shared = factOf(
    each.ref,
    'also held by',
    each.sameAs.map(({ account }) => `${account.source}/${account.key}`),
    view.observedAt,
  );
  return {
    is: 'hit',
    subject: each.ref,
    aspect: '',
    title: `${view.ref.name} holds a credential of ${other.account.name} (${said})`,
    cause: {
      key: `${other.account.source}/${other.account.key}`,
      title: `agents act as ${other.account.name}`,
    },
    facts: [...accountFacts(view), ...about, shared],
    material: [...about.map(({ id }) => id), shared.id],
    risk: {
      likelihood: [
        person === undefined
          ? { what: 'nobody can tell the two apart', points: 20 }
          : { what: 'it acts under a person’s name', points: 30 },
      ],
      blast: other.privileges.some(({ conditional }) => !conditional)
        ? [{ what: 'that account holds administrator rights', points: 40 }]
        : [{ what: 'it may do all that the other may, and nobody gave it that', points: 30 }],
      ease: [{ what: 'an identity of its own has to be made first', points: 8 }],
    },
    recheckAt: null,
  };
}

const isOfPerson = ({ kind, person }: SameCredentialView): boolean =>
  kind === 'person' || person !== undefined;
/** Another agent, or a server that acts for one. */
const isOfAgent = ({ kind, account }: SameCredentialView): boolean =>
  kind === 'agent' || (kind === 'integration' && account.key.startsWith('server/'));
