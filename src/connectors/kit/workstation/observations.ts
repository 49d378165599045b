import type { Observation, WorkstationRecord } from '../../../model/index.ts';

/** The same facts in the estate's own shape, so that a workstation can be joined with other sources by key and fingerprint. */
export function observationsOf(records: readonly WorkstationRecord[]): readonly Observation[] {
  const holders = new Map(
    records.flatMap((record) =>
      record.type === 'mcp_server' ? [[record.key, record.holderKey] as const] : [],
    ),
  );
  const accountOf = (key: string): string => holders.get(key) ?? key;
  const seen = new Set<string>();
  return records
    .flatMap((record) => observed(record, accountOf))
    .filter((observation) => {
      const id = `${observation.type} ${observation.key}`;
      if (seen.has(id)) return false;
      seen.add(id);
      return true;
    });
}

function observed(record: WorkstationRecord, accountOf: (key: string) => string): readonly Observation[] {
  switch (record.type) {
    case 'holder':
      return [
        {
          type: 'account',
          key: record.key,
          name: record.name,
          kind: record.kind,
          state: 'unknown',
          attributes: { what: record.title, place: placeText(record.place) },
        },
      ];
    case 'credential':
      return [
        {
          type: 'credential',
          key: record.key,
          accountKey: accountOf(record.holderKey),
          credential: record.credential,
          state: 'unknown',
          ...(record.expiresAt === undefined ? {} : { expiresAt: record.expiresAt }),
          ...(record.fingerprint === undefined ? {} : { fingerprint: record.fingerprint }),
        },
      ];
    case 'reach': {
      const resource = `${record.kind}/${record.target}`;
      const entitlement = `${resource}#reach`;
      const holder = accountOf(record.fromKey);
      return [
        { type: 'resource', key: resource, name: record.target, kind: record.kind },
        {
          type: 'entitlement',
          key: entitlement,
          resourceKey: resource,
          action: 'reach',
          resourcePattern: record.target,
        },
        {
          type: 'grant',
          key: `${holder}>${entitlement}`,
          subjectKey: holder,
          entitlementKey: entitlement,
          effect: 'allow',
          conditions: [
            `as configured in ${placeText(record.place)}; what the other side allows was not read`,
          ],
        },
      ];
    }
    case 'gap':
      return [
        { type: 'gap', key: `${placeText(record.place)}#${record.what}`, what: record.what, why: record.why },
      ];
    case 'mcp_server':
    case 'workflow':
    default:
      return [];
  }
}

const placeText = ({ path, line }: { readonly path: string; readonly line?: number }): string =>
  line === undefined ? path : `${path}:${line}`;
