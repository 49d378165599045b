import { Disclosure } from '../../components/disclosure.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { Covers, Terms } from '../../components/signing.tsx';
import { t } from '../../text/sign-in.ts';
import type { Begun } from './first-signer.tsx';
import './beginning.css';

/** What the first signature brings about, in plain words, and everything it puts in force. */
export function Beginning({ begun, roles }: { readonly begun: Begun; readonly roles: readonly string[] }) {
  const { made, ledger, checkpointKey, policy, policies, digest } = begun;
  return (
    <>
      <Terms
        rows={[
          [t('termWhat'), t('termBegins')],
          [t('termLedger'), <Identifier key="l">{ledger}</Identifier>],
          [t('termKey'), <Identifier key="k">{made.keyFingerprint}</Identifier>],
          [t('termRoles'), roles.join(', ')],
          [t('termPolicies'), t('policiesCount', { count: policies.length })],
          [t('termCheckpoint'), <Identifier key="c">{checkpointKey}</Identifier>],
          [t('termDemo'), t('noDemo')],
          [t('termUndo'), t('noUndo')],
        ]}
      />
      <Disclosure summary={t('whichPolicies')}>
        <p className="quiet">{t('whichPoliciesWhy')}</p>
        <ul className="beginning-policies">
          {policies.map(({ id, effect, says, need, json }) => (
            <li key={id}>
              <details>
                <summary>
                  <span className="quiet">{need === undefined ? effect : t('asksFor')}</span>{' '}
                  {says ?? need ?? ''} <span className="mono quiet">{id}</span>
                </summary>
                <pre className="code-block">{JSON.stringify(json, undefined, 1)}</pre>
              </details>
            </li>
          ))}
        </ul>
      </Disclosure>
      <Covers statement={digest} parts={[{ key: 'policies', label: t('termPolicies'), digest: policy }]} />
    </>
  );
}
