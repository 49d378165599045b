import { useState } from 'react';
import type { Problem } from '../api/problem.ts';
import { useWrite } from '../api/queries.ts';
import { useMay } from '../api/session.ts';
import { Button } from '../components/button.tsx';
import { Checkbox } from '../components/checkbox.tsx';
import { Dialog } from '../components/dialog.tsx';
import { TextField } from '../components/text-field.tsx';
import { toast } from '../components/toasts.ts';
import { t } from '../text/saved-views.ts';
import { KeptWords } from './kept-words.tsx';
import type { Asks, SavedView } from './saved-search.ts';

const mostCharacters = 80;

/** What was wrong with a name in words for people; anything else as the server says it. */
const wordsOf = ({ message, next, details }: Problem): string =>
  Array.isArray(details['issues']) && message.startsWith('`name`')
    ? t('nameRefused')
    : `${message} ${next ?? ''}`;

/** Gives what is asked a name, or a view another one. */
export function SaveDialog({
  asks,
  renames,
  onDone,
  onClose,
}: {
  readonly asks: Asks;
  /** The view that is given another name; undefined: a new one is kept. */
  readonly renames?: SavedView;
  readonly onDone: (view: SavedView) => void;
  readonly onClose: () => void;
}) {
  const renews = { renews: ['views.list', 'views.show'] } as const;
  const create = useWrite('views.create', renews);
  const change = useWrite('views.change', renews);
  const mayShare = useMay('operate');
  const [name, setName] = useState(renames?.name ?? '');
  const [shared, setShared] = useState(false);
  const isBusy = create.isPending || change.isPending;
  const problem = create.error ?? change.error;
  const isReady = name.trim() !== '' && !isBusy;
  const finish = (view: SavedView): void => {
    toast(t(renames === undefined ? 'saved' : 'renamed', { name: view.name }));
    onDone(view);
  };
  const save = (): void => {
    if (!isReady) return;
    if (renames === undefined)
      create.mutate({ name, asks, shared }, { onSuccess: ({ view }) => finish(view) });
    else
      change.mutate(
        { id: renames.id, version: renames.version, name },
        { onSuccess: ({ view }) => finish(view) },
      );
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t(renames === undefined ? 'saveThis' : 'renameTitle')}
      actions={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button look="ink" isDisabled={!isReady} onPress={save}>
            {t(renames === undefined ? 'saveThis' : 'doRename')}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <TextField
          label={t('name')}
          value={name}
          help={t('nameHelp')}
          problem={problem === null ? undefined : wordsOf(problem)}
          maxLength={mostCharacters}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to type it
          autoFocus
          autoComplete="off"
          onChange={setName}
        />
      </form>
      {renames === undefined ? (
        <>
          {mayShare ? <Checkbox label={t('share')} isChecked={shared} onChange={setShared} /> : null}
          <KeptWords asks={asks} />
        </>
      ) : null}
    </Dialog>
  );
}
