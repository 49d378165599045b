import type { AccountView, PrivilegeView } from '../../model/index.ts';
import { accountFacts, factOf } from '../facts.ts';
import type { Conclusion, Rule } from '../rule.ts';

/** The group of those who own something, as connectors write it: it may act as that. Owners of an
 * organisation of GitHub are administrators, and act as nobody else. */
const owners = '#owners';
const owned = ({ path }: PrivilegeView): string | undefined => {
  const [, group, thing] = path;
  return thing !== undefined && group?.key === `${thing.key}${owners}` ? thing.key : undefined;
};

export const ownerMayActAsPrivilegedApp: Rule = {
  id: 'owner-may-act-as-privileged-app',
  version: 2,
  title: 'Owner of something more privileged than themself',
  why: 'Whoever owns an application can add a secret to it and act as it, and whoever owns a group can join it. Nobody gave them that right, and no review of administrators shows it.',
  reference: ['OWASP-NHI-2025 NHI5:2025', 'NIST-CSF-2.0 PR.AA-05', 'ISO-27001-2022 A.8.2', 'SOC2-TSC CC6.3'],
  falsePositives: [
    'An app management policy or a lock of the application forbids new secrets: accept it, naming the policy.',
  ],
  runbook: [
    'Ask which of its rights the application still needs; give it fewer.',
    'Let it be owned by somebody who is administrator anyway, and sponsored by who asked for it.',
  ],
  needs: ['privileges', 'state'],
  evaluate(view) {
    if (view.state === 'disabled' || view.state === 'expired') return [{ is: 'clear', recheckAt: null }];
    const byOwning = view.privileges.filter((each) => owned(each) !== undefined);
    const own = view.privileges.filter((each) => owned(each) === undefined);
    if (byOwning.length === 0 || own.some(({ conditional }) => !conditional))
      return [{ is: 'clear', recheckAt: null }];
    const things = Map.groupBy(byOwning, (each) => owned(each) ?? '');
    return [...things].map(([thing, held]): Conclusion =>
      own.length > 0
        ? {
            is: 'unknown',
            subject: view.ref,
            aspect: thing,
            missing: 'whether they are administrator themself, which depends on conditions',
          }
        : hit(view, thing, held),
    );
  },
};

function hit(view: AccountView, thing: string, held: readonly PrivilegeView[]): Conclusion {
  const name = held[0]?.path.find(({ key }) => key === thing)?.name ?? thing;
  const owns = factOf(view.ref, `owns/${thing}`, name, view.observedAt);
  const rights = held.slice(0, 20).map(({ what }) => what);
  const allows = factOf(view.ref, `through/${thing}`, rights, view.observedAt);
  return {
    is: 'hit',
    subject: view.ref,
    aspect: thing,
    title: `${view.ref.name} owns ${name} and so may ${(rights[0] ?? '').replace(/ on .*$/, '')}`,
    cause: { key: `${view.ref.source}/${thing}`, title: `${name} is owned by who is no administrator` },
    facts: [...accountFacts(view), owns, allows],
    material: [owns.id, allows.id],
    risk: {
      likelihood: [
        view.kind === 'person'
          ? { what: 'one person is one step from administrator', points: 18 }
          : { what: 'one program is one step from administrator', points: 22 },
      ],
      blast: [{ what: 'what it owns holds administrator rights', points: 40 }],
      ease: [{ what: 'another owner takes a minute', points: 20 }],
    },
    recheckAt: null,
  };
}
