import { Link } from '@tanstack/react-router';
import { useRoute } from '../../api/queries.ts';
import { Callout } from '../../components/callout.tsx';
import { Card } from '../../components/card.tsx';
import { Facts } from '../../components/facts.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { ErrorState, Skeleton } from '../../components/states.tsx';
import { When } from '../../components/when.tsx';
import { People } from '../../people/person.tsx';
import { entryWords } from '../../text/ledger.ts';
import { t } from '../../text/policies.ts';

/** Which set is the law, by which entry, signed by whom, and whether the folder says something else. */
export function InForce() {
  const query = useRoute('policies.in-force', {});
  if (query.error !== null)
    return <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <Skeleton rows={3} />;
  const law = query.data;
  return (
    <>
      {law.folder.read && law.folder.differences.length > 0 ? (
        <Callout tone="attn">
          <p>{t('drift', { count: law.folder.differences.length })}</p>
          <ul className="plain-list">
            {law.folder.differences.map(({ file, what }) => (
              <li key={file}>{t(what, { file })}</li>
            ))}
          </ul>
        </Callout>
      ) : null}
      {law.rules.some(({ signed }) => !signed) ? (
        <Callout tone="attn">
          <p>{t('rulesToSign', { files: law.rules.map(({ file }) => file).join(', ') })}</p>
        </Callout>
      ) : null}
      <Card title={t('inForce')}>
        <Facts
          rows={[
            [
              t('set'),
              <Identifier key="d" short={[12, 8]}>
                {law.digest}
              </Identifier>,
            ],
            [t('since'), <When key="w" at={law.at} />],
            [
              t('by'),
              <Link key="e" to="/ledger/$entry" params={{ entry: law.entry }}>
                {entryWords[law.type] ?? law.type}
              </Link>,
            ],
            [t('signedBy'), <People key="p" ids={law.signedBy} none={t('nobody')} />],
            ...law.rules.map(({ file, signed }): [string, string] => [
              file,
              signed ? t('rulesSigned') : t('rulesUnsigned'),
            ]),
            [
              t('folder'),
              law.folder.read
                ? law.folder.differences.length === 0
                  ? t('same')
                  : law.folder.differences.map(({ file, what }) => t(what, { file })).join(', ')
                : t('unread', { why: law.folder.why }),
            ],
          ]}
        />
      </Card>
    </>
  );
}
