import { lazy, Suspense, useState } from 'react';
import { useRoute, useWrite } from '../../api/queries.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Select } from '../../components/select.tsx';
import { Skeleton } from '../../components/states.tsx';
import { TextField } from '../../components/text-field.tsx';
import { toast } from '../../components/toasts.ts';
import { t } from '../../text/sources.ts';
import { helpOf, holdsSecret, placeholderOf } from './locations.ts';
import { draftOf, mappingOf, type Draft, type Proposed } from './mapping-draft.ts';
import { Permissions } from './permissions.tsx';
import { PreviewTable } from './preview-table.tsx';
import { useLooking } from './use-looking.ts';

// few sources need it
const MappingTable = lazy(async () => ({ default: (await import('./mapping-table.tsx')).MappingTable }));

/** A mapping on its way to being accepted, and the place that it is of. */
interface Mapping {
  readonly at: string;
  readonly proposed: Proposed;
  readonly draft: Draft;
}

/** A source is looked at before it is added: what it would bring, what it needs, and what it does not tell. */
export function AddSource({ onClose }: { readonly onClose: () => void }) {
  const connectors = useRoute('sources.connectors', {});
  const add = useWrite('sources.add', { renews: ['sources.list', 'status.show'] });
  const [kind = '', setKind] = useState<string>();
  const [id, setId] = useState('');
  const [location, setLocation] = useState('');
  const [mapping, setMapping] = useState<Mapping>();
  const connector = connectors.data?.items.find((each) => each.id === kind);
  const at = JSON.stringify([kind, location]);
  const mapped = mapping?.at === at ? mapping : undefined;
  const accepted = mapped === undefined ? undefined : mappingOf(mapped.proposed, mapped.draft);
  const asked = {
    connector: kind,
    location,
    ...(accepted === undefined ? {} : { mapping: accepted }),
  };
  const { preview, problem, progress, look } = useLooking(asked, ({ proposed }) => {
    if (proposed !== null) setMapping({ at, proposed, draft: draftOf(proposed) });
  });
  const isSecret = holdsSecret(location);
  const isSeen = preview !== undefined && preview.proposed === null;
  const mayLook = kind !== '' && location !== '' && !isSecret && progress === undefined;
  return (
    <Dialog
      isOpen
      isAlert
      isWide={mapped !== undefined}
      onClose={onClose}
      title={t('addTitle')}
      aside={isSeen ? null : <p className="quiet">{t(mapped === undefined ? 'addFirst' : 'acceptFirst')}</p>}
      actions={
        <>
          <Button isDisabled={!mayLook || (mapped !== undefined && accepted === undefined)} onPress={look}>
            {progress ?? t(mapped === undefined ? 'preview' : 'previewWith')}
          </Button>
          <Button
            look="ink"
            isDisabled={!isSeen || id === '' || add.isPending}
            onPress={() =>
              add.mutate(
                { id, ...asked },
                {
                  onSuccess: () => {
                    toast(t('added', { source: id }));
                    onClose();
                  },
                },
              )
            }
          >
            {t(mapped === undefined ? 'addIt' : 'acceptAndAdd')}
          </Button>
        </>
      }
    >
      <div className="stack-s add-source">
        {connectors.data === undefined ? (
          connectors.error === null ? (
            <Skeleton rows={1} />
          ) : null
        ) : (
          <Select
            label={t('connector')}
            value={kind === '' ? undefined : kind}
            placeholder={t('chooseConnector')}
            onChange={(chosen) => {
              setKind(chosen);
              if (id === '' || id === kind) setId(chosen);
            }}
            choices={connectors.data.items.map((each) => ({ id: each.id, label: each.title }))}
          />
        )}
        {connectors.error === null ? null : <Failed title={t('noConnectors')} problem={connectors.error} />}
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
          placeholder={placeholderOf(kind)}
          help={t(helpOf(kind), { imports: connectors.data?.imports ?? '' })}
          problem={isSecret ? t('holdsPassword') : undefined}
        />
        {mapped === undefined ? null : (
          <Suspense fallback={<Skeleton rows={6} />}>
            <MappingTable
              proposed={mapped.proposed}
              draft={mapped.draft}
              onChange={(draft) => setMapping({ ...mapped, draft })}
            />
          </Suspense>
        )}
        {problem === undefined ? null : <Failed title={t('couldNotLook')} problem={problem} />}
        {add.error === null ? null : <Failed title={t('couldNotAdd')} problem={add.error} />}
        {isSeen ? <PreviewTable preview={preview} /> : null}
      </div>
    </Dialog>
  );
}

function Failed({
  title,
  problem,
}: {
  readonly title: string;
  readonly problem: { readonly code: string; readonly message: string; readonly next?: string | undefined };
}) {
  return (
    <div role="alert">
      <Callout tone="alarm">
        <p className="medium">{title}</p>
        <p className="breaks">
          {problem.message} {problem.next} <span className="quiet mono">{problem.code}</span>
        </p>
      </Callout>
    </div>
  );
}
