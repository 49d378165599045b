import { accountFacts, factOf, isPrivileged, limitFact, privilegeFacts } from '../facts.ts';
import { blastOf } from '../ranking.ts';
import type { Conclusion, Rule } from '../rule.ts';
import type { AccountView, EstateRef } from '../../model/index.ts';

const dayMs = 86_400_000;

export const rightsNeverUsed: Rule = {
  id: 'rights-never-used',
  version: 1,
  title: 'Administrator rights of which logs show no use',
  why: 'Whoever only looks needs no right to change everything. The right serves whoever steals it, and taking it away breaks nothing that was seen.',
  reference: [
    'OWASP-NHI-2025 NHI5:2025',
    'NIST-CSF-2.0 PR.AA-05',
    'ISO-27001-2022 A.8.2',
    'PCI-DSS-4.0.1 7.2.2',
    'SOC2-TSC CC6.3',
  ],
  falsePositives: [
    'What it changes is data that the log leaves out (objects, items of tables): even then the policy that would have sufficed is small.',
    'A break-glass account, meant to be used when nothing else works: accept the risk with an end date and alarm on its use.',
  ],
  runbook: [
    'Look at `countersign least-privilege` of it: what it used, and the policy that would have sufficed.',
    'Give it that, then take the administrator right away; where many have it by one group, start there.',
    'Keep the logs on: what fails afterwards is told as denied.',
  ],
  needs: ['privileges', 'powers', 'behaviour', 'state'],
  evaluate(view, { limits }) {
    if (!isPrivileged(view) || view.state === 'disabled' || view.state === 'expired')
      return [{ is: 'clear', recheckAt: null }];
    const unknown = (missing: string): readonly Conclusion[] => [
      { is: 'unknown', subject: view.ref, aspect: '', missing },
    ];
    const { behaviour } = view;
    if (behaviour === undefined || behaviour === null)
      return unknown('whether its administrator rights are used: no log was read that would show it');
    const { effect, from, until, events, logs } = behaviour;
    if (effect === undefined || effect === null)
      return unknown('whether what it did changed anything: the logs are too large to have kept it all');
    if (effect.changes > 0) return [{ is: 'clear', recheckAt: null }];
    const days = Math.floor((Date.parse(until) - Date.parse(from)) / dayMs);
    if (days < limits.dormantDays)
      return unknown(
        `whether its administrator rights are used: logs cover ${days} days of the ${limits.dormantDays} that it takes`,
      );
    // an account that is idle altogether is told by `dormant-privileged-account`; or it is one that no log would name
    if (events === 0) return unknown('whether it is used at all: no log that was read names it');
    const giver = giverOf(view);
    const looked = factOf(view.ref, 'only looked', String(effect.looks > 0), view.observedAt);
    const changed = factOf(view.ref, 'changed something', 'never', view.observedAt);
    const covered = factOf(
      view.ref,
      'logs cover',
      `${logs.join(', ')}: ${from} to ${until}`,
      view.observedAt,
    );
    const privileges = privilegeFacts(view);
    const powers = factOf(view.ref, 'powers', view.powers, view.observedAt);
    const limit = limitFact('dormantDays', limits.dormantDays, view.observedAt);
    return [
      {
        is: 'hit',
        subject: view.ref,
        aspect: '',
        title: `${view.ref.name} holds administrator rights and ${effect.looks > 0 ? 'only looked' : 'only signed in'} in the ${days} days that logs cover`,
        cause: {
          key: `${giver.source}/${giver.key} unused`,
          title: `${giver.name} gives administrator rights of which logs show no use`,
        },
        facts: [...accountFacts(view), changed, looked, covered, powers, ...privileges, limit],
        material: [changed.id, powers.id, ...privileges.map(({ id }) => id), limit.id],
        risk: {
          likelihood: [
            view.kind === 'person'
              ? { what: 'the right is there all day and not missed', points: 12 }
              : { what: 'a machine credential that nobody watches has it', points: 16 },
          ],
          blast: blastOf(view),
          ease: [{ what: 'nothing that was seen would fail without it', points: 20 }],
        },
        recheckAt: null,
      },
    ];
  },
};

/** The last group or policy by which it holds the right; a power is its own. */
const giverOf = (view: AccountView): EstateRef =>
  view.privileges[0]?.path.findLast(({ entity }) => entity === 'group') ?? view.ref;
