import type { OpenTrustView } from '../../model/index.ts';
import { accountFacts, factOf } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Conclusion, Rule } from '../rule.ts';

export const roleOpenToOutsiders: Rule = {
  id: 'role-open-to-outsiders',
  version: 2,
  title: 'Role that outsiders may become',
  why: 'Its trust policy names whoever there is, a company without saying on whose behalf it may come, or everything that an identity provider vouches for. Nobody inside has to make a mistake any more: one who is outside asks for the role and has what it has.',
  reference: [
    'OWASP-NHI-2025 NHI3:2025',
    'OWASP-NHI-2025 NHI4:2025',
    'NIST-CSF-2.0 PR.AA-05',
    'ISO-27001-2022 A.5.19',
    'SOC2-TSC CC6.3',
  ],
  falsePositives: [
    'The account is one of ours that no source was read of: read its organisation, and it is known.',
    'A resource control policy that was not read keeps strangers out.',
    'Every repository of the owner is trusted alike, and whoever may make one may have the role: accept it.',
  ],
  runbook: [
    'See in the account’s log who became the role in the last 90 days, and from where.',
    'Narrow the trust policy to them: the account and an external id that the other side keeps for us alone, the repository and branch or environment in `sub`, the audience.',
    'Where nobody became it, take the statement out, or the role away.',
  ],
  needs: ['openTrusts', 'state'],
  evaluate(view) {
    if (view.state === 'disabled') return [{ is: 'clear', recheckAt: null }];
    if (view.openTrusts === undefined)
      return [
        {
          is: 'unknown',
          subject: view.ref,
          aspect: '',
          missing: 'whom its trust policy lets in: nobody looked',
        },
      ];
    return view.openTrusts.map((open): Conclusion => {
      const aspect = `${open.kind} ${open.who}`;
      if (open.dependsOn.length > 0)
        return {
          is: 'unknown',
          subject: view.ref,
          aspect,
          missing: `whether ${open.who} may become it: ${open.dependsOn.join('; ')}`,
        };
      const said = [open.who, `its trust policy lacks ${open.lacks}`, ...open.by];
      const who = factOf(view.ref, 'may be assumed by', said, view.observedAt);
      const state = factOf(view.ref, 'state', view.state, view.observedAt);
      const told = { ...who, id: `${who.id} ${open.who}` };
      return {
        is: 'hit',
        subject: view.ref,
        aspect,
        title: `${view.ref.name} may be assumed by ${open.who}`,
        cause: {
          key: `${view.ref.source}/${view.ref.key}`,
          title: `the trust policy of ${view.ref.name} is too wide`,
        },
        facts: [...accountFacts(view), state, told],
        material: [told.id, state.id],
        risk: {
          likelihood: [likelihoodOf(open)],
          blast: blastOf(view),
          ease: [{ what: 'one trust policy has to be narrowed', points: 15 }],
        },
        recheckAt: null,
      };
    });
  },
};

function likelihoodOf({ kind, lacks }: OpenTrustView): { readonly what: string; readonly points: number } {
  if (kind === 'anybody') return { what: 'anybody may ask for it, from any account', points: 40 };
  if (kind === 'account')
    return { what: 'anybody else’s customer of that company can have it ask on their behalf', points: 20 };
  return lacks.startsWith('a condition') || lacks.startsWith('the whole name')
    ? { what: 'it does not depend on who asks', points: 35 }
    : { what: 'one repository of many, on any branch, is enough', points: 20 };
}
