import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { call } from '../../api/client.ts';
import { Card } from '../../components/card.tsx';
import { When } from '../../components/when.tsx';
import { number } from '../../text/format.ts';
import { t } from '../../text/overview.ts';

const lines = [
  ['opened', 'opened', '/findings'],
  ['closed', 'closed', '/findings'],
  ['filed', 'filed', '/decide'],
  ['approved', 'approved', '/ledger'],
  ['rejected', 'rejected', '/ledger'],
  ['carriedOut', 'carriedOut', '/ledger'],
  ['notCarriedOut', 'notCarriedOut', '/ledger'],
  ['putBack', 'putBack', '/ledger'],
  ['reads', 'readsDone', '/sources'],
  ['signers', 'signers', '/signers'],
  ['policies', 'policies', '/policies'],
] as const;

/** What happened since this person's last visit, which the server keeps for them and counts from the ledger. */
export function Since() {
  // told once for each time the page is opened; noting that somebody is here is no read
  const { data } = useQuery({
    queryKey: ['visits.begin'],
    queryFn: () => call('visits.begin', {}),
    staleTime: 60_000,
    retry: false,
  });
  if (data === undefined) return null;
  const told = lines.filter(([member]) => data[member] > 0);
  return (
    <Card title={t('since')} end={data.since === null ? undefined : <When at={data.since} />}>
      {data.since === null ? (
        <p className="soft">{t('sinceFirst')}</p>
      ) : told.length === 0 ? (
        <p className="soft">{t('sinceNothing')}</p>
      ) : (
        <ul className="since">
          {told.map(([member, word, to]) => (
            <li key={member}>
              <b className="num">{number(data[member])}</b>
              <Link to={to}>{t(word, { count: data[member] })}</Link>
            </li>
          ))}
        </ul>
      )}
      {data.isLeast ? <p className="quiet">{t('sinceLeast')}</p> : null}
    </Card>
  );
}
