import { useWrite } from '../api/queries.ts';
import { Button } from '../components/button.tsx';
import { Callout } from '../components/callout.tsx';
import { Dialog } from '../components/dialog.tsx';
import { toast } from '../components/toasts.ts';
import { inert } from '../text/inert.ts';
import { t } from '../text/saved-views.ts';
import type { SavedView } from './saved-search.ts';

/** Asks once more before a view is deleted: it cannot be brought back. */
export function RemoveDialog({
  view,
  onDone,
  onClose,
}: {
  readonly view: SavedView;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const renews = { renews: ['views.list'] } as const;
  const own = useWrite('views.remove', renews);
  const others = useWrite('administration.remove-view', renews);
  const remove = view.mine ? own : others;
  const name = inert(view.name);
  return (
    <Dialog
      isOpen
      isAlert
      onClose={onClose}
      title={t('removeTitle', { name })}
      actions={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button
            look="stop"
            isDisabled={remove.isPending}
            onPress={() =>
              remove.mutate(
                { id: view.id },
                {
                  onSuccess: () => {
                    toast(t('removed', { name }));
                    onDone();
                  },
                },
              )
            }
          >
            {t('doRemove')}
          </Button>
        </>
      }
    >
      {remove.error === null ? null : (
        <Callout tone="alarm">
          {remove.error.message} {remove.error.next}
        </Callout>
      )}
      <p>
        {t('removeWhy')} {view.shared && view.mine ? t('removeShared') : null}
        {view.mine ? null : t('removeOfOthers')}
      </p>
    </Dialog>
  );
}
