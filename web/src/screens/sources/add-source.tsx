import { useState } from 'react';
import { work } from '../../api/client.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { useRoute, useWrite } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Select } from '../../components/select.tsx';
import { TextField } from '../../components/text-field.tsx';
import { toast } from '../../components/toasts.ts';
import { t } from '../../text/sources.ts';
import { Permissions } from './permissions.tsx';
import { PreviewTable } from './preview-table.tsx';

type Preview = RouteOutput<'sources.preview'>;

/** `postgres://user:secret@…`: nothing of the kind leaves this page. */
const password =
  /:\/\/[^/\s@:]*:[^/\s]+@|[?&](password|pwd|token|client_?secret)=|gh[pousr]_\w{8}|github_pat_\w{8}|A[KS]IA[A-Z0-9]{16}/i;

/** What a location looks like, where it is not the name of a file alone. */
const placeholders: ReadonlyMap<string, string> = new Map([
  ['postgres', 'postgres://reader@db.example/crm'],
  ['kubernetes', 'https://cluster.example:6443?passwordFrom=file:token&sslrootcert=ca.crt'],
  ['aws', 'aws://111122223333/eu-west-1?passwordFrom=env:COUNTERSIGN_SOURCE_AWS'],
  ['github', 'https://api.github.com/orgs/acme?passwordFrom=env:COUNTERSIGN_SOURCE_GITHUB'],
  ['okta', 'https://acme.okta.com?passwordFrom=env:COUNTERSIGN_SOURCE_OKTA'],
  [
    'entra',
    'https://graph.microsoft.com/acme.onmicrosoft.com?clientId=ID&passwordFrom=env:COUNTERSIGN_SOURCE_ENTRA',
  ],
  ['vault', 'https://vault.example:8200?passwordFrom=env:COUNTERSIGN_SOURCE_VAULT'],
  ['ldap', 'ldaps://ldap.example/dc=acme?user=cn=reader,dc=acme&passwordFrom=env:COUNTERSIGN_SOURCE_LDAP'],
]);
const helps: ReadonlyMap<string, 'urlHelp' | 'clusterHelp' | 'fileOrUrlHelp'> = new Map([
  ['postgres', 'urlHelp'],
  ['kubernetes', 'clusterHelp'],
  ['aws', 'fileOrUrlHelp'],
  ['github', 'fileOrUrlHelp'],
  ['entra', 'fileOrUrlHelp'],
  ['okta', 'fileOrUrlHelp'],
  ['vault', 'fileOrUrlHelp'],
  ['ldap', 'fileOrUrlHelp'],
]);

/** A source is looked at before it is added: what it would bring, what it needs, and what it does not tell. */
export function AddSource({ onClose }: { readonly onClose: () => void }) {
  const connectors = useRoute('sources.connectors', {});
  const add = useWrite('sources.add', { renews: ['sources.list', 'status.show'] });
  const [kind, setKind] = useState<string>();
  const [id, setId] = useState('');
  const [location, setLocation] = useState('');
  const [looked, setLooked] = useState<{ readonly at: string; readonly preview: Preview }>();
  const [progress, setProgress] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const connector = connectors.data?.items.find((each) => each.id === kind);
  const imports = connectors.data?.imports ?? '';
  const asked = `${kind ?? ''} ${location}`;
  const isSecret = password.test(location);
  const preview = looked?.at === asked ? looked.preview : undefined;
  const look = async (): Promise<void> => {
    setProgress(t('looking'));
    setProblem(undefined);
    try {
      const seen = await work('sources.preview', { connector: kind ?? '', location }, ({ count }) =>
        setProgress(t('looked', { count })),
      );
      setLooked({ at: asked, preview: seen });
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setProgress(undefined);
    }
  };
  const failed = problem ?? add.error;
  return (
    <Dialog
      isOpen
      isAlert
      onClose={onClose}
      title={t('addTitle')}
      aside={preview === undefined ? <p className="quiet">{t('addFirst')}</p> : null}
      actions={
        <>
          <Button
            isDisabled={kind === undefined || location === '' || isSecret || progress !== undefined}
            onPress={() => void look()}
          >
            {progress ?? t('preview')}
          </Button>
          <Button
            look="ink"
            isDisabled={preview === undefined || id === '' || add.isPending}
            onPress={() =>
              add.mutate(
                { id, connector: kind ?? '', location },
                {
                  onSuccess: () => {
                    toast(t('added', { source: id }));
                    onClose();
                  },
                },
              )
            }
          >
            {t('addIt')}
          </Button>
        </>
      }
    >
      <div className="stack-s add-source">
        <Select
          label={t('connector')}
          value={kind}
          placeholder={t('chooseConnector')}
          onChange={(chosen) => {
            setKind(chosen);
            if (id === '') setId(chosen);
          }}
          choices={(connectors.data?.items ?? []).map((each) => ({ id: each.id, label: each.title }))}
        />
        {connector === undefined ? null : <Permissions connector={connector} />}
        <TextField label={t('id')} value={id} onChange={setId} mono maxLength={40} help={t('idHelp')} />
        <TextField
          label={t('location')}
          value={location}
          onChange={setLocation}
          mono
          maxLength={2000}
          spellCheck={false}
          autoComplete="off"
          placeholder={placeholders.get(kind ?? '') ?? 'crm-export'}
          help={t(helps.get(kind ?? '') ?? 'fileHelp', { imports })}
          problem={isSecret ? t('holdsPassword') : undefined}
        />
        {failed === null ? null : (
          <Callout tone="alarm">
            <p className="medium">{t('couldNotLook')}</p>
            <p className="breaks">
              {failed.message} {failed.next}
            </p>
          </Callout>
        )}
        {preview === undefined ? null : <PreviewTable preview={preview} />}
      </div>
    </Dialog>
  );
}
