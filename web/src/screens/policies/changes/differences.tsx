import type { RouteOutput } from '../../../api/route-table.ts';
import { Disclosure } from '../../../components/disclosure.tsx';
import { t } from '../../../text/policy-changes.ts';
import { CedarText } from '../cedar-text.tsx';

type Shown = RouteOutput<'law.prepare'>['differences'];

const rowWords = { added: 'rowAdded', removed: 'rowRemoved', changed: 'rowChanged' } as const;
const policyWords = { added: 'policyAdded', removed: 'policyRemoved', changed: 'policyChanged' } as const;

/** What one set changes: rows part by part, then policies that people wrote. */
export function Differences({ of: { rows, policies, fixed } }: { readonly of: Shown }) {
  if (rows.length + policies.length + fixed === 0) return <p className="soft">{t('nothing')}</p>;
  return (
    <ul className="policy-differences">
      {rows.map(({ row, what, parts, before, after }) => (
        <li key={row}>
          <b>
            {t(rowWords[what])} <span className="mono">{row}</span>
          </b>
          {what === 'changed' ? (
            <dl className="facts">
              {parts.map((part) => (
                <div key={part.part}>
                  <dt>{t(part.part)}</dt>
                  <dd>
                    {part.after} <span className="quiet">{t('was', { before: part.before })}</span>
                  </dd>
                </div>
              ))}
            </dl>
          ) : (
            <p>{after ?? before}</p>
          )}
        </li>
      ))}
      {policies.map(({ id, what, says, before, after }) => (
        <li key={id}>
          <b>
            {t(policyWords[what])} <span className="mono">{id}</span>
          </b>
          <p>{says}</p>
          <Disclosure summary={t('text')}>
            {before === null ? null : <CedarText>{`// before\n${before}`}</CedarText>}
            {after === null ? null : <CedarText>{before === null ? after : `// after\n${after}`}</CedarText>}
          </Disclosure>
        </li>
      ))}
      {fixed === 0 ? null : <li className="soft">{t('fixed', { count: fixed })}</li>}
    </ul>
  );
}
