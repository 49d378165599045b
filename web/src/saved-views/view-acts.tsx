import { useState } from 'react';
import { useWrite } from '../api/queries.ts';
import { useMay } from '../api/session.ts';
import { Menu, type MenuEntry } from '../components/menu.tsx';
import { toast } from '../components/toasts.ts';
import { inert } from '../text/inert.ts';
import { t } from '../text/saved-views.ts';
import { RemoveDialog } from './remove-dialog.tsx';
import { SaveDialog } from './save-dialog.tsx';
import type { SavedView } from './saved-search.ts';

/** What can be done with the view that is open. Only its owner changes it; an administrator deletes what is shared. */
export function ViewActs({ view, onLeave }: { readonly view: SavedView; readonly onLeave: () => void }) {
  const change = useWrite('views.change', { renews: ['views.list', 'views.show'] });
  const mayShare = useMay('operate');
  const mayAdminister = useMay('administer');
  const [dialog, setDialog] = useState<'rename' | 'remove'>();
  const name = inert(view.name);
  const share = (shared: boolean): void =>
    change.mutate(
      { id: view.id, version: view.version, shared },
      {
        onSuccess: () => toast(t(shared ? 'isShared' : 'isYours', { name })),
        onError: ({ message, next }) => toast(`${message} ${next ?? ''}`, { tone: 'problem' }),
      },
    );
  const entries: readonly MenuEntry[] = [
    { id: 'link', label: t('copyLink'), icon: 'link', onAction: () => void copyLink(view) },
    ...(view.mine
      ? ([
          { id: 'rename', label: t('rename'), icon: 'sign', onAction: () => setDialog('rename') },
          ...(view.shared
            ? [{ id: 'stop', label: t('stopSharing'), icon: 'person', onAction: () => share(false) } as const]
            : mayShare
              ? [
                  {
                    id: 'share',
                    label: t('startSharing'),
                    icon: 'estate',
                    onAction: () => share(true),
                  } as const,
                ]
              : []),
        ] as const)
      : []),
    ...(view.mine || mayAdminister
      ? [{ id: 'remove', label: t('remove'), icon: 'cross', onAction: () => setDialog('remove') } as const]
      : []),
  ];
  return (
    <>
      <Menu name={t('acts', { name })} entries={entries} />
      {dialog === 'rename' ? (
        <SaveDialog
          asks={view.asks}
          renames={view}
          onDone={() => setDialog(undefined)}
          onClose={() => setDialog(undefined)}
        />
      ) : null}
      {dialog === 'remove' ? (
        <RemoveDialog view={view} onDone={onLeave} onClose={() => setDialog(undefined)} />
      ) : null}
    </>
  );
}

async function copyLink({ id, shared }: SavedView): Promise<void> {
  const link = `${location.origin}/views/${id}`;
  try {
    await navigator.clipboard.writeText(link);
    toast(t(shared ? 'copied' : 'copiedPrivate'));
  } catch {
    toast(t('notCopied', { link }), { tone: 'problem' });
  }
}
