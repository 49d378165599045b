import type { AccountView, CredentialView, SameCredentialView } from '../../model/index.ts';
import { accountFacts, credentialFacts, factOf } from '../facts.ts';
import { actsForAgent } from '../mcp-server.ts';
import type { Conclusion, Rule } from '../rule.ts';

export const workloadsShareCredential: Rule = {
  id: 'workloads-share-credential',
  version: 1,
  title: 'One credential for more than one program',
  why: 'What one of them does looks like the other in every log, neither can be stopped alone, and whoever breaks into the weaker one has both.',
  reference: ['OWASP-NHI-2025 NHI9:2025', 'NIST-CSF-2.0 PR.AA-01', 'ISO-27001-2022 A.5.16'],
  falsePositives: ['One program that two sources tell of: say at one of them that it is the other.'],
  runbook: [
    'Give each program a credential of its own, made where it signs in.',
    'Move them one after the other; then replace the shared one.',
  ],
  needs: ['credentials', 'kind', 'state'],
  evaluate(view) {
    if (!isProgram(view) || view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    return view.credentials.filter(({ state }) => state !== 'inactive').map((each) => conclude(each, view));
  },
};

/** Agents, and what acts for them, are told by `agent-shares-credential`. */
const isProgram = (view: AccountView): boolean =>
  view.kind !== 'person' && view.kind !== 'unknown' && !actsForAgent(view);
const isOtherProgram = ({ kind, account }: SameCredentialView): boolean =>
  (kind === 'service_account' || kind === 'workload' || kind === 'integration') &&
  !account.key.startsWith('server/');

function conclude(each: CredentialView, view: AccountView): Conclusion {
  const others = each.sameAs.filter(isOtherProgram);
  const [first] = others;
  if (first === undefined) {
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
  const about = credentialFacts(each, view);
  const keys = others.map(({ account }) => `${account.source}/${account.key}`);
  const shared = factOf(each.ref, 'also held by', keys, view.observedAt);
  const [cause = ''] = [`${view.ref.source}/${view.ref.key}`, ...keys].toSorted();
  const administers = others.some(({ privileges }) => privileges.some(({ conditional }) => !conditional));
  return {
    is: 'hit',
    subject: each.ref,
    aspect: '',
    title: `${view.ref.name} holds the same ${each.credential.replaceAll('_', ' ')} as ${first.account.name}${others.length > 1 ? ` and ${others.length - 1} more` : ''}`,
    cause: { key: cause, title: `programs share a credential of ${cause}` },
    facts: [...accountFacts(view), ...about, shared],
    material: [...about.map(({ id }) => id), shared.id],
    risk: {
      likelihood: [{ what: 'the weaker of them is enough to have both', points: 20 }],
      blast: administers
        ? [{ what: 'that account holds administrator rights', points: 40 }]
        : [{ what: 'it may do all that the other may', points: 25 }],
      ease: [{ what: 'a credential of its own has to be made first', points: 10 }],
    },
    recheckAt: null,
  };
}
