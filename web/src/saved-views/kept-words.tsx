import { inert } from '../text/inert.ts';
import { t } from '../text/saved-views.ts';
import type { Asks } from './saved-search.ts';

/** What a view keeps, member by member. */
export function KeptWords({ asks }: { readonly asks: Asks }) {
  const members = Object.entries(asks.search);
  return (
    <div>
      <h3>{t('keeps')}</h3>
      {members.length === 0 ? (
        <p className="soft">{t('keepsWhole')}</p>
      ) : (
        <dl className="kept-words">
          {members.map(([name, value]: [string, unknown]) => (
            <div key={name}>
              <dt>{wordOf(name)}</dt>
              <dd>{inert(Array.isArray(value) ? value.join(', ') : String(value))}</dd>
            </div>
          ))}
        </dl>
      )}
      <p className="quiet">{t('keepsNothing')}</p>
    </div>
  );
}

const words: ReadonlyMap<string, string> = new Map([
  ['lane', t('m_lane')],
  ['q', t('m_q')],
  ['sort', t('m_sort')],
  ['kind', t('m_kind')],
  ['source', t('m_source')],
  ['state', t('m_state')],
  ['severity', t('m_severity')],
  ['owned', t('m_owned')],
  ['privileged', t('m_privileged')],
  ['rule', t('m_rule')],
  ['account', t('m_account')],
  ['cause', t('m_cause')],
  ['by', t('m_by')],
  ['ask', t('m_ask')],
  ['action', t('m_action')],
  ['resource', t('m_resource')],
  ['identity', t('m_identity')],
  ['at', t('m_at')],
  ['view', t('m_view')],
]);

/** What a member of a search is called on the page; one that is not known by its own name. */
export const wordOf = (member: string): string => words.get(member) ?? inert(member);
