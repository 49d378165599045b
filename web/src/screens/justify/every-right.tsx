import { BasisTag } from '../../components/basis-tag.tsx';
import { Card } from '../../components/card.tsx';
import { DataTable, type Column } from '../../components/data-table/index.ts';
import { EmptyState } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/justify.ts';
import { VerdictTag } from './groups.tsx';
import { keyOf, type Account, type Grant } from './shape.ts';

const nameOf = ({ entitlement }: Grant): string => entitlement?.name ?? t('everything');

const columns: readonly Column<Grant>[] = [
  { id: 'right', header: t('right'), cell: (grant) => <b className="mono breaks">{nameOf(grant)}</b> },
  { id: 'use', header: t('itsUse'), cell: ({ use }) => <UseCell use={use} /> },
  {
    id: 'last',
    header: t('lastUsed'),
    width: 130,
    hiddenOnPhone: true,
    cell: ({ use }) =>
      use.is === 'used' && use.last !== null ? (
        <When at={use.last} />
      ) : (
        <span className="quiet">{t('never')}</span>
      ),
  },
  { id: 'basis', header: t('entitlement'), width: 130, cell: ({ basis }) => <BasisTag basis={basis} /> },
  {
    id: 'verdict',
    header: t('verdict'),
    width: 150,
    cell: ({ justification }) => <VerdictTag verdict={justification.verdict} />,
  },
];

/** The same as a table, right by right. */
export const EveryRight = ({ account }: { readonly account: Account }) => (
  <Card title={t('table')} note={t('rights', { count: account.grants.length })} bare>
    <DataTable
      label={t('table')}
      columns={columns}
      rows={account.grants}
      keyOf={keyOf}
      nameOf={nameOf}
      empty={<EmptyState title={t('noRights')} />}
    />
  </Card>
);

function UseCell({ use }: { readonly use: Grant['use'] }) {
  if (use.is === 'used') return <span>{t('times', { count: use.count })}</span>;
  if (use.is === 'unused') return <span>{t('notIn', { count: use.days })}</span>;
  return <span className="soft breaks">{use.because}</span>;
}
