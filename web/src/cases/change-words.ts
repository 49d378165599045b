import type { RouteOutput } from '../api/route-table.ts';
import { t } from '../text/changes.ts';
import { inert } from '../text/inert.ts';

type Change = RouteOutput<'proposals.show'>['filed']['proposal']['changes'][number]['change'];

/**
 * What will be different, in one sentence, said from the very change whose digest a signature covers; the same words as the
 * server's (a test holds them together).
 */
export function changeWords(change: Change): string {
  switch (change.type) {
    case 'grant.add':
      return sentence(
        t(change.grantable ? 'grantAddOn' : 'grantAdd', {
          who: change.subjectKey,
          what: change.entitlementKey,
        }),
        change.until,
      );
    case 'grant.remove':
      return inert(t('grantRemove', { who: change.subjectKey, what: change.entitlementKey }));
    case 'membership.add':
      return sentence(t('memberAdd', { who: change.memberKey, what: change.groupKey }), change.until);
    case 'membership.remove':
      return inert(t('memberRemove', { who: change.memberKey, what: change.groupKey }));
    case 'account.disable':
      return inert(t('disable', { who: change.accountKey }));
    case 'account.enable':
      return inert(t('enable', { who: change.accountKey }));
    case 'account.create':
      return inert(t('create', { who: change.accountKey, until: change.validUntil }));
    case 'account.drop':
      return inert(
        change.watchedSeconds === undefined
          ? t('drop', { who: change.accountKey })
          : t('dropWatched', { who: change.accountKey, time: lasting(change.watchedSeconds) }),
      );
    case 'owner.assign':
      return inert(
        t('ownerAssign', {
          person: change.personKey,
          from: change.personSource,
          role: change.role,
          who: change.accountKey,
          source: change.accountSource,
        }),
      );
    case 'owner.clear':
      return inert(
        t('ownerClear', { who: change.accountKey, source: change.accountSource, role: change.role }),
      );
    case 'risk.accept':
      return inert(
        t('riskAccept', { finding: change.findingId, until: change.until, reason: change.reason }),
      );
    case 'risk.reopen':
      return inert(t('riskReopen', { finding: change.findingId }));
    case 'bundle.define':
      return inert(
        t('bundleDefine', {
          bundle: change.bundle,
          title: change.title,
          owner: change.ownerKey,
          content: change.content
            .map(({ is, source, key }) => `${is} ${source} ${key}`)
            .toSorted()
            .join(', '),
        }),
      );
    case 'bundle.retire':
      return inert(t('bundleRetire', { bundle: change.bundle }));
  }
}

const sentence = (says: string, until: string | null): string =>
  inert(until === null ? says : t('untilThen', { says, until }));

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;
/** The two largest units, as the server says them: `7 days`, `1 hour 30 minutes`. */
function lasting(seconds: number): string {
  let left = seconds;
  const parts: string[] = [];
  for (const [name, size] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
  }
  return parts.slice(0, 2).join(' ');
}
