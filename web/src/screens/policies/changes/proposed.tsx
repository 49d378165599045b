import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../../api/client.ts';
import { useRenew, useRoute, useWrite } from '../../../api/queries.ts';
import type { RouteOutput } from '../../../api/route-table.ts';
import { useSession } from '../../../api/session.ts';
import { useStanding } from '../../../api/standing.ts';
import { Button } from '../../../components/button.tsx';
import { Callout } from '../../../components/callout.tsx';
import { Card } from '../../../components/card.tsx';
import { Facts } from '../../../components/facts.tsx';
import { Identifier } from '../../../components/identifier.tsx';
import { ErrorState, Skeleton } from '../../../components/states.tsx';
import { When } from '../../../components/when.tsx';
import { Name, People } from '../../../people/person.tsx';
import { digestOfValue } from '../../../signing/canonical.ts';
import { t } from '../../../text/policy-changes.ts';
import { isOfThisPage } from '../../../webauthn.ts';
import { Differences } from './differences.tsx';
import { SignLaw } from './sign-law.tsx';
import { WhatIf } from './what-if.tsx';

type Shown = RouteOutput<'law.show'>;

/** One proposed set: what it changes, what it would have answered, and the signatures it has and needs. */
export function Proposed({ id, onBack }: { readonly id: string; readonly onBack: () => void }) {
  const query = useRoute('law.show', { id });
  const again = useWrite('law.simulate', { renews: ['law.show', 'law.list'] });
  return (
    <div className="stack">
      <p>
        <Button onPress={onBack}>{t('back')}</Button>
      </p>
      {query.error !== null ? (
        <ErrorState problem={query.error} title={t('failed')} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Skeleton rows={10} />
      ) : (
        <>
          <About change={query.data} />
          <Card title={t('changes')}>
            {query.data.differences === null ? (
              <p className="soft">{t('unreadable')}</p>
            ) : (
              <Differences of={query.data.differences} />
            )}
          </Card>
          <Card
            title={t('whatIf')}
            note={query.data.simulation === null ? null : <When at={query.data.simulation.madeAt} />}
            end={
              query.data.state === 'open' && query.data.closed === null ? (
                <Button isDisabled={again.isPending} onPress={() => again.mutate({ id })}>
                  {t('again')}
                </Button>
              ) : null
            }
          >
            {query.data.simulation === null ? (
              <p className="soft">{t('notTried')}</p>
            ) : (
              <>
                {query.data.simulation.stale === null ? null : (
                  <Callout tone="attn">{query.data.simulation.stale}</Callout>
                )}
                <WhatIf found={query.data.simulation.found} />
              </>
            )}
          </Card>
        </>
      )}
    </div>
  );
}

function About({ change }: { readonly change: Shown }) {
  return (
    <Card title={change.reason}>
      <Facts
        rows={[
          [t('proposed'), <When key="w" at={change.filedAt} />],
          [t('who'), <Name key="n" id={change.requester} />],
          [
            t('takesPlace'),
            <Link key="r" to="/ledger/$entry" params={{ entry: change.replaces }}>
              {change.replaces}
            </Link>,
          ],
          [
            t('set'),
            <Identifier key="d" short={[12, 8]}>
              {change.policy}
            </Identifier>,
          ],
          [t('signing'), <People key="s" ids={change.signedBy} none="–" />],
        ]}
      />
      <Signatures change={change} />
    </Card>
  );
}

/** What is missing, and the button that signs; or why there is none. */
function Signatures({ change }: { readonly change: Shown }) {
  const session = useSession();
  const standing = useStanding();
  const renew = useRenew();
  const [isSigning, setSigning] = useState(false);
  if (change.state !== 'open') return <Callout>{change.closedBecause ?? t(change.state)}</Callout>;
  if (change.closed !== null) return <Callout tone="attn">{change.closed}</Callout>;
  if (session === undefined || standing === undefined) return null;
  const me = session.person?.id;
  const passkey = session.keys.find(({ publicKey }) => isOfThisPage(publicKey));
  const { simulation } = change;
  const may = session.may.includes('sign') && simulation !== null && simulation.stale === null;
  return (
    <>
      <ul className="plain-list">
        {change.missing.map((need) => (
          <li key={need}>{t('missing', { need })}</li>
        ))}
      </ul>
      {me === change.requester ? (
        <Callout>{t('yours')}</Callout>
      ) : change.signedBy.some((person) => person === me) ? (
        <Callout>{t('signedByYou')}</Callout>
      ) : may && passkey !== undefined ? (
        <Button look="ink" icon="sign" onPress={() => setSigning(true)}>
          {t('sign')}
        </Button>
      ) : (
        <>
          <p className="soft">{t('cli')}</p>
          <Identifier>{`npx countersign policy sign ${change.id} --key ~/.ssh/id_ed25519_sk`}</Identifier>
        </>
      )}
      {isSigning && passkey !== undefined && simulation !== null ? (
        <SignLaw
          title={t('signTitle')}
          ledger={standing.ledger}
          session={session}
          passkey={passkey}
          purpose="policy.activate"
          how={t('signHow')}
          rule={t('rule2')}
          open={async () => {
            const { keyFingerprint } = passkey;
            const opened = await call('law.prepare-signing', { id: change.id, keyFingerprint });
            return {
              statement: opened.statement,
              item: {
                policy: change.policy,
                sources: await digestOfValue('countersign/policy/sources/v1', change.files),
                replaces: change.replaces,
                proposal: change.entry,
                simulation: simulation.entry,
                result: await digestOfValue('countersign/what-if/v1', simulation.found),
              },
              differences: change.differences,
            };
          }}
          take={(statement, signature) => call('law.sign', { id: change.id, statement, signature })}
          after={(taken) => t(taken.entry === null ? 'waits' : 'isLaw')}
          onClose={(taken) => {
            setSigning(false);
            if (taken !== undefined) void renew(['law', 'policies']);
          }}
        />
      ) : null}
    </>
  );
}
