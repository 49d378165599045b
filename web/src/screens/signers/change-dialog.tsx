import { useState } from 'react';
import { call } from '../../api/client.ts';
import type { Session } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { ChoiceList } from '../../components/choice-list.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { Select } from '../../components/select.tsx';
import { TextArea } from '../../components/text-field.tsx';
import { useNow } from '../../clock.ts';
import { holdTo } from '../../statements/stated.ts';
import { t } from '../../text/signers.ts';
import { enrolmentOf, purposes, type Item, type Signer, type WaitingPasskey } from './asked-change.ts';
import { Quorum } from './quorum.tsx';
import { allRoles } from './roles.ts';
import { SignChange } from './sign-change.tsx';

/** What somebody wants to change: enrol a passkey that waits, or replace or end a key. */
export type Wish =
  | { readonly act: 'enrol'; readonly made: WaitingPasskey }
  | { readonly act: 'replace'; readonly old: Signer; readonly choices: readonly WaitingPasskey[] }
  | { readonly act: 'revoke'; readonly old: Signer };

const titles = { enrol: t('enrolTitle'), replace: t('replaceTitle'), revoke: t('revokeTitle') } as const;

/** Asks for what a change needs, then shows what the signature would cover, and signs that. */
export function ChangeDialog({
  wish,
  ledger,
  session,
  signers,
  passkeys,
  onClose,
}: {
  readonly wish: Wish;
  readonly ledger: string;
  readonly session: Session;
  readonly signers: readonly Signer[];
  /** The keys of this page that can sign; none: on the command line alone. */
  readonly passkeys: Session['keys'];
  readonly onClose: () => void;
}) {
  const now = useNow();
  const [roles, setRoles] = useState<readonly string[]>([]);
  const [chosen, setChosen] = useState<string>();
  const [reason, setReason] = useState('');
  const [isSigning, setSigning] = useState(false);
  const [keyChosen, setKeyChosen] = useState(passkeys[0]?.keyFingerprint);
  const passkey = passkeys.find(({ keyFingerprint }) => keyFingerprint === keyChosen);
  const item = itemOf(wish, roles, chosen, reason.trim());
  const subject = wish.act === 'enrol' ? wish.made.person : wish.old.person;
  const { act } = wish;
  if (isSigning && item !== undefined && passkey !== undefined)
    return (
      <SignChange
        title={titles[act]}
        ledger={ledger}
        passkey={passkey}
        session={session}
        rule={
          <Quorum
            act={act}
            subject={subject}
            me={session.person?.id}
            signers={signers}
            now={now}
            before={0}
          />
        }
        open={async () => {
          const { keyFingerprint } = passkey;
          return (await call('signers.prepare', { act, keyFingerprint, item })).statement;
        }}
        hold={(stated) =>
          holdTo(stated, {
            purpose: purposes[act],
            ledger,
            item,
            ...(session.person === null ? {} : { signer: session.person.id }),
          })
        }
        take={(statement, signature) => call('changes.begin', { act, statement, signature })}
        onClose={onClose}
      />
    );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={titles[act]}
      kicker={ledger}
      actions={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          {passkey === undefined ? null : (
            <Button look="ink" isDisabled={item === undefined} onPress={() => setSigning(true)}>
              {t('go')}
            </Button>
          )}
        </>
      }
    >
      {act === 'enrol' ? (
        <fieldset className="role-choice">
          <legend className="label">{t('chooseRoles')}</legend>
          {allRoles.map((role) => (
            <Checkbox
              key={role}
              label={role.replaceAll('_', ' ')}
              isChecked={roles.includes(role)}
              onChange={(on) => setRoles(on ? [...roles, role] : roles.filter((each) => each !== role))}
            />
          ))}
          <p className="quiet">{t('chooseRolesWhy')}</p>
        </fieldset>
      ) : null}
      {act === 'replace' ? (
        wish.choices.length === 0 ? (
          <Callout>{t('noneOfTheirs')}</Callout>
        ) : (
          <ChoiceList
            label={t('whichNew')}
            value={chosen}
            onChange={setChosen}
            choices={wish.choices.map(({ registration, keyFingerprint, displayName }) => ({
              id: registration,
              label: keyFingerprint,
              note: t('typed', { name: displayName }),
            }))}
          />
        )
      ) : null}
      {act === 'revoke' ? (
        <TextArea
          label={t('reason')}
          help={t('reasonHelp')}
          value={reason}
          maxLength={2000}
          onChange={setReason}
        />
      ) : null}
      {passkeys.length < 2 ? null : (
        <Select
          label={t('signWith')}
          value={keyChosen}
          choices={passkeys.map(({ keyFingerprint }) => ({ id: keyFingerprint, label: keyFingerprint }))}
          onChange={setKeyChosen}
        />
      )}
      {passkey === undefined ? (
        <p className="soft">{t('noPasskey')}</p>
      ) : (
        <p className="quiet">{t('sshInstead')}</p>
      )}
      <Identifier>{commandOf(wish, roles, chosen, reason.trim())}</Identifier>
    </Dialog>
  );
}

function itemOf(
  wish: Wish,
  roles: readonly string[],
  chosen: string | undefined,
  reason: string,
): Item | undefined {
  if (wish.act === 'enrol') return roles.length === 0 ? undefined : enrolmentOf(wish.made, roles);
  if (wish.act === 'revoke')
    return reason === ''
      ? undefined
      : { subject: wish.old.person, fingerprint: wish.old.keyFingerprint, reason };
  const made = wish.choices.find(({ registration }) => registration === chosen);
  return made === undefined ? undefined : enrolmentOf(made, wish.old.roles, wish.old.keyFingerprint);
}

const key = '--key ~/.ssh/id_ed25519_sk --share';
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The command that does the same with an SSH key. */
function commandOf(wish: Wish, roles: readonly string[], chosen: string | undefined, reason: string): string {
  const start = `npx countersign signers ${wish.act}`;
  if (wish.act === 'enrol') {
    const named = (roles.length === 0 ? ['ROLE'] : roles).map((role) => `--role ${role}`).join(' ');
    return `${start} --registration ${wish.made.registration} ${named} --person ${wish.made.person} ${key}`;
  }
  const { keyFingerprint, person } = wish.old;
  if (wish.act === 'replace')
    return `${start} --fingerprint ${keyFingerprint} --registration ${chosen ?? 'reg_…'} ${key}`;
  return `${start} --person ${person} --fingerprint ${keyFingerprint} --reason ${quoted(reason === '' ? 'TEXT' : reason)} ${key}`;
}
