import { useState } from 'react';
import { call } from '../../../api/client.ts';
import { useRenew, useRoute } from '../../../api/queries.ts';
import { useSession } from '../../../api/session.ts';
import { useStanding } from '../../../api/standing.ts';
import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { Identifier } from '../../../components/identifier.tsx';
import { Select } from '../../../components/select.tsx';
import { TextArea } from '../../../components/text-field.tsx';
import { digestOfValue } from '../../../signing/canonical.ts';
import { exactTime } from '../../../text/format.ts';
import { t } from '../../../text/policy-changes.ts';
import { isOfThisPage } from '../../../webauthn.ts';
import { SignLaw } from './sign-law.tsx';

/** Chooses files, shows what they change, and files them under a signed request. */
export function Propose({ onFiled }: { readonly onFiled: (id: string) => void }) {
  const session = useSession();
  const standing = useStanding();
  const renew = useRenew();
  const candidates = useRoute('law.candidates', {});
  const [chosen, setChosen] = useState<string>();
  const [reason, setReason] = useState('');
  const [isAsking, setAsking] = useState(false);
  if (session === undefined || standing === undefined || candidates.data === undefined) return null;
  if (!session.may.includes('sign')) return null;
  const passkey = session.keys.find(({ publicKey }) => isOfThisPage(publicKey));
  const choices = candidates.data.items.map(({ id, kind, name, at }) => ({
    id,
    label:
      kind === 'folder'
        ? t('folder')
        : kind === 'profile'
          ? t('profile', { name })
          : t('before', { when: at === null ? name : exactTime(Date.parse(at)) }),
  }));
  return (
    <Card title={t('propose')}>
      <div className="stack">
        <Select
          label={t('which')}
          value={chosen}
          choices={choices}
          placeholder={t('choose')}
          onChange={setChosen}
        />
        <TextArea
          label={t('reason')}
          value={reason}
          onChange={setReason}
          help={t('reasonHelp')}
          maxLength={2000}
          rows={2}
        />
        {passkey === undefined ? (
          <>
            <p className="soft">{t('noPasskey')}</p>
            <Identifier>{`npx countersign policy propose ${flagOf(chosen)} --reason '…' --key ~/.ssh/id_ed25519_sk`}</Identifier>
          </>
        ) : (
          <p>
            <Button
              look="ink"
              isDisabled={chosen === undefined || reason.trim() === ''}
              onPress={() => setAsking(true)}
            >
              {t('next')}
            </Button>
          </p>
        )}
      </div>
      {isAsking && chosen !== undefined && passkey !== undefined ? (
        <Asking
          chosen={chosen}
          reason={reason.trim()}
          ledger={standing.ledger}
          session={session}
          passkey={passkey}
          onClose={(id) => {
            setAsking(false);
            if (id === undefined) return;
            void renew(['law']);
            onFiled(id);
          }}
        />
      ) : null}
    </Card>
  );
}

const flagOf = (chosen: string | undefined): string =>
  chosen?.startsWith('profile:') === true
    ? `--profile ${chosen.slice('profile:'.length)}`
    : chosen?.startsWith('ent_') === true
      ? `--before ${chosen}`
      : '--folder policies';

type Sign = Parameters<typeof SignLaw>[0];

function Asking({
  chosen,
  reason,
  ledger,
  session,
  passkey,
  onClose,
}: Pick<Sign, 'ledger' | 'session' | 'passkey'> & {
  readonly chosen: string;
  readonly reason: string;
  readonly onClose: (id: string | undefined) => void;
}) {
  const [files] = useState(() => call('law.candidate', { id: chosen }).then((candidate) => candidate.files));
  return (
    <SignLaw
      title={t('proposeTitle')}
      ledger={ledger}
      session={session}
      passkey={passkey}
      purpose="policy.propose"
      how={t('askHow')}
      rule={t('ruleAsk')}
      open={async () => {
        const own = await files;
        const opened = await call('law.prepare', {
          files: own,
          reason,
          keyFingerprint: passkey.keyFingerprint,
        });
        const sources = await digestOfValue('countersign/policy/sources/v1', own);
        const { policy, replaces } = opened.item;
        return {
          statement: opened.statement,
          item: { policy, sources, replaces, reason },
          differences: opened.differences,
        };
      }}
      take={async (statement, signature) => call('law.file', { files: await files, statement, signature })}
      after={() => t('filed')}
      onClose={(taken) => onClose(taken?.proposal)}
    />
  );
}
