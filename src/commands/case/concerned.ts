import type { Change, SourceId } from '../../model/index.ts';
import { findingById, type FindingRecord } from '../../detection/index.ts';
import { bundlesInForce } from '../../estate/index.ts';
import { isSourceId } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { Instant } from '../../model/index.ts';

/** The subject in the estate that a change is about: whose access or ownership it touches. */
export interface Concerned {
  readonly source: SourceId;
  readonly key: string;
  /** There when the change is about a finding; of a bundle, source and key are its owner’s. */
  readonly finding?: FindingRecord;
}

/** Undefined when the change is about a finding that is not there. */
export async function concernedBy(
  on: Queryable,
  change: Change,
  now: Instant,
): Promise<Concerned | undefined> {
  switch (change.type) {
    case 'grant.add':
    case 'grant.remove':
      return { source: change.source, key: change.subjectKey };
    case 'membership.add':
    case 'membership.remove':
      return { source: change.source, key: change.memberKey };
    case 'account.disable':
    case 'account.enable':
    case 'account.create':
    case 'account.drop':
      return { source: change.source, key: change.accountKey };
    case 'bundle.define':
      return { source: change.ownerSource, key: change.ownerKey };
    case 'bundle.retire': {
      const [bundle] = (await bundlesInForce(on)).filter(({ id }) => id === change.bundle);
      const source = bundle?.owner.slice(0, bundle.owner.indexOf('/')) ?? '';
      return isSourceId(source) ? { source, key: bundle?.owner.slice(source.length + 1) ?? '' } : undefined;
    }
    case 'owner.assign':
    case 'owner.clear':
      return { source: change.accountSource, key: change.accountKey };
    case 'risk.accept':
    case 'risk.reopen': {
      const finding = await findingById(on, change.findingId, now);
      return finding === undefined || !isSourceId(finding.account.source)
        ? undefined
        : { source: finding.account.source, key: finding.account.key, finding };
    }
  }
}
