import { useState } from 'react';
import { useWrite } from '../api/queries.ts';
import { Button } from '../components/button.tsx';
import { Callout } from '../components/callout.tsx';
import { Icon } from '../components/icon.tsx';
import { Menu } from '../components/menu.tsx';
import { toast } from '../components/toasts.ts';
import { useShortcut } from '../keys/use-shortcut.ts';
import { Name } from '../people/person.tsx';
import { inert } from '../text/inert.ts';
import { t as pieces } from '../text/pieces.ts';
import { t } from '../text/saved-views.ts';
import { wordOf } from './kept-words.tsx';
import { SaveDialog } from './save-dialog.tsx';
import { goneIn, sameSearch, withoutGone, type Asks, type SavedView } from './saved-search.ts';
import { useViews } from './use-views.ts';
import { ViewActs } from './view-acts.tsx';
import type { ViewBarProps } from './view-bar.tsx';

/** So many stand beside each other; the others are in a menu. */
const mostShown = 6;

/** The views side by side; the one that is open says when what is asked is not what it keeps. */
export default function ViewBarContents({ asks, saved, onOpen }: ViewBarProps) {
  const { all, isCut, isPending, failed, current } = useViews(asks.list, saved);
  const [isSaving, setSaving] = useState(false);
  useShortcut({ keys: ['v'], label: t('save'), group: pieces('keyGroupPage'), run: () => setSaving(true) });
  const open = (view: SavedView): void => onOpen({ ...view.asks.search, saved: view.id });
  const isChanged = current != null && !sameSearch(current.asks.search, asks.search);
  // the one that is open always stands there
  const shown = all.filter(({ id }, at) => at < mostShown || id === saved);
  const others = all.filter((view) => !shown.includes(view));
  return (
    <>
      <ul>
        {shown.map((view) => (
          <li key={view.id}>
            <ViewChip view={view} isOpen={view.id === saved} onOpen={() => open(view)} />
          </li>
        ))}
      </ul>
      {others.length === 0 ? null : (
        <Menu
          look="bare"
          label={t('more', { count: others.length })}
          name={t('moreNamed')}
          entries={others.map((view) => ({
            id: view.id,
            label: inert(view.name),
            onAction: () => open(view),
          }))}
        />
      )}
      {current == null ? null : (
        <ViewActs key={current.id} view={current} onLeave={() => onOpen(asks.search)} />
      )}
      {isChanged ? (
        <Changed view={current} asks={asks} onNew={() => setSaving(true)} onBack={() => open(current)} />
      ) : current == null ? (
        <Button look="bare" icon="request" shortcut="V" onPress={() => setSaving(true)}>
          {t('save')}
        </Button>
      ) : null}
      {failed ? (
        <span className="quiet">{t('couldNotRead')}</span>
      ) : all.length === 0 && !isPending ? (
        <span className="quiet">{t('none')}</span>
      ) : isCut ? (
        <span className="quiet">{t('moreThanListed')}</span>
      ) : null}
      <Gone view={current} asks={asks} onOpen={onOpen} />
      {isSaving ? (
        <SaveDialog
          asks={asks}
          onDone={(view) => {
            setSaving(false);
            open(view);
          }}
          onClose={() => setSaving(false)}
        />
      ) : null}
    </>
  );
}

function ViewChip({
  view,
  isOpen,
  onOpen,
}: {
  readonly view: SavedView;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}) {
  const name = inert(view.name);
  return (
    <button type="button" className="view-chip" aria-pressed={isOpen} title={name} onClick={onOpen}>
      {view.shared && view.mine ? <Icon name="estate" small /> : null}
      <span>{name}</span>
      {view.mine ? null : (
        <small>
          <Name id={view.owner} />
        </small>
      )}
    </button>
  );
}

function Changed({
  view,
  asks,
  onNew,
  onBack,
}: {
  readonly view: SavedView;
  readonly asks: Asks;
  readonly onNew: () => void;
  readonly onBack: () => void;
}) {
  const change = useWrite('views.change', { renews: ['views.list', 'views.show'] });
  return (
    <span className="view-changed">
      <span role="status">{t('changed')}</span>
      {view.mine ? (
        <Button
          isDisabled={change.isPending}
          onPress={() =>
            change.mutate(
              { id: view.id, version: view.version, asks },
              {
                onSuccess: () => toast(t('savedOver', { name: inert(view.name) })),
                onError: ({ code, message, next }) =>
                  toast(code === 'precondition_changed' ? t('elsewhere') : `${message} ${next ?? ''}`, {
                    tone: 'problem',
                  }),
              },
            )
          }
        >
          {t('saveOver')}
        </Button>
      ) : null}
      <Button look={view.mine ? 'bare' : 'plain'} onPress={onNew}>
        {t('saveAsNew')}
      </Button>
      <Button look="bare" onPress={onBack}>
        {t('goBack')}
      </Button>
    </span>
  );
}

/** Says that a view is not there, or what it asks for in vain. */
function Gone({
  view,
  asks,
  onOpen,
}: {
  readonly view: SavedView | null | undefined;
  readonly asks: Asks;
  readonly onOpen: (search: Readonly<Record<string, unknown>>) => void;
}) {
  if (view === undefined) return null;
  if (view === null)
    return (
      <Callout tone="attn" action={<Button onPress={() => onOpen(asks.search)}>{t('leave')}</Button>}>
        {t('notThere')}
      </Callout>
    );
  // what this version does not know is no part of the address: it was left out when the view was read
  const unread = view.gone.filter(({ in: name }) => !Object.hasOwn(view.asks.search, name));
  const asked = goneIn(asks.search, view.gone);
  const gone = [...asked, ...unread];
  return gone.length === 0 ? null : (
    <Callout
      tone="attn"
      {...(asked.length === 0
        ? {}
        : {
            action: (
              <Button onPress={() => onOpen({ ...withoutGone(asks.search, asked), saved: view.id })}>
                {t('withoutGone')}
              </Button>
            ),
          })}
    >
      {t('gone', { what: gone.map(({ in: name, value }) => `${wordOf(name)} “${inert(value)}”`).join(', ') })}
    </Callout>
  );
}
