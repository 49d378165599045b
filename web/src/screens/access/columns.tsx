import { BasisTag } from '../../components/basis-tag.tsx';
import type { Column } from '../../components/data-table/index.ts';
import { Tag } from '../../components/tag.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { t } from '../../text/access.ts';
import type { Answered } from './use-answer.ts';

/** Lines under one that says how many there are. */
const Lines = ({
  summary,
  lines,
  title,
  isSoft = false,
}: {
  /** Absent: they are not opened, they stand there. */
  readonly summary?: string;
  readonly lines: readonly string[];
  readonly title?: string;
  readonly isSoft?: boolean;
}) => {
  const list = (
    <ul className="lines" title={title}>
      {lines.map((each) => (
        <li key={each} className={isSoft ? 'soft breaks' : 'breaks'}>
          {each}
        </li>
      ))}
    </ul>
  );
  return summary === undefined ? list : <Disclosure summary={summary}>{list}</Disclosure>;
};

/** What a right allows that its words do not say; a right on everything has many such, which are opened. */
function Meaning({ means }: { readonly means: readonly string[] }) {
  if (means.length === 0) return null;
  return means.length <= 2 ? (
    <Lines lines={means} isSoft />
  ) : (
    <Lines summary={t('means', { count: means.length })} lines={means} isSoft />
  );
}

/** Everything that may turn the answer into a no. */
export const DependsOn = ({ on }: { readonly on: readonly string[] }) => (
  <Lines summary={t('dependsOn', { count: on.length })} lines={on} title={t('whyDepends')} />
);

/** The statements of policies that decide, where the source's policies were evaluated. */
export const DecidedBy = ({ statements }: { readonly statements: readonly string[] }) =>
  statements.length === 0 ? null : (
    <Lines summary={t('decidedBy', { count: statements.length })} lines={statements} isSoft />
  );

const who: Column<Answered> = {
  id: 'who',
  header: t('who'),
  cell: ({ account, standsFor }) => (
    <span className="two">
      <b className="mono breaks">{account.name}</b>
      {standsFor === undefined ? null : (
        <span>
          <Tag tone="attn">{t(standsFor)}</Tag>
        </span>
      )}
      <span className="soft breaks">
        {account.source} · <span className="mono">{account.key}</span>
      </span>
    </span>
  ),
};
const right: Column<Answered> = {
  id: 'right',
  header: t('right'),
  cell: (row) => (
    <span className="two">
      <b className="mono breaks">{rightOf(row)}</b>
      <span className="soft breaks">
        {row.account.source} · <span className="mono">{row.account.name}</span>
      </span>
      <Meaning means={row.means ?? []} />
    </span>
  ),
};
const on: Column<Answered> = {
  id: 'on',
  header: t('resource'),
  cell: ({ resource, account }) => (
    <span className="two">
      <b className="mono breaks">{resource?.key}</b>
      <span className="soft breaks">
        {account.source} · <span className="mono">{account.name}</span>
      </span>
    </span>
  ),
};
const answer: Column<Answered> = {
  id: 'answer',
  header: t('answer'),
  width: 230,
  cell: (row) => (
    <>
      {row.verdict === 'yes' ? t('yes') : <DependsOn on={row.dependsOn} />}
      <DecidedBy statements={row.decidedBy ?? []} />
    </>
  ),
};
const basis: Column<Answered> = {
  id: 'basis',
  header: t('basis'),
  width: 130,
  cell: (row) => <BasisTag basis={row.basis} />,
};
const path: Column<Answered> = {
  id: 'path',
  header: t('path'),
  hiddenOnPhone: true,
  cell: (row) => <span className="soft breaks">{pathWords(row)}</span>,
};

/** The columns of each question; who holds it is the answer to the one, and known in the other. */
export const columnsOf = {
  who: [who, answer, basis, path],
  what: [right, answer, basis, path],
  on: [on, answer, basis, path],
} as const satisfies Readonly<Record<string, readonly Column<Answered>[]>>;

/** The right of a row in words. */
export const rightOf = ({ entitlement, account }: Answered): string =>
  entitlement?.name ?? t('everything', { source: account.source });

/** One step of a path in words. */
export const stepWords = ({ how, to }: Pick<Answered['path'][number], 'how' | 'to'>): string =>
  how === 'membership'
    ? t('memberOf', { group: to.name })
    : how === 'grant'
      ? t('granted', { right: to.name })
      : t('power');

/** A path in words, from the account to the right. */
export const pathWords = ({ path: steps }: Pick<Answered, 'path'>): string =>
  steps.map(stepWords).join(' → ');
