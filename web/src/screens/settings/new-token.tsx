import { useState } from 'react';
import { useWrite } from '../../api/queries.ts';
import { now } from '../../clock.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { Select } from '../../components/select.tsx';
import { TextField } from '../../components/text-field.tsx';
import { t } from '../../text/settings.ts';

const allScopes = ['view', 'operate'] as const;
type Scope = (typeof allScopes)[number];
const lengths = [1, 7, 30, 89] as const;
const dayMs = 86_400_000;

/** Asks what a token is for, what it may and how long, and shows its secret once. */
export function NewToken({ onClose }: { readonly onClose: () => void }) {
  const create = useWrite('tokens.create', { renews: ['tokens.list'] });
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>(['view']);
  const [days, setDays] = useState<number>(30);
  const secret = create.data?.secret;
  return (
    <Dialog
      isOpen
      isAlert
      onClose={onClose}
      title={t('tokenTitle')}
      actions={
        secret === undefined ? (
          <>
            <Button onPress={onClose}>{t('cancel')}</Button>
            <Button
              look="ink"
              isDisabled={name.trim() === '' || scopes.length === 0 || create.isPending}
              onPress={() =>
                create.mutate({
                  name: name.trim(),
                  scopes,
                  expiresAt: new Date(now() + days * dayMs).toISOString(),
                })
              }
            >
              {t('issue')}
            </Button>
          </>
        ) : (
          <Button look="ink" onPress={onClose}>
            {t('close')}
          </Button>
        )
      }
    >
      {create.error === null ? null : (
        <Callout tone="alarm">
          {create.error.message} {create.error.next}
        </Callout>
      )}
      {secret === undefined ? (
        <>
          <TextField
            label={t('tokenName')}
            value={name}
            help={t('tokenNameHelp')}
            maxLength={80}
            onChange={setName}
          />
          <fieldset className="own-scopes">
            <legend className="label">{t('scopes')}</legend>
            {allScopes.map((scope) => (
              <Checkbox
                key={scope}
                label={t(`scope_${scope}`)}
                isChecked={scopes.includes(scope)}
                onChange={(on) =>
                  setScopes(on ? [...scopes, scope] : scopes.filter((each) => each !== scope))
                }
              />
            ))}
          </fieldset>
          <Select
            label={t('lasts')}
            value={String(days)}
            choices={lengths.map((count) => ({ id: String(count), label: t('inDays', { count }) }))}
            onChange={(id) => setDays(Number(id))}
          />
        </>
      ) : (
        <>
          <Callout tone="attn">{t('tokenOnce')}</Callout>
          <Identifier>{secret}</Identifier>
          <p className="soft">{t('use')}</p>
        </>
      )}
    </Dialog>
  );
}
