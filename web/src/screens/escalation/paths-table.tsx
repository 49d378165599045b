import { DataTable, type Column } from '../../components/data-table/index.ts';
import { Disclosure } from '../../components/disclosure.tsx';
import { Tag } from '../../components/tag.tsx';
import { t } from '../../text/escalation.ts';
import { StepList } from './step-list.tsx';
import { labelOf, noteOf, type Path, type Told } from './told.ts';

interface Shown {
  readonly told: Told;
  /** Which end of a path the rows are about. */
  readonly end: 'from' | 'to';
  readonly cuts: (count: number) => string;
}

/** Ends and a best path to each, its steps on demand. */
export function PathsTable({
  label,
  paths,
  total,
  ...shown
}: Shown & {
  readonly label: string;
  readonly paths: readonly Path[];
  readonly total: number;
}) {
  const { told, end } = shown;
  return (
    <DataTable
      label={label}
      columns={columnsOf(shown)}
      rows={paths}
      keyOf={({ from, to }) => `${from} ${to}`}
      nameOf={(path) => labelOf(told, path[end])}
      total={total}
      empty={null}
    />
  );
}

const columnsOf = ({ told, end, cuts }: Shown): readonly Column<Path>[] => [
  {
    id: 'end',
    header: end === 'to' ? t('what') : t('who'),
    cell: (path) => {
      const node = told.node(path[end]);
      return (
        <span className="two">
          <b className="mono breaks">{labelOf(told, path[end])}</b>
          <span className="soft breaks">{node === undefined ? '' : noteOf(node)}</span>
        </span>
      );
    },
  },
  {
    id: 'certainty',
    header: t('certainty'),
    width: 120,
    cell: ({ certainty }) => (certainty === 'sure' ? t('sure') : <Tag tone="attn">{t('depends')}</Tag>),
  },
  {
    id: 'path',
    header: t('path'),
    cell: ({ steps }) => (
      <Disclosure summary={t('steps', { count: steps.length })}>
        <StepList told={told} steps={steps} cuts={cuts} />
      </Disclosure>
    ),
  },
];
