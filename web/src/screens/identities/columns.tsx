import './identities.css';
import type { RouteOutput } from '../../api/route-table.ts';
import type { Column } from '../../components/data-table/index.ts';
import { FoundRisk } from '../../components/found-risk.tsx';
import { Kind } from '../../components/kind.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { number } from '../../text/format.ts';
import { t } from '../../text/identities.ts';

export type Item = RouteOutput<'identities.list'>['items'][number];

/** Each order has one direction: the riskiest first, names from A, unused longest first. */
export const descending = { risk: true, name: false, last_used: false } as const;

const risk: Column<Item> = {
  id: 'risk',
  header: t('risk'),
  width: 130,
  sortable: true,
  cell: (row) => <FoundRisk severity={row.severity} score={row.score} />,
};

const name: Column<Item> = {
  id: 'name',
  header: t('name'),
  sortable: true,
  cell: (row) => (
    <span className="two">
      <span className="identity-name">
        <b className={row.entity === 'person' ? undefined : 'mono'} title={row.name}>
          {row.name}
        </b>
        {row.state === 'active' ? null : <Tag>{stateWord(row.state)}</Tag>}
        {row.privileged ? <Tag>{t('privileged')}</Tag> : null}
      </span>
      <span className="soft identity-key" title={row.key}>
        {row.source} · <span className="mono">{row.key}</span>
      </span>
    </span>
  ),
};

const credentials: Column<Item> = {
  id: 'credentials',
  header: t('credentialsColumn'),
  width: 150,
  hiddenOnPhone: true,
  cell: (row) => (
    <span className="two">
      <span className="num">{number(row.credentials)}</span>
      {row.oldestCredential === null ? null : (
        <small>{t.rich('oldest', { when: <When at={row.oldestCredential} /> })}</small>
      )}
    </span>
  ),
};

const lastUsed: Column<Item> = {
  id: 'last_used',
  header: t('lastUsed'),
  width: 140,
  align: 'end',
  sortable: true,
  cell: ({ lastUsed: at }) => (at === 'never' ? t('never') : <When at={at === 'unknown' ? null : at} />),
};

export const columnsOf: Readonly<Record<'people' | 'workloads', readonly Column<Item>[]>> = {
  people: [
    risk,
    name,
    {
      id: 'accounts',
      header: t('accountsColumn'),
      width: 100,
      align: 'end',
      hiddenOnPhone: true,
      cell: (row) => <span className="num">{row.entity === 'person' ? number(row.accounts) : ''}</span>,
    },
    credentials,
    lastUsed,
  ],
  workloads: [
    risk,
    name,
    {
      id: 'kind',
      header: t('kind'),
      width: 160,
      hiddenOnPhone: true,
      cell: (row) => <Kind kind={row.kind} />,
    },
    {
      id: 'answers',
      header: t('answers'),
      width: 190,
      cell: (row) => <Answers row={row} />,
    },
    credentials,
    lastUsed,
  ],
};

/** Whoever answers: a person by name, a note that they left, or what the source wrote for nobody that was found. */
function Answers({ row }: { readonly row: Item }) {
  const who = row.owner?.ref === undefined ? (row.sponsor ?? row.owner) : row.owner;
  if (who === null) return <span className="quiet">{t('notKnown')}</span>;
  if (who.name === undefined) return <span className="soft">{t('nobodyFound', { stated: who.stated })}</span>;
  return who.state === 'left' ? <Tag tone="attn">{t('hasLeft', { name: who.name })}</Tag> : who.name;
}

const stateWords: Readonly<Record<string, string>> = {
  disabled: t('stateDisabled'),
  locked: t('stateLocked'),
  expired: t('stateExpired'),
  left: t('stateLeft'),
  unknown: t('stateUnknown'),
};
const stateWord = (state: string): string => stateWords[state] ?? state;
