import { Card } from '../../components/card.tsx';
import { Tag } from '../../components/tag.tsx';
import { When } from '../../components/when.tsx';
import { t } from '../../text/nature.ts';
import type { Judged } from './nature.tsx';

type Told = Judged['provenance'];

const mostShown = 8;

/** Where it comes from, what of that is new, and which credential is used from two places. */
export function Provenance({ provenance, name }: { readonly provenance: Told; readonly name?: string }) {
  const { seen, changes, elsewhere, open } = provenance;
  const said = [...open.changes, ...open.elsewhere];
  if (seen.length === 0 && elsewhere.length === 0 && said.length === 0)
    return (
      <Card title={t('provenance')} note={name}>
        <p className="soft">{t('noProvenance')}</p>
      </Card>
    );
  return (
    <Card
      title={t('provenance')}
      note={name ?? (seen.length === 0 ? undefined : t('places', { count: seen.length }))}
    >
      <ul className="lines">
        {changes.map((change) => (
          <li key={`${change.kind} ${change.now}`} className="account-line">
            <span className="tags">
              <Tag tone="attn">{t('isNew')}</Tag>
            </span>
            <span className="breaks">
              {t.rich(change.isBeside ? 'cameBeside' : 'cameInstead', {
                when: <When key="w" at={change.since} as="date" />,
                now: (
                  <span key="n" className="mono">
                    {change.kind} {change.now}
                  </span>
                ),
                before: (
                  <span key="b" className="mono">
                    {change.before.join(', ')}
                  </span>
                ),
              })}
            </span>
          </li>
        ))}
        {elsewhere.map((used) => (
          <li key={`${used.credential} ${used.other}`} className="account-line">
            <span className="tags">
              <Tag tone="alarm">{t('twoPlaces')}</Tag>
            </span>
            <span className="breaks">
              {t.rich('elsewhere', {
                when: <When key="w" at={used.since} as="date" />,
                credential: (
                  <span key="c" className="mono">
                    {used.credential}
                  </span>
                ),
                other: (
                  <span key="o" className="mono">
                    {used.other}
                  </span>
                ),
                usual: (
                  <span key="u" className="mono">
                    {used.usual.join(', ')}
                  </span>
                ),
              })}{' '}
              {used.client === null ? null : t('newClient', { client: used.client })}
            </span>
          </li>
        ))}
        {seen.slice(0, mostShown).map((place) => (
          <li key={`${place.kind} ${place.name}`} className="account-line">
            <span className="breaks">
              {place.kind} <span className="mono">{place.name}</span>
            </span>
            <small className="soft">
              {t('events', { count: place.events })}
              {place.first === null ? null : (
                <>
                  {' · '}
                  {t.rich('since', { when: <When key="w" at={place.first} as="date" /> })}
                </>
              )}
            </small>
          </li>
        ))}
        {said.map((why) => (
          <li key={why} className="quiet breaks">
            {why}
          </li>
        ))}
      </ul>
      {seen.length > mostShown ? (
        <p className="quiet">{t('more', { count: seen.length - mostShown })}</p>
      ) : null}
    </Card>
  );
}
