import { getRouteApi } from '@tanstack/react-router';
import { useRoute } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Icon } from '../../components/icon.tsx';
import { Select } from '../../components/select.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/states.tsx';
import { actWords, plain, subjectWords, t } from '../../text/policies.ts';
import { readPolicySearch } from './policy-search.ts';
import { tiers, tableOf, type Cell } from './rights-cells.ts';

const here = getRouteApi('/inside/policies');

/** Act by subject by tier: what an AI may do, and what people must add. On a phone each line is a card. */
export function RightsTable() {
  const { act, subject } = here.useSearch();
  const navigate = here.useNavigate();
  const query = useRoute('policies.rights', {});
  if (query.error !== null)
    return <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <Skeleton rows={8} />;
  const all = tableOf(query.data.rows);
  const shown = all.flatMap((group) => {
    const lines = group.lines.filter((line) => subject === undefined || line.subjects.includes(subject));
    return (act === undefined || group.act === act) && lines.length > 0 ? [{ ...group, lines }] : [];
  });
  const choose = (more: Readonly<Record<string, unknown>>): void =>
    void navigate({ search: readPolicySearch({ act, subject, ...more }), replace: true });
  return (
    <>
      <p className="soft prose">{t('rightsWhy')}</p>
      <div className="list-tools rights-tools">
        <Select
          label={t('act')}
          value={act ?? any}
          choices={[anyChoice, ...all.map((group) => ({ id: group.act, label: actWord(group.act) }))]}
          onChange={(id) => choose({ act: id === any ? undefined : id })}
        />
        <Select
          label={t('subject')}
          value={subject ?? any}
          choices={[anyChoice, ...Object.entries(subjectWords).map(([id, label]) => ({ id, label }))]}
          onChange={(id) => choose({ subject: id === any ? undefined : id })}
        />
      </div>
      {shown.length === 0 ? (
        <EmptyState icon="policy" title={t('noCell')}>
          {t('noCellWhy')}
        </EmptyState>
      ) : (
        <table className="rights">
          <thead>
            <tr>
              <th scope="col">{t('subject')}</th>
              {tiers.map((tier) => (
                <th key={tier} scope="col">
                  {t(tier)}
                </th>
              ))}
            </tr>
          </thead>
          {shown.map(({ act: each, lines }) => (
            <tbody key={each}>
              <tr className="rights-act">
                <th scope="rowgroup" colSpan={4}>
                  {actWord(each)} <span className="quiet mono">{each}</span>
                </th>
              </tr>
              {lines.map((line) => (
                <tr key={line.subjects.join()}>
                  <th scope="row">{line.subjects.map((one) => subjectWords[one] ?? one).join(', ')}</th>
                  {line.cells.map((cell) => (
                    <td key={cell.tier}>
                      <span className="rights-tier">{t(cell.tier)}</span>
                      <CellText cell={cell} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      )}
      <p className="quiet">{t('unknownTier')}</p>
    </>
  );
}

const any = 'any';
const anyChoice = { id: any, label: t('any') };
const actWord = (act: string): string => actWords[act] ?? act;

function CellText({ cell: { row } }: { readonly cell: Cell }) {
  if (row === undefined) return <span className="quiet">{t('denied')}</span>;
  return (
    <span className="rights-cell">
      <span className="rights-people">
        <Icon name="person" small />
        <span>
          <b>{approvalsOf(row)}</b>
          <span className="soft"> · {row.assurance === 'passkey' ? t('passkeyNeeded') : t('keyEnough')}</span>
          <small className="quiet">{moreOf(row).join(' · ')}</small>
        </span>
      </span>
      <span className="rights-ai soft">
        <Icon name="spark" small />
        {row.ai.length === 0 ? t('aiNothing') : `${t('aiMay')} ${row.ai.map(plain).join(', ')}`}
        {row.held === null ? null : ` · ${t('heldFor', { roles: row.held.map(plain).join(` ${t('or')} `) })}`}
      </span>
    </span>
  );
}

type Row = RouteOutput<'policies.rights'>['rows'][number];

const approvalsOf = ({ approvals, order }: Row): string =>
  approvals
    .map(({ roles, count }) => {
      const names = roles.map(plain).join(` ${t('or')} `);
      return count === 1 ? t('one', { roles: names }) : t('counted', { count, roles: names });
    })
    .join(order === 'sequential' ? ` ${t('followedBy')} ` : ', ');

const moreOf = (row: Row): readonly string[] => [
  ...(row.evidence.length === 0 ? [] : [t('evidenceOf', { kinds: row.evidence.map(plain).join(', ') })]),
  ...(row.maxDuration === null ? [] : [t('ends', { time: lengthOf(row.maxDuration) })]),
  ...(row.coolingOff === null ? [] : [t('waits', { time: lengthOf(row.coolingOff) })]),
  ...(row.watch === null ? [] : [t('watched', { time: lengthOf(row.watch) })]),
];

/** P180D → 180 d, PT1H → 1 h: the two shapes that tables use, and as written otherwise. */
const lengthOf = (written: string): string => {
  const [, days, hours, minutes] = /^P(?:(\d+)D|T(?:(\d+)H|(\d+)M))$/.exec(written) ?? [];
  if (days !== undefined) return `${days} d`;
  if (hours !== undefined) return `${hours} h`;
  return minutes === undefined ? written : `${minutes} min`;
};
