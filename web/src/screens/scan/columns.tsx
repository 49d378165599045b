import type { Column } from '../../components/data-table/index.ts';
import { Disclosure } from '../../components/disclosure.tsx';
import { FoundRisk } from '../../components/found-risk.tsx';
import { Kind } from '../../components/kind.tsx';
import { Tag } from '../../components/tag.tsx';
import { t } from '../../text/scan.ts';
import type { Credential, Finding, Item, Reach } from './read-report.ts';

const fewPlaces = 3;

export const findingColumns: readonly Column<Finding & { readonly at: number }>[] = [
  {
    id: 'risk',
    header: t('risk'),
    width: 130,
    cell: ({ severity, score }) => <FoundRisk severity={severity} score={score} />,
  },
  {
    id: 'what',
    header: t('what'),
    cell: ({ title, message, subject }) => (
      <span className="two">
        <b className="breaks">{title}</b>
        <span className="soft breaks">
          <span className="mono">{subject}</span> · {message}
        </span>
      </span>
    ),
  },
  {
    id: 'where',
    header: t('where'),
    cell: ({ places }) =>
      places.length <= fewPlaces ? (
        <Places places={places} />
      ) : (
        <Disclosure summary={t('places', { count: places.length })}>
          <Places places={places} />
        </Disclosure>
      ),
  },
  { id: 'next', header: t('next'), cell: ({ next }) => <span className="soft breaks">{next}</span> },
];

const Places = ({ places }: { readonly places: readonly string[] }) => (
  <ul>
    {places.map((place, at) => (
      // oxlint-disable-next-line react/no-array-index-key -- one place may be told twice
      <li key={at} className="mono breaks">
        {place}
      </li>
    ))}
  </ul>
);

export const itemColumns: readonly Column<Item>[] = [
  {
    id: 'holder',
    header: t('holder'),
    cell: ({ name, title, kind, place }) => (
      <span className="two">
        <b className="breaks">{name}</b>
        <span className="soft breaks">{title === name ? null : title}</span>
        <Kind kind={kind} />
        <span className="quiet mono breaks">{place}</span>
      </span>
    ),
  },
  {
    id: 'servers',
    header: t('serversColumn'),
    cell: ({ servers }) => (
      <ul className="lines">
        {servers.map(({ name, shown, isEnabled, unasked }, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- two servers may have one name
          <li key={at} className="two">
            <b className="mono breaks">{name}</b>
            <span className="soft mono breaks">{shown}</span>
            {isEnabled ? null : <Tag>{t('off')}</Tag>}
            {unasked.length === 0 ? null : (
              <span className="breaks">{t('unasked', { tools: unasked.join(', ') })}</span>
            )}
          </li>
        ))}
      </ul>
    ),
  },
  {
    id: 'keys',
    header: t('keys'),
    cell: ({ credentials, servers }) => (
      <Keys
        keys={[
          ...credentials.map((each) => ({ ...each, of: undefined })),
          ...servers.flatMap((server) => server.credentials.map((each) => ({ ...each, of: server.name }))),
        ]}
      />
    ),
  },
  {
    id: 'reaches',
    header: t('reaches'),
    cell: ({ reaches, servers }) => (
      <Reaches reaches={[...reaches, ...servers.flatMap((server) => server.reaches)]} />
    ),
  },
];

const Keys = ({ keys }: { readonly keys: readonly (Credential & { readonly of: string | undefined })[] }) => (
  <ul className="lines">
    {keys.map(({ name, shape, held, place, of }, at) => (
      // oxlint-disable-next-line react/no-array-index-key -- two keys may have one name
      <li key={at} className="two">
        <b className="mono breaks">{of === undefined ? name : `${of}: ${name}`}</b>
        <span className="soft breaks">{shape}</span>
        {held === 'inline' ? <Tag tone="attn">{t('inline')}</Tag> : <Tag>{t(held)}</Tag>}
        <span className="quiet mono breaks">{place}</span>
      </li>
    ))}
  </ul>
);

const Reaches = ({ reaches }: { readonly reaches: readonly Reach[] }) => (
  <ul className="lines">
    {[...new Map(reaches.map((each) => [`${each.kind} ${each.target}`, each])).values()].map(
      ({ kind, target }) => (
        <li key={`${kind} ${target}`} className="breaks">
          <span className="soft">{kind.replaceAll('_', ' ')}</span> <span className="mono">{target}</span>
        </li>
      ),
    )}
  </ul>
);
