import { is, nameAt, that, timeAt, timed, way, type Way } from '../reading.ts';
import { conditionsOn, resourceIn, things } from './access-words.ts';

/** Who decided, and when something was last looked at: shapes that settle what is asked for. */
export const decisions: readonly Way[] = [
  way(
    `when (?:was|were|did|has|is) (?:the )?(?:{N}|access of {N}|access for {N}|someone)(?: 's)?(?: access| grants| rights| permissions| account)? (?:been )?last (?:been )?(?:reviewed|certified|recertified|looked at|attested)|(?:date of (?:the )?)?last (?:review|certification) (?:of|for) (?:the )?{N}(?: 's access)?`,
    (r, m) => {
      r.select = 'review_item';
      r.rest.returns = 'latest_date';
      that(is('identity.name', nameAt(r, m[1] ?? m[2] ?? m[3] ?? m[4])))(r, m);
    },
  ),
  way(
    `who (?:has |had )?(?:approved|signed(?: off(?: on)?)?|granted|authori[sz]ed|said yes to|gave|allowed) (?:the )?(?:{N} (?:'s )?)?(?:(admin|read|write|privileged|root|owner|delete) )?(?:access|rights?|grants?|permissions?|entitlements?)?(?: (?:to|on|for|in|of) (${things}))?(?: {T})?`,
    (r, m) => {
      r.select = 'decision';
      r.rest.returns = 'approver';
      const time = timeAt(r, m[4]);
      const thing = resourceIn(r, m[3] ?? '') ?? {};
      if (m[1] !== undefined) that(is('identity.name', nameAt(r, m[1])))(r, m);
      if (m[2] === 'privileged') that(is('privileged', true))(r, m);
      else if (m[2] !== undefined) that(is('grant.action', m[2]))(r, m);
      that(...conditionsOn(thing, 'beside'))(r, m);
      if (time !== undefined) that(timed('decided', time, false))(r, m);
    },
  ),
  way(
    '(?:decisions|approvals|answers)(?: that)? (?:{N}|by {N}|of {N})(?: (?:made|took|signed|gave|has made))?(?: {T})?|(?:what|everything)(?: that)? (?:did )?{N} (?:decided|decide|approved|approve|signed|sign)(?: {T})?|(?:decided|approved|signed|answered) by {N}(?: {T})?',
    (r, m) => {
      const [name, time] = [m[1] ?? m[2] ?? m[3] ?? m[5] ?? m[7], timeAt(r, m[4] ?? m[6] ?? m[8])];
      r.heads.push({ at: m.index, noun: 'decision' });
      that(is('decided_by', nameAt(r, name)))(r, m);
      if (time !== undefined) that(timed('decided', time, false))(r, m);
    },
  ),
];
