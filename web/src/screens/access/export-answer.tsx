import { ExportButton } from '../../components/export-button.tsx';
import type { CsvColumn } from '../../csv.ts';
import { t } from '../../text/access.ts';
import type { ListQuestion } from './access-search.ts';
import { pathWords, rightOf } from './columns.tsx';
import { answerPage, type Answered } from './use-answer.ts';

const columns: readonly CsvColumn<Answered>[] = [
  ['source', ({ account }) => account.source],
  ['account', ({ account }) => account.key],
  ['name', ({ account }) => account.name],
  ['resource', ({ resource }) => resource?.key ?? null],
  [
    'right',
    (row) => (row.entitlement === undefined && row.path.at(-1)?.how !== 'power' ? null : rightOf(row)),
  ],
  ['answer', ({ verdict }) => verdict],
  ['depends_on', (row) => (row.verdict === 'depends' ? row.dependsOn.join('; ') : null)],
  ['decided_by', ({ decidedBy }) => decidedBy?.join('; ') ?? null],
  ['basis', ({ basis }) => basis],
  ['path', pathWords],
  ['stands_for', ({ standsFor }) => standsFor ?? null],
  ['grants', ({ path }) => path.map(({ because, basis }) => `${because.key} (${basis})`).join(' > ')],
];

/** The whole answer as a file: up to 50,000 rows of one version. */
export const ExportAnswer = ({ question }: { readonly question: ListQuestion }) => (
  <ExportButton
    columns={columns}
    file="access.csv"
    most={50_000}
    page={(cursor) => answerPage(question, { limit: 2000, ...(cursor === undefined ? {} : { cursor }) })}
    said={{ whole: (count) => t('exported', { count }), cut: (count) => t('exportCut', { count }) }}
  />
);
